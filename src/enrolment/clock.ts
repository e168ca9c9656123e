import { deferredDays, monthsFor, presentBy, type Deferral, type PresentBy } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import type { ClockRule } from '#libs/rubric';

/** What has moved a participant's clock so far. */
export interface ClockHistory {
  readonly deferrals: readonly Deferral[];
  /** Days added by extensions. */
  readonly extendedDays: number;
}

export const untouched: ClockHistory = { deferrals: [], extendedDays: 0 };

/**
 * The day by which a participant presents, from nothing but the start date, the framework's clock and what moved it:
 * what is stored is always equal to this again. Months come from the last row that begins no later than the start.
 */
export function clockOf(rule: ClockRule, start: Temporal.PlainDate, history: ClockHistory = untouched): PresentBy {
  return presentBy(start, monthsOf(rule, start), {
    deferredDays: rule.deferralShiftsClock ? deferredDays(history.deferrals) : 0,
    extendedDays: history.extendedDays,
    longStop: rule.longStop === null ? null : Temporal.PlainDate.from(rule.longStop),
  });
}

function monthsOf({ presentByMonths }: ClockRule, start: Temporal.PlainDate): number {
  const firstStarts = presentByMonths.map(({ startsOnOrAfter }) =>
    startsOnOrAfter === null ? null : Temporal.PlainDate.from(startsOnOrAfter),
  );
  const policies = presentByMonths.map(({ months }, row) => ({
    firstStart: firstStarts[row] ?? null,
    lastStart: firstStarts[row + 1]?.subtract({ days: 1 }) ?? null,
    months,
    source: 'the framework',
  }));
  const found = monthsFor(start, policies);
  // A framework without a row for every start is refused before it is published (libs/rubric).
  if (isRefusal(found)) throw new Error(`No months to present for a start on ${start.toString()}`);
  return found.months;
}

/** What decides the last day of an enrolment. Dates are YYYY-MM-DD in London. */
export interface LastDayFacts {
  readonly attemptNo: number;
  readonly presentBy: string;
  readonly resubmitBy: string | null;
}

/** The last day on which a submission of this attempt counts: presentBy for the first, the resubmission date later. */
export function lastDayOf(of: LastDayFacts): Temporal.PlainDate {
  return Temporal.PlainDate.from(of.attemptNo > 1 && of.resubmitBy !== null ? of.resubmitBy : of.presentBy);
}

/** Why it is that day, such as "18 months from 31 August 2017; February has 28 days". */
export function whyLastDay({
  attemptNo,
  presentByWhy,
  resubmitByWhy,
}: Pick<LastDayFacts, 'attemptNo'> & {
  readonly presentByWhy: string;
  readonly resubmitByWhy: string | null;
}): string {
  return attemptNo > 1 && resubmitByWhy !== null ? resubmitByWhy : presentByWhy;
}
