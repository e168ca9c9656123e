import { next } from '#libs/lifecycle';
import type { Transaction } from '../platform/database/database.js';
import { AppealRow } from './appeal.entity.js';
import { appealLifecycle, type AppealEvent } from './appeal.lifecycle.js';

type Facts = Partial<Omit<AppealRow, 'id' | 'outcomeId' | 'state' | 'version'>>;

/** The appeal, locked until the transaction ends; null where there is none. */
export async function lockAppeal(tx: Transaction, id: string): Promise<AppealRow | null> {
  return tx.repository(AppealRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The one way an appeal's state moves; false where the lifecycle has no such step from here. */
export async function moveAppeal(
  tx: Transaction,
  appeal: AppealRow,
  event: AppealEvent,
  facts: Facts,
  note: { readonly why?: string | null; readonly facts?: Readonly<Record<string, unknown>> } = {},
): Promise<boolean> {
  const to = next(appealLifecycle, appeal.state, event);
  if (to === null) return false;
  const columns = { ...facts, state: to, version: appeal.version + 1 };
  await tx.repository(AppealRow).update({ id: appeal.id }, columns);
  await tx.journal({
    aggregate: 'appeal',
    id: appeal.id,
    act: `appeal.${event}`,
    from: appeal.state,
    to,
    why: note.why ?? null,
    facts: { outcomeId: appeal.outcomeId, ...note.facts },
  });
  return true;
}
