import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';
import { RoundRow } from './round.entity.js';
import { roundLifecycle, type RoundEvent, type RoundState } from './round.lifecycle.js';

export type RoundCode = 'round-not-in-state';

const acts: Record<RoundEvent, string> = {
  propose: 'allocation.proposed',
  fail: 'allocation.failed',
  discard: 'allocation.discarded',
  confirm: 'allocation.confirmed',
};

/** The round, locked until the transaction ends. */
export async function lockRound(tx: Transaction, id: string): Promise<RoundRow> {
  return tx.repository(RoundRow).findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The one function that moves a round. `row` is locked; `more` is written with the new state. */
export async function moveRound(
  tx: Transaction,
  row: RoundRow,
  event: RoundEvent,
  more: Partial<RoundRow> = {},
  facts: Readonly<Record<string, unknown>> = {},
): Promise<Result<RoundRow, RoundCode>> {
  const from: RoundState = row.state;
  const to = next(roundLifecycle, from, event);
  if (to === null) return refuse('round-not-in-state', { state: from });
  const moved = await tx.repository(RoundRow).save(Object.assign(row, { state: to, ...more }));
  const why = more.reason ?? null;
  await tx.journal({ aggregate: 'allocation-round', id: row.id, act: acts[event], from, to, why, facts });
  await tx.touch(`allocation:${row.windowId}`);
  return moved;
}
