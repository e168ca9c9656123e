import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { ParticipantQueries } from './participants.queries.js';
import { TransferFramework } from './transfer-framework.js';

const Id = z.uuid();
const text = z.string().max(2_000).default('');
const Asked = z.object({ framework: text, reason: text });
const Decided = z
  .strictObject({ framework: text, reason: text, seenPresentBy: text })
  .meta({ id: 'FrameworkTransfer' });

/** Moving an enrolment to another version of the framework: asked, shown with all that it does, and only then done. */
@Controller()
export class TransferController {
  constructor(
    private readonly participants: ParticipantQueries,
    private readonly frameworks: Frameworks,
    private readonly transferFramework: TransferFramework,
  ) {}

  @Route({
    get: '/enrolments/:id/framework',
    title: 'Move to another version of the framework: the form, and with a version its effect',
    for: ['lead'],
    of: 'enrolment',
  })
  async form(
    @Param('id', { schema: Id }) enrolmentId: string,
    @Query({ schema: Asked }) form: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    const record = await this.participants.record({ enrolmentId });
    if (!record) throw new NotFoundException();
    const effect = form.framework === '' ? null : await this.transferFramework.preview({ enrolmentId, ...form });
    const versions = (await this.frameworks.list()).filter(({ id }) => id !== record.frameworkVersion);
    const shown = page('enrolment/pages/framework.njk', {
      title: `Move to another version of the framework: ${record.name}`,
      back: { href: `/participants/${record.id}`, text: record.name },
      enrolmentId,
      participant: { frameworkVersion: record.frameworkVersion, presentBy: record.presentBy },
      presentByWhy: record.presentByWhy,
      versions: versions.map(({ id, title, publishedAt }) => ({ value: id, text: `${title} (${id})`, publishedAt })),
      form,
      effect: isRefusal(effect) ? null : effect,
    });
    return isRefusal(effect) ? refused(effect, enrolmentMessages, shown) : shown;
  }

  @Route({
    post: '/enrolments/:id/framework',
    title: 'Move an enrolment to another version of the framework',
    for: ['lead'],
    of: 'enrolment',
    journal: 'enrolment.transferred',
  })
  async transfer(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) enrolmentId: string,
    @Body({ schema: Decided }) body: z.infer<typeof Decided>,
  ): Promise<Reply> {
    const effect = await this.transferFramework.run({ actor: visitor.actor, enrolmentId, ...body });
    if (isRefusal(effect)) return refused(effect, enrolmentMessages, await this.form(enrolmentId, body));
    const record = await this.participants.record({ enrolmentId });
    return done(`/participants/${record?.id ?? ''}`, { value: { ...effect }, notice: 'The enrolment is moved' });
  }
}
