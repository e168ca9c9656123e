import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';
import type { MoveNote } from '../move-enrolment.js';
import { BookingRow } from './booking.entity.js';
import { bookingLifecycle, liveBookingStates, type BookingEvent } from './booking.lifecycle.js';
import { orderOffer } from './waiting-list.js';

/** The booking, locked until the transaction ends; null where no booking has this id. Lock its enrolment first. */
export async function lockBooking(tx: Transaction, bookingId: string): Promise<BookingRow | null> {
  return tx.repository(BookingRow).findOne({ where: { id: bookingId }, lock: { mode: 'pessimistic_write' } });
}

/** The one function that moves a booking's state. `row` is locked; a state that is not live gives its seat back. */
export async function moveBooking(
  tx: Transaction,
  row: BookingRow,
  event: BookingEvent,
  note: MoveNote,
): Promise<Result<BookingRow, 'booking-not-in-state'>> {
  const from = row.state;
  const to = next(bookingLifecycle, from, event);
  if (to === null) return refuse('booking-not-in-state', { state: from, event });
  const seat = liveBookingStates.includes(to) ? row.seat : null;
  const moved = await tx.repository(BookingRow).save(Object.assign(row, { state: to, seat }));
  await tx.journal({ aggregate: 'booking', id: row.id, from, to, ...note });
  await tx.touch(`booking:${row.id}`);
  if (seat === null) await orderOffer(tx, row.windowId, `freed:${row.id}`);
  return moved;
}

/** Cancels a live booking and tells the other rooms. Charges are the caller's business. */
export async function cancelLive(
  tx: Transaction,
  row: BookingRow,
  note: MoveNote,
): Promise<Result<BookingRow, 'booking-not-in-state'>> {
  const moved = await moveBooking(tx, row, 'cancel', note);
  if ('refused' in moved) return moved;
  await tx.announce('booking.cancelled', { bookingId: row.id });
  return moved;
}
