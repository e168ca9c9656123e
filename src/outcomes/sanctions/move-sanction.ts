import { next } from '#libs/lifecycle';
import type { Transaction } from '../../platform/database/database.js';
import { SanctionRow } from './sanction.entity.js';
import { sanctionLifecycle, type SanctionEvent } from './sanction.lifecycle.js';

type Facts = Partial<Omit<SanctionRow, 'id' | 'holdId' | 'state' | 'version'>>;

/** The sanction, locked until the transaction ends; null where there is none. */
export async function lockSanction(tx: Transaction, id: string): Promise<SanctionRow | null> {
  return tx.repository(SanctionRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The one way a sanction's state moves. Throws where the lifecycle has no such step: the caller holds the row and has looked. */
export async function moveSanction(
  tx: Transaction,
  sanction: SanctionRow,
  event: SanctionEvent,
  facts: Facts,
  why: string,
): Promise<void> {
  const to = next(sanctionLifecycle, sanction.state, event);
  if (to === null) throw new Error(`The sanction ${sanction.id} is ${sanction.state} and cannot ${event}`);
  await tx.repository(SanctionRow).update({ id: sanction.id }, { ...facts, state: to, version: sanction.version + 1 });
  const { holdId, kind } = sanction;
  const about = { aggregate: 'sanction', id: sanction.id, act: `sanction.${to}` };
  await tx.journal({ ...about, from: sanction.state, to, why, facts: { holdId, kind } });
}
