import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal, type Refusal } from '#libs/refusal';
import { FileStore } from '../platform/storage/index.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/web/found.js';
import { done, file, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { openCleanCopy, pageInstead, ScriptIntegrity, stoppedPage } from '../submission/blind.js';
import { DecideItem } from './decide-item.js';
import { GiveBlindMarks } from './give-blind-marks.js';
import { HandOver } from './hand-over.js';
import { moderationMessages } from './moderation.messages.js';
import { ModerationPages } from './pages/moderation.page.js';

const Id = z.uuid();
const Script = z.string().regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
/** `mark_1.4.1`: the level that the criterion is to have; the rest of the form is fixed. */
const Decision = z
  .object({
    decision: z.enum(['confirm', 'adjust', 'refer', '']).default(''),
    reason: z.string().max(60).default(''),
    comment: z.string().max(4_000).default(''),
  })
  .catchall(z.string().max(2))
  .meta({ id: 'ModerationDecision' });
const Second = z.strictObject({ agrees: z.enum(['yes', 'no']) }).meta({ id: 'SecondModeration' });

const Blind = z.object({}).catchall(z.string().max(2)).meta({ id: 'BlindMarks' });
const Moderator = z
  .strictObject({ moderatorId: z.union([z.uuid(), z.literal('')]).default('') })
  .meta({ id: 'HandOver' });
/** What a moderator does with one script of a sample, and who may have it instead. */
@Controller()
export class ItemsController {
  constructor(
    private readonly pages: ModerationPages,
    private readonly decideItem: DecideItem,
    private readonly giveBlindMarks: GiveBlindMarks,
    private readonly handOver: HandOver,
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly integrity: ScriptIntegrity,
  ) {}

  @Route({
    get: '/moderation/:id/scripts/:script',
    title: 'A script of the sample',
    for: ['moderator'],
    of: 'sample item',
  })
  async item(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('script', { schema: Script }) script: string,
  ): Promise<PageReply> {
    const shown = found(await this.pages.item(visitor, id, script));
    return (await pageInstead(this.integrity, visitor.actor, script)) ?? shown;
  }

  @Route({
    get: '/moderation/:id/scripts/:script/documents/:documentId',
    title: 'A clean copy',
    for: ['moderator'],
    of: 'sample item',
  })
  async document(
    @Visiting() visitor: Visitor,
    @Param('script', { schema: Script }) script: string,
    @Param('documentId', { schema: Id }) documentId: string,
  ): Promise<Reply> {
    const wanted = { actor: visitor.actor, number: script, documentId };
    const copy = found(await openCleanCopy(this.database, this.store, this.integrity, wanted));
    if (isRefusal(copy)) return stoppedPage(script);
    return file(copy.content, copy.type, copy.name, !copy.type.startsWith('application/octet'));
  }

  @Route({
    post: '/moderation/:id/scripts/:script',
    title: 'Confirm, adjust or refer',
    for: ['moderator'],
    of: 'sample item',
    journal: 'item.decided',
  })
  async decide(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) batchId: string,
    @Param('script', { schema: Script }) script: string,
    @Body({ schema: Decision }) body: z.infer<typeof Decision>,
  ): Promise<Reply> {
    const { decision, reason, comment, ...fields } = body;
    const changes = marksIn(fields);
    const decided = await this.decideItem.run(visitor.actor, visitor.staffId ?? '', {
      batchId,
      script,
      decision,
      reason,
      comment,
      changes,
    });
    if (isRefusal(decided)) return this.againAt(visitor, batchId, script, decided, body);
    const notices = {
      decided: 'Recorded',
      'awaiting-second': 'Recorded. It turns the outcome, so a second moderator has to agree',
      referred: 'Referred to the lead',
    };
    return done('/moderation', { value: { state: decided }, notice: notices[decided] });
  }

  @Route({
    post: '/moderation/:id/scripts/:script/blind-marks',
    title: 'Own marks before those that stand are shown',
    for: ['moderator'],
    of: 'sample item',
    journal: 'item.marked-blind',
  })
  async blindMarks(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) batchId: string,
    @Param('script', { schema: Script }) script: string,
    @Body({ schema: Blind }) body: z.infer<typeof Blind>,
  ): Promise<Reply> {
    const given = await this.giveBlindMarks.run(visitor.actor, visitor.staffId ?? '', {
      batchId,
      script,
      marks: marksIn(body),
    });
    if (isRefusal(given)) return this.againAt(visitor, batchId, script, given, body);
    return done(`/moderation/${batchId}/scripts/${script}`, { notice: 'Kept. The marks that stand are beside yours' });
  }

  @Route({
    get: '/moderation/:id/scripts/:script/moderator',
    title: 'Who may moderate a script instead',
    for: ['lead'],
    of: 'sample item to hand over',
  })
  async moderators(
    @Param('id', { schema: Id }) id: string,
    @Param('script', { schema: Script }) script: string,
  ): Promise<PageReply> {
    return found(await this.pages.handOver(id, script));
  }

  @Route({
    post: '/moderation/:id/scripts/:script/moderator',
    title: 'Give a script to another moderator',
    for: ['lead'],
    of: 'sample item to hand over',
    journal: 'item.handed-over',
  })
  async giveTo(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) batchId: string,
    @Param('script', { schema: Script }) script: string,
    @Body({ schema: Moderator }) { moderatorId }: z.infer<typeof Moderator>,
  ): Promise<Reply> {
    const given = await this.handOver.run({ actor: visitor.actor, batchId, script, moderatorId });
    if (isRefusal(given)) return refused(given, moderationMessages, await this.moderators(batchId, script));
    return done(`/moderation/${batchId}`, { notice: 'Given to another moderator' });
  }

  @Route({
    post: '/moderation/:id/scripts/:script/second',
    title: 'Agree to a turned outcome, or not',
    for: ['moderator'],
    of: 'sample item',
    journal: 'item.decided',
  })
  async second(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) batchId: string,
    @Param('script', { schema: Script }) script: string,
    @Body({ schema: Second }) body: z.infer<typeof Second>,
  ): Promise<Reply> {
    const settled = await this.decideItem.second(visitor.actor, visitor.staffId ?? '', {
      batchId,
      script,
      agrees: body.agrees === 'yes',
    });
    if (isRefusal(settled)) return this.againAt(visitor, batchId, script, settled);
    return done('/moderation', { notice: 'Recorded' });
  }

  private async againAt(
    visitor: Visitor,
    batchId: string,
    script: string,
    refusal: Refusal,
    filled: Readonly<Record<string, string>> = {},
  ): Promise<PageReply> {
    if (refusal.code === 'script-not-as-frozen') return stoppedPage(script);
    return refused(refusal, moderationMessages, found(await this.pages.item(visitor, batchId, script, filled)));
  }
}

/** `mark_1.4.1: '2'` as a level by criterion. */
function marksIn(fields: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, level]) => name.startsWith('mark_') && level !== '')
      .map(([name, level]) => [name.slice(5), Number(level)]),
  );
}
