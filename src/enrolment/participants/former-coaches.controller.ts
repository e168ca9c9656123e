import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { sayEffect } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { ChangeFormerCoaches } from './change-former-coaches.js';
import { askerOf } from './details.controller.js';
import { recordedDetails } from './details.queries.js';

const Id = z.uuid();
const text = z.string().max(500).default('');
const coach = { coachName: text, coachEmail: text, drop: z.union([z.uuid(), z.literal('')]).default('') };
const Asked = z.object(coach);
const Decided = z
  .strictObject({ ...coach, why: z.string().max(2_000).default(''), seenEffect: text })
  .meta({ id: 'FormerCoachChange' });

/** Who coached a participant before: noted, and let go where that was wrong, with what it does shown first. */
@Controller()
export class FormerCoachesController {
  constructor(
    private readonly database: Database,
    private readonly changeFormerCoaches: ChangeFormerCoaches,
  ) {}

  @Route({
    get: '/participants/:id/former-coaches',
    title: 'Who coached a participant before: the form, and with somebody named the effect of noting them, or of not',
    for: ['administrator'],
    of: 'participant',
  })
  async form(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) asked: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    if (Object.values(asked).every((given) => given.trim() === '')) return this.formPage(id, asked, null);
    const seen = await this.changeFormerCoaches.preview(askerOf(visitor), { ...asked, participantId: id });
    if (isRefusal(seen)) return refused(seen, enrolmentMessages, await this.formPage(id, asked, null));
    return this.formPage(id, asked, { was: seen.was, is: seen.is, ...sayEffect(seen.effect) });
  }

  @Route({
    post: '/participants/:id/former-coaches',
    title: 'Note who coached a participant before, or that this was recorded wrongly',
    for: ['administrator'],
    of: 'participant',
    journal: 'participant.changed',
  })
  async change(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decided }) decided: z.infer<typeof Decided>,
  ): Promise<Reply> {
    const result = await this.changeFormerCoaches.run(askerOf(visitor), { ...decided, participantId: id });
    if (isRefusal(result)) return refused(result, enrolmentMessages, await this.form(visitor, id, decided));
    return done(`/participants/${id}/details`, {
      value: { ...result },
      notice: 'It is recorded, and the participant is told.',
    });
  }

  private async formPage(
    id: string,
    form: Partial<z.infer<typeof Decided>>,
    effect: object | null,
  ): Promise<PageReply> {
    const { name } = await recordedDetails(this.database, id);
    return page('enrolment/pages/former-coaches.njk', {
      title: `Who coached ${name} before`,
      back: { href: `/participants/${id}/details`, text: `What is recorded of ${name}` },
      participantId: id,
      form,
      effect,
    });
  }
}
