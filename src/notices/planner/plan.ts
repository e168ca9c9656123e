import {
  endOfLondonDay,
  fitsWithin,
  londonDate,
  sayDaysTo,
  sayEndOfDay,
  sayTimeTo,
  sayTimeToEndOf,
} from '#libs/calendar';
import { lastDayOf, whyLastDay, type DeferralDates, type EnrolmentOf } from '../../enrolment/index.js';
import { instantOf } from '../../platform/database/types.js';
import type { PlannedWindow } from './planner.queries.js';

/** What a plan is made of. */
export interface PlanFacts {
  readonly now: Temporal.Instant;
  readonly mine: EnrolmentOf;
  readonly windows: readonly PlannedWindow[];
  readonly deferrals: readonly DeferralDates[];
}

export type PlanKind = 'start' | 'today' | 'deferral' | 'offer' | 'full' | 'outside' | 'booked' | 'last-day';

/** One thing in a participant's time. Days are civil dates in London; `until` is the last day that it takes. */
export interface PlanEntry {
  readonly kind: PlanKind;
  readonly text: string;
  readonly hint: string | null;
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
  readonly href: string | null;
}

/** What is due next: a sentence, when, and how far off that is. */
export interface NextDue {
  readonly text: string;
  readonly at: Temporal.Instant;
  /** Where a whole day counts to its end, that day: midnight of the next one is read as a day later. */
  readonly asDay: string | null;
  readonly inWords: string;
}

/** A participant's time in order: the start, deferrals, windows, today, and the last day with its reason. */
export function planOf({ now, mine, windows, deferrals }: PlanFacts): PlanEntry[] {
  const today = londonDate(now);
  const lastDay = lastDayOf(mine);
  const first = mine.attemptNo === 1;
  const on = (kind: PlanKind, day: Temporal.PlainDate, text: string, hint: string | null = null): PlanEntry => ({
    kind,
    text,
    hint,
    from: day,
    until: day,
    href: null,
  });
  return [
    on('start', Temporal.PlainDate.from(mine.startDate), 'Your programme began'),
    ...deferrals.map(({ from, until }): PlanEntry => ({
      ...on('deferral', Temporal.PlainDate.from(from), sayDeferral(today, from, until)),
      until: Temporal.PlainDate.from(until).subtract({ days: 1 }),
    })),
    ...windows.flatMap((window) => windowEntry(window, mine, lastDay, now)),
    on('today', today, 'Today'),
    on(
      'last-day',
      lastDay,
      first ? 'The last day to present for assessment' : 'The last day to resubmit',
      `${whyLastDay(mine)}. It counts until it ends, ${sayDaysTo(today, lastDay)}.`,
    ),
  ].sort((a, b) => Temporal.PlainDate.compare(a.from, b.from) || rank[a.kind] - rank[b.kind]);
}

function sayDeferral(today: Temporal.PlainDate, from: string, until: string): string {
  if (Temporal.PlainDate.compare(until, today) <= 0) return 'Your programme was deferred';
  return `Your programme ${Temporal.PlainDate.compare(from, today) <= 0 ? 'is' : 'will be'} deferred`;
}

const rank: Readonly<Record<PlanKind, number>> = {
  start: 0,
  deferral: 1,
  today: 2,
  booked: 3,
  offer: 4,
  full: 5,
  outside: 6,
  'last-day': 7,
};

function windowEntry(
  window: PlannedWindow,
  mine: EnrolmentOf,
  lastDay: Temporal.PlainDate,
  now: Temporal.Instant,
): PlanEntry[] {
  const times = { opensAt: instantOf(window.opensAt), closesAt: instantOf(window.closesAt) };
  const isMine = mine.booking?.windowId === window.id;
  const tooLateAt = isMine && mine.booking ? mine.booking.closesAt : times.closesAt;
  const span = {
    from: londonDate(times.opensAt),
    // A window that closes as a day begins takes no part of that day.
    until: londonDate(tooLateAt.subtract({ nanoseconds: 1 })),
  };
  if (isMine && mine.booking)
    return [
      { kind: 'booked', text: `Your place: ${window.name}`, hint: null, href: `/bookings/${mine.booking.id}`, ...span },
    ];
  // What is over, or can no longer be booked, is nothing to plan with; nor is anything for one whose time does not run.
  if (mine.state !== 'active' && mine.state !== 'resubmitting') return [];
  if (!window.mayBeBooked || Temporal.Instant.compare(times.closesAt, now) <= 0) return [];
  if (!fitsWithin(times, lastDay).fits)
    return [{ kind: 'outside', text: window.name, hint: 'Closes after your last day', href: null, ...span }];
  if (window.seatsLeft <= 0)
    return [{ kind: 'full', text: window.name, hint: 'No place is left', href: null, ...span }];
  const left = `${window.seatsLeft} ${window.seatsLeft === 1 ? 'place' : 'places'} left`;
  // An open charge may bar booking: "Your window" says so, and what to do about it.
  const booking = mine.unpaidPence > 0 ? '/windows' : `/windows/${window.id}/booking`;
  const href = mine.booking === null ? booking : null;
  return [{ kind: 'offer', text: window.name, hint: left, href, ...span }];
}

/** What this person has to do next and by when, by the server's clock; null where nothing is due. */
export function nextDue({ now, mine }: Pick<PlanFacts, 'now' | 'mine'>): NextDue | null {
  if (mine.state !== 'active' && mine.state !== 'resubmitting') return null;
  const say = (text: string, at: Temporal.Instant): NextDue => ({ text, at, asDay: null, inWords: sayTimeTo(now, at) });
  const { booking } = mine;
  const lastDay = lastDayOf(mine);
  if (booking === null)
    return {
      text: 'Book a window that closes by',
      at: endOfLondonDay(lastDay),
      asDay: sayEndOfDay(lastDay),
      inWords: sayTimeToEndOf(now, lastDay),
    };
  const isAhead = (at: Temporal.Instant): boolean => Temporal.Instant.compare(now, at) < 0;
  if (booking.state === 'booked' && isAhead(booking.confirmBy)) return say('Confirm your place by', booking.confirmBy);
  if (booking.state === 'used') return null;
  if (isAhead(booking.opensAt)) return say('Your window opens on', booking.opensAt);
  const [first] = booking.taskClosings
    .filter(({ closesAt }) => isAhead(closesAt))
    .toSorted((a, b) => Temporal.Instant.compare(a.closesAt, b.closesAt));
  if (first) return say(`Send your account “${first.title}” before`, first.closesAt);
  return isAhead(booking.closesAt) ? say('Submit before', booking.closesAt) : null;
}
