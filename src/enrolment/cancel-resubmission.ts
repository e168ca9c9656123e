import { In } from 'typeorm';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../platform/database/database.js';
import { BookingRow } from './bookings/booking.entity.js';
import { cancelLive, moveBooking } from './bookings/move-booking.js';
import { endWaiting } from './bookings/waiting-list.js';
import { giveBackFee, type FeeGivenBack } from './charges.js';
import type { EnrolmentRow } from './enrolment.entity.js';
import { moveEnrolment } from './move-enrolment.js';

/** What went with an attempt that was cancelled. */
export interface CancelledResubmission extends FeeGivenBack {
  readonly attemptNo: number;
  /** Places given back, used ones included. */
  readonly places: number;
}

/**
 * Takes back the opening of an attempt: its places are free without charge, nobody waits for it, its fee is lifted or paid
 * back, and the enrolment stands as it did before the outcome that opened it. News: 'resubmission.cancelled', with which
 * whatever was handed in for it is withdrawn. `row` is locked. Null where that attempt is not open (any more); refuses
 * where the enrolment takes no such step, because it was withdrawn or has passed.
 */
export async function cancelResubmission(
  tx: Transaction,
  row: EnrolmentRow,
  { attemptNo, reason }: { readonly attemptNo: number; readonly reason: string },
): Promise<Result<CancelledResubmission | null, 'enrolment-not-in-state'>> {
  if (attemptNo < 2 || row.attemptNo !== attemptNo) return null;
  if (row.state !== 'resubmitting' && row.state !== 'failed')
    return refuse('enrolment-not-in-state', { state: row.state, event: 'unsettle' });
  const places = await freePlaces(tx, row.id, attemptNo, reason);
  await endWaiting(tx, [row.id], reason);
  const fee = await giveBackFee(tx, row.id, { attemptNo, reason });
  const before = attemptNo - 1;
  Object.assign(row, { attemptNo: before, ...(before === 1 && { resubmitBy: null, resubmitByWhy: null }) });
  const facts = { attemptNo, places, ...fee };
  const note = { act: 'resubmission.cancelled', why: reason, facts };
  const moved = await moveEnrolment(tx, row, before === 1 ? 'unsettle' : 'resubmit', note);
  if (isRefusal(moved)) return moved;
  await tx.announce('resubmission.cancelled', { enrolmentId: row.id, attemptNo });
  return facts;
}

async function freePlaces(tx: Transaction, enrolmentId: string, attemptNo: number, why: string): Promise<number> {
  const bookings = await tx.repository(BookingRow).find({
    where: { enrolmentId, attemptNo, state: In(['booked', 'confirmed', 'used']) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  for (const booking of bookings) {
    const moved =
      booking.state === 'used'
        ? await moveBooking(tx, booking, 'annul', { act: 'booking.annulled', why })
        : await cancelLive(tx, booking, { act: 'booking.cancelled', why, facts: { pence: 0 } });
    if (isRefusal(moved)) throw new Error(`A live booking could not be given back: ${moved.code}`);
  }
  return bookings.length;
}
