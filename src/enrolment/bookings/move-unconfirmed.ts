import { Injectable } from '@nestjs/common';
import { firstRefusal, isRefusal } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { lastDayOf } from '../clock.js';
import type { EnrolmentRow } from '../enrolment.entity.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment } from '../move-enrolment.js';
import { WindowRow } from '../windows/window.entity.js';
import { deferralsAhead, timesOf } from './book-window.js';
import { BookingRow } from './booking.entity.js';
import { bookingRules } from './booking.rules.js';
import { lockBooking, moveBooking } from './move-booking.js';
import { placeBooking } from './place-booking.js';
import { freeSeat, lockWindow } from './seats.js';
import { waitingBefore } from './waiting-list.js';

/**
 * A booking that was not confirmed in time moves to the next window that fits and has a place. Where there is none it is
 * kept, and an administrator is told: nobody lapses because they missed a letter.
 */
@Injectable()
export class MoveUnconfirmed {
  constructor(private readonly database: Database) {}

  /** Gives what became of it; `nothing` where it was confirmed, moved or kept meanwhile. */
  async run(actor: string, bookingId: string): Promise<'moved' | 'kept' | 'nothing'> {
    return this.database.transact(actor, async (tx) => {
      const { enrolmentId, windowId } = await tx.repository(BookingRow).findOneByOrFail({ id: bookingId });
      const enrolment = await lockEnrolment(tx, enrolmentId);
      const window = await tx.repository(WindowRow).findOneByOrFail({ id: windowId });
      const booking = await lockBooking(tx, bookingId);
      if (!booking || booking.state !== 'booked' || booking.keptAt !== null) return 'nothing';
      if (Temporal.Instant.compare(await tx.now(), instantOf(window.confirmBy)) < 0) return 'nothing';
      const place = await this.nextPlace(tx, enrolment, window);
      if (place === null) return this.keep(tx, booking, window);
      const why = `Not confirmed by ${instantOf(window.confirmBy).toString()}`;
      const moved = await moveBooking(tx, booking, 'move', { act: 'booking.moved', why });
      if (isRefusal(moved)) throw new Error('A booked place can be moved');
      await tx.announce('booking.cancelled', { bookingId });
      const { attemptNo } = booking;
      const made = await placeBooking(tx, { ...place, enrolmentId, attemptNo, movedFrom: bookingId });
      const to = place.window;
      const words = letters.bookingMoved(window.name, to.name, instantOf(to.opensAt), instantOf(to.confirmBy));
      await writeToParticipant(tx, enrolmentId, `booking-moved:${made.id}`, words);
      return 'moved';
    });
  }

  /** The next window after this one that the rules of booking let this person have, with its seat. */
  private async nextPlace(
    tx: Transaction,
    enrolment: EnrolmentRow,
    from: WindowRow,
  ): Promise<{ window: WindowRow; seat: number } | null> {
    const later = await tx.query<{ id: string }>(
      `select id from assessment_window
       where provider_id = $1 and framework_version = $2 and opens_at > $3 and confirm_by > app_now()
       order by opens_at, id`,
      [from.providerId, from.frameworkVersion, from.opensAt],
    );
    const now = await tx.now();
    const deferrals = await deferralsAhead(tx, enrolment);
    for (const { id } of later) {
      const window = await lockWindow(tx, id);
      if (!window) continue;
      const { seat, left } = await freeSeat(tx, window);
      // A place that is free belongs to those who wait for it: whoever is moved overtakes nobody.
      const open = left - (await waitingBefore(tx, window.id, enrolment.id));
      // Its own booking is about to end, and what is owed does not take a place away; booking need not be open yet.
      const times = timesOf(window);
      const refusal = firstRefusal(bookingRules, {
        now,
        state: enrolment.state,
        frameworkVersion: enrolment.frameworkVersion,
        lastDay: lastDayOf(enrolment),
        bookedWindow: null,
        unpaidPence: 0,
        unpaidBars: false,
        deferrals,
        window: { ...times, bookingOpensAt: now },
        seatsLeft: open,
      });
      if (!refusal && seat !== null) return { window, seat };
    }
    return null;
  }

  private async keep(tx: Transaction, booking: BookingRow, window: WindowRow): Promise<'kept'> {
    const keptAt = new Date((await tx.now()).epochMilliseconds);
    await tx.repository(BookingRow).save(Object.assign(booking, { keptAt }));
    const why = 'Not confirmed in time, and no later window fits';
    await tx.journal({ aggregate: 'booking', id: booking.id, act: 'booking.kept', why });
    const words = letters.placeKept(window.name, instantOf(window.opensAt));
    await writeToParticipant(tx, booking.enrolmentId, `booking-kept:${booking.id}`, words);
    return 'kept';
  }
}
