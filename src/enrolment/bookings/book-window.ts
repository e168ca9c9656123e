import { Injectable } from '@nestjs/common';
import type { Deferral } from '#libs/calendar';
import { firstRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { Frameworks } from '../../qualification/index.js';
import { lastDayOf } from '../clock.js';
import { enrolmentOf, liveBooking } from '../door.queries.js';
import type { EnrolmentRow } from '../enrolment.entity.js';
import { lockEnrolment, readHistory } from '../move-enrolment.js';
import { unpaidPence } from '../charges.js';
import type { WindowRow } from '../windows/window.entity.js';
import { bookingRules, type BookCode, type BookFacts } from './booking.rules.js';
import { placeBooking } from './place-booking.js';
import { freeSeat, lockWindow } from './seats.js';
import { waitingBefore } from './waiting-list.js';

export type BookWindowCode = BookCode | 'no-enrolment' | 'no-such-window';

/** A participant takes a place in a window for their current attempt. Of two who ask for the last place one gets it. */
@Injectable()
export class BookWindow {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the booking's id. Refuses what `bookingRules` refuse, under the locks of the enrolment and the window. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly windowId: string;
  }): Promise<Result<string, BookWindowCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const mine = await enrolmentOf(tx, command.signInId);
      if (!mine) return refuse('no-enrolment');
      const enrolment = await lockEnrolment(tx, mine.enrolmentId);
      const window = await lockWindow(tx, command.windowId);
      if (!window || window.providerId !== mine.providerId) return refuse('no-such-window');
      const { seat, left } = await freeSeat(tx, window);
      // A place that became free belongs to those who wait, until it is given to them.
      const open = left - (await waitingBefore(tx, window.id, enrolment.id));
      const refusal = firstRefusal(bookingRules, await bookFacts(tx, this.frameworks, enrolment, window, open));
      if (refusal) return refusal;
      if (seat === null) throw new Error('A window with places left has a free seat');
      const { attemptNo } = enrolment;
      const booking = await placeBooking(tx, { window, seat, enrolmentId: enrolment.id, attemptNo });
      return booking.id;
    });
  }
}

/** What decides about a place, read under the locks of the enrolment and the window. */
export async function bookFacts(
  tx: Transaction,
  frameworks: Frameworks,
  enrolment: EnrolmentRow,
  window: WindowRow,
  seatsLeft: number,
): Promise<BookFacts> {
  const { booking } = await frameworks.framework(enrolment.frameworkVersion, tx);
  const live = await liveBooking(tx, enrolment.id, enrolment.attemptNo);
  return {
    now: await tx.now(),
    state: enrolment.state,
    frameworkVersion: enrolment.frameworkVersion,
    lastDay: lastDayOf(enrolment),
    bookedWindow: live?.windowName ?? null,
    unpaidPence: await unpaidPence(tx, enrolment.id),
    unpaidBars: booking.unpaidChargeBarsSubmission,
    deferrals: await deferralsAhead(tx, enrolment),
    window: timesOf(window),
    seatsLeft,
  };
}

/** What the open attempt was deferred for: nothing where it is a resubmission. */
export async function deferralsAhead(tx: Transaction, { id, attemptNo }: EnrolmentRow): Promise<readonly Deferral[]> {
  return attemptNo === 1 ? (await readHistory(tx, id)).deferrals : [];
}

/** A window's row as the rules see it. */
export function timesOf(window: WindowRow): BookFacts['window'] & { readonly confirmBy: Temporal.Instant } {
  return {
    frameworkVersion: window.frameworkVersion,
    opensAt: instantOf(window.opensAt),
    closesAt: instantOf(window.closesAt),
    bookingOpensAt: instantOf(window.bookingOpensAt),
    bookingClosesAt: instantOf(window.bookingClosesAt),
    confirmBy: instantOf(window.confirmBy),
  };
}
