import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal, type Refusal } from '#libs/refusal';
import { FileStore } from '../platform/storage/index.js';
import { Database } from '../platform/database/database.js';
import { done, file, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { openCleanCopy } from '../submission/blind.js';
import { CloseBatch } from './close-batch.js';
import { DecideItem } from './decide-item.js';
import { FreezeBatch } from './freeze-batch.js';
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
const Board = z
  .strictObject({
    decision: z.enum(['let-stand', 'look-at-all', '']).default(''),
    reason: z.string().max(4_000).default(''),
  })
  .meta({ id: 'BoardDecision' });

/** Freezing, the sample, each moderator's decisions, confirmation by one person and clearing by another. */
@Controller()
export class ModerationController {
  constructor(
    private readonly pages: ModerationPages,
    private readonly freezeBatch: FreezeBatch,
    private readonly decideItem: DecideItem,
    private readonly closeBatch: CloseBatch,
    private readonly giveBlindMarks: GiveBlindMarks,
    private readonly handOver: HandOver,
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  @Route({ get: '/moderation', title: 'Moderation', for: ['lead', 'moderator'] })
  async overview(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.overview(visitor);
  }

  @Route({
    post: '/windows/:windowId/moderation',
    title: 'Freeze the decisions of a window',
    for: ['lead'],
    of: 'window to moderate',
    journal: 'batch.freeze',
  })
  async freeze(@Visiting() visitor: Visitor, @Param('windowId', { schema: Id }) windowId: string): Promise<Reply> {
    const batchId = await this.freezeBatch.run({ actor: visitor.actor, signInId: visitor.signInId, windowId });
    if (isRefusal(batchId)) return refused(batchId, moderationMessages, await this.overview(visitor));
    return done(`/moderation/${batchId}`, { value: { batchId }, notice: 'Frozen. The sample is being drawn' });
  }

  @Route({
    get: '/moderation/:id',
    title: 'A batch and its sample',
    for: ['lead', 'moderator', 'qa-agent'],
    of: 'moderation batch',
  })
  async batch(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return found(await this.pages.batch(visitor, id));
  }

  @Route({
    get: '/moderation/:id/record',
    title: 'All that an outsider needs to repeat the draw',
    for: ['lead', 'moderator', 'qa-agent'],
    of: 'moderation batch',
  })
  async record(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const record = found(await this.pages.record(visitor, id));
    return file(Buffer.from(`${JSON.stringify(record, null, 2)}\n`), 'application/json', `draw-${id.slice(0, 8)}.json`);
  }

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
    return found(await this.pages.item(visitor, id, script));
  }

  @Route({
    get: '/moderation/:id/scripts/:script/documents/:documentId',
    title: 'A clean copy',
    for: ['moderator'],
    of: 'sample item',
  })
  async document(
    @Param('script', { schema: Script }) script: string,
    @Param('documentId', { schema: Id }) documentId: string,
  ): Promise<Reply> {
    const copy = found(await openCleanCopy(this.database, this.store, script, documentId));
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

  @Route({
    post: '/moderation/:id/confirmation',
    title: 'Confirm a batch by the batch rule',
    for: ['moderator'],
    of: 'moderation batch',
    journal: 'batch.confirm',
  })
  async confirm(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) batchId: string): Promise<Reply> {
    const decision = await this.closeBatch.confirm({ actor: visitor.actor, signInId: visitor.signInId, batchId });
    if (isRefusal(decision)) return refused(decision, moderationMessages, await this.batch(visitor, batchId));
    return done(`/moderation/${batchId}`, {
      value: { ...decision },
      notice: decision.decision === 'confirm' ? 'Confirmed' : 'The batch rule asks for more: see below',
    });
  }

  @Route({
    post: '/moderation/:id/clearing',
    title: 'Clear a confirmed batch for release',
    for: ['lead'],
    of: 'moderation batch',
    journal: 'batch.clear',
  })
  async clear(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) batchId: string): Promise<Reply> {
    const cleared = await this.closeBatch.clear({ actor: visitor.actor, signInId: visitor.signInId, batchId });
    if (isRefusal(cleared)) return refused(cleared, moderationMessages, await this.batch(visitor, batchId));
    return done(`/moderation/${batchId}`, { notice: 'Cleared for release' });
  }

  @Route({
    post: '/moderation/:id/board-decision',
    title: 'What the assessment board decided on a batch',
    for: ['lead'],
    of: 'moderation batch',
    journal: 'batch.let-stand',
  })
  async board(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) batchId: string,
    @Body({ schema: Board }) body: z.infer<typeof Board>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const decided = await this.closeBatch.board({ actor, signInId, batchId, ...body });
    if (isRefusal(decided))
      return refused(decided, moderationMessages, found(await this.pages.batch(visitor, batchId, body)));
    return done(`/moderation/${batchId}`, { notice: 'The board’s decision is on the record' });
  }

  private async againAt(
    visitor: Visitor,
    batchId: string,
    script: string,
    refusal: Refusal,
    filled: Readonly<Record<string, string>> = {},
  ): Promise<PageReply> {
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

function found<T>(value: T | null): T {
  if (value === null) throw new NotFoundException();
  return value;
}
