import { next } from '#libs/lifecycle';
import type { Transaction } from '../../platform/database/database.js';
import { giveBackNoShows, type FeeGivenBack } from '../charges.js';
import { bookingLifecycle, type BookingState } from './booking.lifecycle.js';
import { endWaiting } from './waiting-list.js';

interface Missed {
  readonly id: string;
  readonly enrolmentId: string;
  readonly state: BookingState;
}

/**
 * Gives places of one window back that were missed by a failure of ours: confirmed, with a seat each, waiting for no other,
 * and what was charged for not using them lifted or paid back. A window that was closed is open until they are over. The
 * window and its enrolments are locked, the closings extended, and `whyNotExtended` had nothing against it: a place that
 * cannot be given back all the same is a fault. By booking, what was charged; those with a charge only.
 */
export async function reinstateBookings(
  tx: Transaction,
  windowId: string,
  bookingIds: readonly string[],
  { why, facts }: { readonly why: string; readonly facts: Readonly<Record<string, unknown>> },
): Promise<Map<string, FeeGivenBack>> {
  if (bookingIds.length === 0) return new Map();
  const missed = await tx.query<Missed>(
    `select id, enrolment_id as "enrolmentId", state from booking where id = any($1::uuid[]) and window_id = $2
     order by booked_at, id for update`,
    [bookingIds, windowId],
  );
  const seats = await freeSeats(tx, windowId, missed.length);
  const moves = missed.map((booking, place) => {
    const to = next(bookingLifecycle, booking.state, 'reinstate');
    const seat = seats[place];
    if (to === null || seat === undefined) throw new Error(`The booking ${booking.id} cannot be given back`);
    return { ...booking, to, seat };
  });
  if (moves.length < bookingIds.length) throw new Error(`Not every booking is one of window ${windowId}`);
  await tx.query(
    `update booking b set state = m."to", seat = m.seat, version = b.version + 1
     from jsonb_to_recordset($1::jsonb) as m (id uuid, "to" text, seat integer) where b.id = m.id`,
    [JSON.stringify(moves)],
  );
  await tx.journalAll(
    moves.map(({ id, state, to, seat }) => ({
      aggregate: 'booking',
      id,
      act: 'booking.reinstated',
      from: state,
      to,
      why,
      facts: { ...facts, seat },
    })),
  );
  await tx.query(`select pg_notify('live', 'booking:' || id) from unnest($1::text[]) as id`, [bookingIds]);
  const enrolmentIds = moves.map(({ enrolmentId }) => enrolmentId);
  await endWaiting(tx, enrolmentIds);
  await openWindowAgain(tx, windowId, why);
  return giveBackNoShows(tx, bookingIds, why);
}

async function freeSeats(tx: Transaction, windowId: string, atMost: number): Promise<number[]> {
  const free = await tx.query<{ seat: number }>(
    `select n as seat from assessment_window w cross join generate_series(1, w.capacity) as n
     where w.id = $1 and not exists (select from booking where window_id = w.id and seat = n) order by n limit $2`,
    [windowId, atMost],
  );
  return free.map(({ seat }) => seat);
}

/** Nothing is allocated or frozen while somebody may still submit. The closing job closes it again. */
async function openWindowAgain(tx: Transaction, windowId: string, why: string): Promise<void> {
  const [opened] = await tx.query(
    `update assessment_window set closed_at = null where id = $1 and closed_at is not null returning id`,
    [windowId],
  );
  await tx.touch(`window:${windowId}`);
  if (opened) await tx.journal({ aggregate: 'window', id: windowId, act: 'window.opened-again', why });
}
