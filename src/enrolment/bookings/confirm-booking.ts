import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import type { BookingRow } from './booking.entity.js';
import { lockBooking, moveBooking } from './move-booking.js';
import { WindowRow } from '../windows/window.entity.js';

export type ConfirmCode = 'booking-not-in-state' | 'confirm-by-passed';

/** A participant says that they will use their place. Where the place was kept for them, after the day to confirm by too. */
@Injectable()
export class ConfirmBooking {
  constructor(private readonly database: Database) {}

  async run(command: { readonly actor: string; readonly bookingId: string }): Promise<Result<BookingRow, ConfirmCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const booking = await lockBooking(tx, command.bookingId);
      if (!booking) throw new Error(`There is no booking ${command.bookingId}`);
      if (booking.state === 'confirmed') return booking;
      const { confirmBy } = await tx.repository(WindowRow).findOneByOrFail({ id: booking.windowId });
      const isLate = Temporal.Instant.compare(await tx.now(), instantOf(confirmBy)) >= 0;
      if (booking.state === 'booked' && isLate && booking.keptAt === null)
        return refuse('confirm-by-passed', { confirmBy: instantOf(confirmBy).toString() });
      return moveBooking(tx, booking, 'confirm', { act: 'booking.confirmed' });
    });
  }
}
