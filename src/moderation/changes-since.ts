import type { Change, Frame, Sample } from '#libs/sampling';
import type { Transaction } from '../platform/database/database.js';
import { heldOf, leftOf } from '../submission/blind.js';

/**
 * What happened to the scripts of a frame that its sample does not know yet, by script number: who was withdrawn left; who is held goes
 * where nothing asks for a look and nobody has decided; whose hold was lifted is back. Empty where the sample knows all, so that finding
 * it twice does no harm. Source: domain 8.3, edge case 28.
 */
export async function changesSince(
  transaction: Transaction,
  batchId: string,
  frame: Frame,
  sample: Sample,
): Promise<Change[]> {
  const last = lastMoves(sample);
  const there = frame.items.map(({ script }) => script).filter((script) => last.get(script) !== 'left');
  const left = new Set(await leftOf(transaction, there));
  const held = new Set(await heldOf(transaction, there));
  const decided = held.size > 0 ? await decidedOf(transaction, batchId) : new Set<string>();
  const census = new Set(sample.items.flatMap((one) => (one.stratum === 'census' ? [one.script] : [])));
  return there.flatMap((script): Change[] => {
    const isOut = last.get(script) === 'held';
    if (left.has(script)) return [{ kind: 'left', script }];
    if (isOut) return held.has(script) ? [] : [{ kind: 'returned', script }];
    return held.has(script) && !census.has(script) && !decided.has(script) ? [{ kind: 'held', script }] : [];
  });
}

/** How each script last went out of the sample, or came back; those that never did are not in it. */
export function lastMoves({ changes }: Sample): ReadonlyMap<string, 'left' | 'held' | 'returned'> {
  const last = new Map<string, 'left' | 'held' | 'returned'>();
  for (const change of changes)
    if (change.kind !== 'extended' && change.kind !== 'outcome-changed') last.set(change.script, change.kind);
  return last;
}

async function decidedOf(transaction: Transaction, batchId: string): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ script: string }>(
    `select script_number as script from sample_item where batch_id = $1 and state = 'decided'`,
    [batchId],
  );
  return new Set(rows.map(({ script }) => script));
}
