import {
  fitsWithin,
  isOpenAt,
  londonDate,
  overlaps,
  startOfLondonDay,
  type Deferral,
  type WindowTimes,
} from '#libs/calendar';
import { refuse, type Rule } from '#libs/refusal';
import type { BookingRule } from '#libs/rubric';
import type { EnrolmentState } from '../enrolment.lifecycle.js';

export type BookCode =
  | 'not-in-a-state-to-book'
  | 'other-framework'
  | 'already-booked'
  | 'unpaid-charge'
  | 'booking-not-open-yet'
  | 'booking-closed'
  | 'window-does-not-fit'
  | 'window-during-deferral'
  | 'window-full';

/** A window as the rules of booking see it. */
export interface BookableWindow extends WindowTimes {
  readonly frameworkVersion: string;
  readonly bookingOpensAt: Temporal.Instant;
  readonly bookingClosesAt: Temporal.Instant;
}

/** Everything that decides whether this person may take a place in this window now. */
export interface BookFacts {
  readonly now: Temporal.Instant;
  readonly state: EnrolmentState;
  readonly frameworkVersion: string;
  /** The last day that counts: presentBy, or for a later attempt the day by which to resubmit. */
  readonly lastDay: Temporal.PlainDate;
  /** The name of the window in which this attempt has a place, or null. */
  readonly bookedWindow: string | null;
  readonly unpaidPence: number;
  readonly unpaidBars: boolean;
  /** Deferrals granted to this attempt, also those that have not begun: none for a resubmission, which is not deferred. */
  readonly deferrals: readonly Deferral[];
  readonly window: BookableWindow;
  readonly seatsLeft: number;
}

type BookRule = Rule<BookFacts, BookCode>;

const onlyAnOpenAttemptIsBooked: BookRule = {
  name: 'a place is booked while the clock runs or a resubmission is open',
  source: 'domain 8.3: one live booking per attempt; deferred, lapsed and settled enrolments have none',
  refuses: ({ state }) =>
    state === 'active' || state === 'resubmitting' ? null : refuse('not-in-a-state-to-book', { state }),
};

const aWindowServesItsFramework: BookRule = {
  name: 'a window serves one version of the framework',
  source: 'a participant belongs to one version from enrolment to the last appeal',
  refuses: ({ frameworkVersion, window }) =>
    frameworkVersion === window.frameworkVersion ? null : refuse('other-framework'),
};

const oneLiveBookingAnAttempt: BookRule = {
  name: 'an attempt has one place at a time',
  source: 'domain 8.3, booking; held by booking_one_live_an_attempt',
  refuses: ({ bookedWindow }) => (bookedWindow === null ? null : refuse('already-booked', { window: bookedWindow })),
};

const anUnpaidChargeBarsBooking: BookRule = {
  name: 'a charge that is open bars another place',
  source: 'EMLC: unpaid charges bar submission, so a place would be of no use; an appeal is never barred',
  refuses: ({ unpaidBars, unpaidPence }) =>
    unpaidBars && unpaidPence > 0 ? refuse('unpaid-charge', { pence: unpaidPence }) : null,
};

const bookingHasOpened: BookRule = {
  name: 'booking has opened',
  source: 'the window’s own dates',
  refuses: ({ now, window }) =>
    Temporal.Instant.compare(now, window.bookingOpensAt) >= 0
      ? null
      : refuse('booking-not-open-yet', { opensAt: window.bookingOpensAt.toString() }),
};

const bookingHasNotClosed: BookRule = {
  name: 'booking has not closed',
  source: 'the window’s own dates; the instant of closing is too late',
  refuses: ({ now, window }) =>
    isOpenAt({ opensAt: window.bookingOpensAt, closesAt: window.bookingClosesAt }, now) ||
    Temporal.Instant.compare(now, window.bookingOpensAt) < 0
      ? null
      : refuse('booking-closed', { closedAt: window.bookingClosesAt.toString() }),
};

const theWindowClosesInTime: BookRule = {
  name: 'the window closes by the last day that counts',
  source: 'domain 8.3: a booked window closes by presentBy (first attempt) or resubmitBy and the long stop (later)',
  refuses: ({ window, lastDay }) => {
    const fit = fitsWithin(window, lastDay);
    return fit.fits ? null : refuse('window-does-not-fit', { why: fit.why });
  },
};

const nobodyIsAwayMeanwhile: BookRule = {
  name: 'no window is booked that is open at any time during a deferral',
  source: 'a deferral releases such places as it is granted; who is away could not submit',
  refuses: ({ window, deferrals }) => {
    const away = deferrals.find((deferral) => overlaps(window, timesAway(deferral)));
    return away ? refuse('window-during-deferral', { from: String(away.from), until: String(away.until) }) : null;
  },
};

const aPlaceIsLeft: BookRule = {
  name: 'a place is left',
  source: 'the window’s capacity; held by booking_one_person_a_seat and seat_within_capacity',
  refuses: ({ seatsLeft }) => (seatsLeft > 0 ? null : refuse('window-full')),
};

/** From the beginning of the first day off to the beginning of the day of return, in London. */
export function timesAway({ from, until }: Deferral): WindowTimes {
  return { opensAt: startOfLondonDay(from), closesAt: startOfLondonDay(until) };
}

/** In the order in which a person is told. */
export const bookingRules: readonly BookRule[] = [
  onlyAnOpenAttemptIsBooked,
  aWindowServesItsFramework,
  oneLiveBookingAnAttempt,
  anUnpaidChargeBarsBooking,
  bookingHasOpened,
  bookingHasNotClosed,
  theWindowClosesInTime,
  nobodyIsAwayMeanwhile,
  aPlaceIsLeft,
];

/** What bars from booking bars from waiting, but for the place that is wanting. */
export const waitingRules: readonly BookRule[] = bookingRules.filter((rule) => rule !== aPlaceIsLeft);

/** What cancelling now costs, in pence: the framework's charge from so many civil days before the opening on. */
export function cancellationCharge(rule: BookingRule, opensAt: Temporal.Instant, now: Temporal.Instant): number {
  const days = londonDate(now).until(londonDate(opensAt)).days;
  return days <= rule.lateCancelDaysBefore ? rule.lateCancelPence : 0;
}
