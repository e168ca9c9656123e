import { Injectable } from '@nestjs/common';
import { firstRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { Frameworks } from '../../qualification/index.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment } from '../move-enrolment.js';
import { bookFacts } from './book-window.js';
import { bookingRules } from './booking.rules.js';
import { placeBooking } from './place-booking.js';
import { freeSeat, lockWindow } from './seats.js';
import { waitingInOrder } from './waiting-list.js';

/**
 * Gives the free places of a window to those who wait, in their order: one transaction each, and everything is looked at
 * again in it, so that running twice, or two at once, gives nobody two places and no place to two.
 */
@Injectable()
export class OfferPlaces {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives how many places were given. */
  async run(actor: string, windowId: string): Promise<number> {
    let given = 0;
    for (const enrolmentId of await waitingInOrder(this.database, windowId)) {
      const became = await this.offer(actor, windowId, enrolmentId);
      if (became === 'full') break;
      if (became === 'given') given += 1;
    }
    return given;
  }

  private async offer(actor: string, windowId: string, enrolmentId: string): Promise<'given' | 'passed-over' | 'full'> {
    return this.database.transact(actor, async (tx) => {
      const enrolment = await lockEnrolment(tx, enrolmentId);
      const window = await lockWindow(tx, windowId);
      if (!window || window.closedAt !== null) return 'full';
      const { seat, left } = await freeSeat(tx, window);
      if (seat === null) return 'full';
      const { attemptNo } = enrolment;
      const waits = await tx.query(
        `select 1 from waiting_place where window_id = $1 and enrolment_id = $2 and attempt_no = $3`,
        [windowId, enrolmentId, attemptNo],
      );
      if (waits.length === 0) return 'passed-over';
      if (firstRefusal(bookingRules, await bookFacts(tx, this.frameworks, enrolment, window, left)))
        return 'passed-over';
      const booking = await placeBooking(tx, { window, seat, enrolmentId, attemptNo });
      const confirmBy = booking.state === 'booked' ? instantOf(window.confirmBy) : null;
      const words = letters.placeFromList(window.name, instantOf(window.opensAt), confirmBy);
      await writeToParticipant(tx, enrolmentId, `waiting-place:${booking.id}`, words);
      return 'given';
    });
  }
}
