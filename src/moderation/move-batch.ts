import { next } from '#libs/lifecycle';
import type { Transaction } from '../platform/database/database.js';
import { ModerationBatch } from './batch.entity.js';
import { batchLifecycle, type BatchEvent } from './batch.lifecycle.js';

type Facts = Partial<Omit<ModerationBatch, 'id' | 'windowId' | 'state' | 'version'>>;

export async function lockBatch(transaction: Transaction, id: string): Promise<ModerationBatch | null> {
  return transaction.repository(ModerationBatch).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The one way a batch's state moves; false where the lifecycle has no such step from here. */
export async function moveBatch(
  transaction: Transaction,
  batch: ModerationBatch,
  event: BatchEvent,
  facts: Facts,
  journalFacts: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const to = next(batchLifecycle, batch.state, event);
  if (!to) return false;
  await transaction
    .repository(ModerationBatch)
    .update({ id: batch.id }, { ...facts, state: to, version: batch.version + 1 });
  await transaction.journal({
    aggregate: 'moderation-batch',
    id: batch.id,
    act: `batch.${event}`,
    from: batch.state,
    to,
    facts: journalFacts,
  });
  await transaction.touch(`batch:${batch.id}`);
  return true;
}
