import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { found } from '../platform/web/found.js';
import { done, file, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { CloseBatch } from './close-batch.js';
import { FreezeBatch } from './freeze-batch.js';
import { moderationMessages } from './moderation.messages.js';
import { ModerationPages } from './pages/moderation.page.js';

const Id = z.uuid();
const Board = z
  .strictObject({
    decision: z.enum(['let-stand', 'look-at-all', '']).default(''),
    reason: z.string().max(4_000).default(''),
  })
  .meta({ id: 'BoardDecision' });

/** Freezing, the sample, confirmation by one person and clearing by another, and the board where no cycle is left. */
@Controller()
export class ModerationController {
  constructor(
    private readonly pages: ModerationPages,
    private readonly freezeBatch: FreezeBatch,
    private readonly closeBatch: CloseBatch,
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
}
