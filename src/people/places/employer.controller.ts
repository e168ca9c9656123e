import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { staffProfile } from '../staff/staff-pages.queries.js';
import { ChangeEmployer } from './change-employer.js';
import { sayEffect } from './effect-words.js';
import { workplacesOf } from './spans.js';

const text = z.string().max(300).default('');
const Id = z.uuid();
const Asked = z.object({ schoolUrn: text, trustUid: text, from: text });
const Decided = z
  .strictObject({
    schoolUrn: text,
    trustUid: text,
    from: text,
    why: z.string().max(2_000).default(''),
    seenEffect: text,
  })
  .meta({ id: 'EmployerChange' });
type Form = Partial<z.infer<typeof Decided>>;

/** Where a member of staff works and worked, and what a change of that does before it is made. */
@Controller()
export class EmployerController {
  constructor(
    private readonly database: Database,
    private readonly changeEmployer: ChangeEmployer,
  ) {}

  @Route({
    get: '/staff/:id/employer',
    title: 'Where somebody works: over time, the form, and with a day its effect',
    for: ['administrator'],
    of: 'staff',
  })
  async form(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) asked: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    if (asked.from === '') return this.formPage(id, asked, null);
    const seen = await this.changeEmployer.preview(visitor, { staffId: id, ...asked });
    if (isRefusal(seen)) return refused(seen, peopleMessages, await this.formPage(id, asked, null));
    return this.formPage(id, asked, { spans: seen.after, ...sayEffect(seen.effect) });
  }

  @Route({
    post: '/staff/:id/employer',
    title: 'Note where somebody works',
    for: ['administrator'],
    of: 'staff',
    journal: 'staff.employer-changed',
  })
  async change(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decided }) decided: z.infer<typeof Decided>,
  ): Promise<Reply> {
    const result = await this.changeEmployer.run(visitor, { staffId: id, ...decided });
    if (isRefusal(result)) {
      const again = await this.form(visitor, id, decided);
      return refused(result, peopleMessages, again);
    }
    const notice = 'The change is noted. Work that stands is looked at again, and leads are told of what is barred.';
    return done(`/staff/${id}/employer`, { value: { effect: result.effect }, notice });
  }

  private async formPage(id: string, form: Form, effect: object | null): Promise<PageReply> {
    const profile = await staffProfile(this.database, id);
    return page('people/pages/staff-employer.njk', {
      title: `Where ${profile.name} works`,
      back: { href: `/staff/${id}`, text: profile.name },
      profile,
      spans: await workplacesOf(this.database, profile.signInId),
      form,
      effect,
    });
  }
}
