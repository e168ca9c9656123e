import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { cancelLive } from '../bookings/move-booking.js';
import { openBookings } from '../enrolments.js';
import { withdrawalReasons } from '../labels.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment, moveEnrolment } from '../move-enrolment.js';

export type WithdrawCode = 'withdrawal-reason-unknown' | 'enrolment-not-in-state';

/** An administrator withdraws a participant who asks for it. Places are released without charge; the record stays. */
@Injectable()
export class WithdrawEnrolment {
  constructor(private readonly database: Database) {}

  /** Refused once an outcome stands: a released outcome is not taken back by leaving. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly enrolmentId: string;
    readonly reason: string;
    readonly note: string;
  }): Promise<Result<{ enrolmentId: string }, WithdrawCode>> {
    const { enrolmentId, reason } = command;
    if (!Object.hasOwn(withdrawalReasons, reason))
      return refuse('withdrawal-reason-unknown', { given: reason }, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const row = await lockEnrolment(tx, enrolmentId);
      const moved = await moveEnrolment(tx, row, 'withdraw', { act: 'enrolment.withdrawn', why: reason });
      if (isRefusal(moved)) return moved;
      await tx.query(
        `insert into withdrawal (enrolment_id, reason, note, decided_by, decided_at)
         values ($1, $2, nullif($3, ''), $4, app_now())`,
        [enrolmentId, reason, command.note.trim(), command.signInId],
      );
      for (const booking of await openBookings(tx, enrolmentId))
        await cancelLive(tx, booking, { act: 'booking.cancelled', why: 'Withdrawn', facts: { pence: 0 } });
      await writeToParticipant(tx, enrolmentId, `withdrawn:${enrolmentId}`, letters.withdrawn());
      return { enrolmentId };
    });
  }
}
