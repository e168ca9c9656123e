import { next } from '#libs/lifecycle';
import type { Transaction } from '../../platform/database/database.js';
import { ChangeRow } from './change.entity.js';
import { changeLifecycle, type ChangeEvent } from './change.lifecycle.js';

type Facts = Partial<Omit<ChangeRow, 'id' | 'outcomeId' | 'state' | 'version'>>;

/** The change, locked until the transaction ends; null where there is none. */
export async function lockChange(tx: Transaction, id: string): Promise<ChangeRow | null> {
  return tx.repository(ChangeRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The one way a change's state moves. Throws where the lifecycle has no such step: the caller holds the row and has looked. */
export async function moveChange(
  tx: Transaction,
  change: ChangeRow,
  event: ChangeEvent,
  facts: Facts,
  note: { readonly why: string; readonly facts?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const to = next(changeLifecycle, change.state, event);
  if (to === null) throw new Error(`The change ${change.id} is ${change.state} and cannot ${event}`);
  const columns = { ...facts, state: to, version: change.version + 1 };
  await tx.repository(ChangeRow).update({ id: change.id }, columns);
  await tx.journal({
    aggregate: 'outcome-change',
    id: change.id,
    act: `outcome-change.${to}`,
    from: change.state,
    to,
    why: note.why,
    facts: { outcomeId: change.outcomeId, kind: change.kind, ...note.facts },
  });
}
