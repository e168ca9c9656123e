import type { Transaction } from '../platform/database/database.js';
import { freezeScripts } from './frozen-script.js';
import { drawCode } from './receipt.js';

/**
 * Puts a definitive script into a window once more, under a random number and with documents of its own, as if it had been
 * handed in there: nothing in it leads an assessor to the one it was made from, and nothing leads from a participant to it.
 * Gives its number. Throws where the window has no live script, and where there is no such definitive script.
 */
export async function copyAsSeed(
  tx: Pick<Transaction, 'query' | 'journalAll'>,
  { of, windowId }: { readonly of: string; readonly windowId: string },
): Promise<string> {
  // Accepted when the others of the window were: it must not stand out in any order.
  const [copy] = await tx.query<{ number: string }>(
    `insert into script (number, seed_of, window_id, framework_version, attempt_no, scope, carried_forward, accepted_at)
     select $1, o.number, $3, o.framework_version, o.attempt_no, o.scope, o.carried_forward, l.accepted_at
     from live_script o, (select accepted_at from live_script where window_id = $3 order by accepted_at desc, number limit 1) as l
     where o.number = $2 returning number`,
    [`${drawCode(4)}-${drawCode(4)}`, of, windowId],
  );
  if (!copy) throw new Error(`${of} cannot be put into the window ${windowId}`);
  await tx.query(
    `insert into script_document (script_number, position, component, label, criteria, clean_key, clean_kind, clean_type, counted, ledger)
     select $1, position, component, label, criteria, clean_key, clean_kind, clean_type, counted, ledger
     from script_document where script_number = $2 order by position`,
    [copy.number, of],
  );
  await freezeScripts(tx, [copy.number]);
  return copy.number;
}
