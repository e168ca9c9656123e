import { refuse, type Refusal } from '#libs/refusal';
import { correspondingDate } from './present-by.js';
import { sayCount, sayDate } from './say-date.js';

/** A time off the programme: from `from`, included, until the participant is back on `until`, not included. */
export interface Deferral {
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
}

/** Deferred days held against a limit. */
export interface DeferralTotal {
  readonly days: number;
  readonly limitDays: number;
  readonly isWithinLimit: boolean;
  readonly why: string;
}

/** Null, or `deferral-not-in-order` (facts `{ from, until }`) where a deferral would end before, or as, it begins. */
export function checkDeferral(deferral: Deferral): Refusal<'deferral-not-in-order'> | null {
  if (Temporal.PlainDate.compare(deferral.from, deferral.until) < 0) return null;
  return refuse('deferral-not-in-order', { from: deferral.from.toString(), until: deferral.until.toString() }, 'until');
}

/** Civil days that deferrals cover together. A day in two of them counts once. Throws on one that is not in order. */
export function deferredDays(deferrals: readonly Deferral[]): number {
  mustBeInOrder(deferrals);
  let days = 0;
  let countedUntil: Temporal.PlainDate | null = null;
  for (const { from, until } of inOrder(deferrals)) {
    const first: Temporal.PlainDate = countedUntil === null ? from : later(from, countedUntil);
    if (Temporal.PlainDate.compare(first, until) >= 0) continue;
    days += first.until(until).days;
    countedUntil = until;
  }
  return days;
}

/**
 * Civil days of deferrals that lie after `day` and no later than the day to which they move `until`: each of them moves it by
 * one, and where it moves into a deferral the days of that one count too. So `until` and this many days is the last of as many
 * days not deferred as there are from `day` to `until`. Throws on a deferral that is not in order.
 */
export function deferredDaysAfter(
  day: Temporal.PlainDate,
  until: Temporal.PlainDate,
  deferrals: readonly Deferral[],
): number {
  mustBeInOrder(deferrals);
  const dayAfter = day.add({ days: 1 });
  const daysUpTo = (last: Temporal.PlainDate): number =>
    deferredDays(
      deferrals
        .map((one) => ({ from: later(one.from, dayAfter), until: earlier(one.until, last.add({ days: 1 })) }))
        .filter((cut) => !checkDeferral(cut)),
    );
  let days = 0;
  for (let more = daysUpTo(until); more > days; more = daysUpTo(until.add({ days }))) days = more;
  return days;
}

/**
 * Deferred days against a limit in months (12 by our default: "max 12 months" in two providers' policies). The limit in
 * days is counted from the first day deferred to the corresponding date, so that a whole year off is always within 12
 * months, whether or not it has a 29 February.
 */
export function deferralTotal(deferrals: readonly Deferral[], limitMonths: number): DeferralTotal {
  const days = deferredDays(deferrals);
  const first = inOrder(deferrals)[0];
  if (first === undefined) return { days, limitDays: 0, isWithinLimit: true, why: 'Nothing is deferred.' };
  const limitDays = first.from.until(correspondingDate(first.from, limitMonths)).days;
  const limit = `${sayCount(limitMonths, 'month')} from ${sayDate(first.from)} (${sayCount(limitDays, 'day')})`;
  const isWithinLimit = days <= limitDays;
  const verdict = isWithinLimit ? 'within' : `${sayCount(days - limitDays, 'day')} over`;
  return {
    days,
    limitDays,
    isWithinLimit,
    why: `${sayCount(days, 'day')} deferred, ${verdict} the limit of ${limit}.`,
  };
}

function mustBeInOrder(deferrals: readonly Deferral[]): void {
  if (deferrals.some((deferral) => checkDeferral(deferral))) throw new RangeError('a deferral ends before it begins');
}

function inOrder(deferrals: readonly Deferral[]): Deferral[] {
  return [...deferrals].sort((a, b) => Temporal.PlainDate.compare(a.from, b.from));
}

function later(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) >= 0 ? a : b;
}

function earlier(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) <= 0 ? a : b;
}
