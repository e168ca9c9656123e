import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { Frameworks } from '../../qualification/index.js';
import { addCharge } from '../charges.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment } from '../move-enrolment.js';
import { WindowRow } from '../windows/window.entity.js';
import { BookingRow } from './booking.entity.js';
import { cancellationCharge } from './booking.rules.js';
import { cancelLive, lockBooking } from './move-booking.js';

export type CancelCode = 'booking-not-in-state' | 'window-has-opened' | 'charge-has-changed';

/** A participant gives their place back; close to the opening that costs the framework's charge, which they saw before. */
@Injectable()
export class CancelBooking {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** `agreedPence` is the charge that the page showed: another one by now is refused and shown first. */
  async run(command: {
    readonly actor: string;
    readonly bookingId: string;
    readonly agreedPence: number;
  }): Promise<Result<{ pence: number }, CancelCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const { enrolmentId, windowId } = await tx.repository(BookingRow).findOneByOrFail({ id: command.bookingId });
      await lockEnrolment(tx, enrolmentId);
      const booking = await lockBooking(tx, command.bookingId);
      if (!booking) throw new Error(`There is no booking ${command.bookingId}`);
      const window = await tx.repository(WindowRow).findOneByOrFail({ id: windowId });
      const now = await tx.now();
      const opensAt = instantOf(window.opensAt);
      if (Temporal.Instant.compare(now, opensAt) >= 0 && booking.state !== 'cancelled')
        return refuse('window-has-opened', { opensAt: opensAt.toString() });
      const framework = await this.frameworks.framework(window.frameworkVersion, tx);
      const pence = cancellationCharge(framework.booking, opensAt, now);
      if (pence > command.agreedPence) return refuse('charge-has-changed', { pence });
      const moved = await cancelLive(tx, booking, { act: 'booking.cancelled', facts: { pence } });
      if (isRefusal(moved)) return moved;
      await addCharge(tx, { enrolmentId, bookingId: booking.id, kind: 'late-cancellation', pence });
      if (pence > 0)
        await writeToParticipant(
          tx,
          enrolmentId,
          `booking-cancelled:${booking.id}`,
          letters.lateCancellation(window.name, pence),
        );
      await tx.touch(`window:${windowId}`);
      return { pence };
    });
  }
}
