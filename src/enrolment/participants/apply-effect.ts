import type { Transaction } from '../../platform/database/database.js';
import { BookingRow } from '../bookings/booking.entity.js';
import { cancelLive } from '../bookings/move-booking.js';
import type { ClockEffect } from './clock-effect.js';

/** Cancels, without charge, the places that an effect says are cancelled. The enrolment is locked. */
export async function cancelPlaces(tx: Transaction, effect: ClockEffect, why: string): Promise<void> {
  for (const { bookingId, what } of effect.places) {
    if (what !== 'cancelled') continue;
    const booking = await tx
      .repository(BookingRow)
      .findOneOrFail({ where: { id: bookingId }, lock: { mode: 'pessimistic_write' } });
    await cancelLive(tx, booking, { act: 'booking.cancelled', why, facts: { pence: 0 } });
  }
}

/** The sentences of an effect that a letter carries: what changes, not what stays. */
export function saidOf(effect: ClockEffect): string[] {
  return effect.places.filter(({ what }) => what !== 'stays').map(({ why }) => why);
}
