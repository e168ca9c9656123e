import type { Transaction } from '../../platform/database/database.js';
import { WindowRow } from '../windows/window.entity.js';

/** The window, locked until the transaction ends: who takes a seat in it waits here. Null where there is none. */
export async function lockWindow(tx: Transaction, windowId: string): Promise<WindowRow | null> {
  return tx.repository(WindowRow).findOne({ where: { id: windowId }, lock: { mode: 'pessimistic_write' } });
}

/** The lowest seat that is free, and how many are; seat null where there is none. The window is locked. */
export async function freeSeat(tx: Transaction, window: WindowRow): Promise<{ seat: number | null; left: number }> {
  const [row] = await tx.query<{ seat: number | null; left: number }>(
    `select min(n)::int as seat, count(n)::int as left from generate_series(1, $2::int) as n
     where not exists (select from booking where window_id = $1 and seat = n)`,
    [window.id, window.capacity],
  );
  return row ?? { seat: null, left: 0 };
}
