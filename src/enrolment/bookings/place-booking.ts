import type { Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import type { WindowRow } from '../windows/window.entity.js';
import { BookingRow } from './booking.entity.js';
import { moveBooking } from './move-booking.js';
import { endWaiting } from './waiting-list.js';

/**
 * Puts a booking into a free seat of a locked window and announces it. From the window's confirm-by on, a place that is
 * taken is confirmed as it is taken: there is no later moment to do it.
 */
export async function placeBooking(
  tx: Transaction,
  place: {
    readonly window: WindowRow;
    readonly seat: number;
    readonly enrolmentId: string;
    readonly attemptNo: number;
    readonly movedFrom?: string;
  },
): Promise<BookingRow> {
  const { window, seat, enrolmentId, attemptNo } = place;
  const now = await tx.now();
  const rows = tx.repository(BookingRow);
  const bookedAt = new Date(now.epochMilliseconds);
  const booking = await rows.save(
    rows.create({ windowId: window.id, enrolmentId, attemptNo, state: 'booked', seat, bookedAt }),
  );
  await tx.journal({
    aggregate: 'booking',
    id: booking.id,
    act: 'booking.made',
    to: 'booked',
    facts: {
      enrolmentId,
      attemptNo,
      windowId: window.id,
      seat,
      ...(place.movedFrom && { movedFrom: place.movedFrom }),
    },
  });
  await tx.announce('booking.made', { bookingId: booking.id });
  await endWaiting(tx, [enrolmentId]);
  await tx.touch(`window:${window.id}`);
  if (Temporal.Instant.compare(now, instantOf(window.confirmBy)) >= 0)
    await moveBooking(tx, booking, 'confirm', { act: 'booking.confirmed', why: 'Booked after the day to confirm by' });
  return booking;
}
