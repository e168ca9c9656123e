import {
  academicYear,
  isInChangeHour,
  planWindows,
  sayDate,
  sayWindowPattern,
  type ProposedWindow,
  type WindowPattern,
  type BankHolidayTable,
  type WindowTimes,
} from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { readTime } from '../read-date.js';
import { readCapacity, type ReadWindow } from './window-form.js';

export type PlanCode =
  'window-pattern-not-usable' | 'capacity-not-a-number' | 'edge-in-clock-change' | 'nothing-to-plan';

/** A year's plan as its form sends it. `year` is the calendar year in which the academic year begins. */
export interface PlanFields {
  readonly year: string;
  readonly months: readonly string[];
  readonly weekday: string;
  readonly nth: string;
  readonly days: string;
  readonly opensTime: string;
  readonly closesTime: string;
  readonly bookingOpensDaysBefore: string;
  readonly bookingClosesDaysBefore: string;
  readonly confirmByDaysBefore: string;
  readonly capacity: string;
}

export interface YearPlan {
  readonly sentence: string;
  readonly capacity: number;
  readonly proposals: readonly (ProposedWindow & { readonly name: string })[];
}

/** What a pattern leads to in an academic year, before anything is made. `existing` are the windows that stand, `holidays` keep an opening off. */
export function planYear(
  fields: PlanFields,
  existing: readonly WindowTimes[],
  holidays: BankHolidayTable,
): Result<YearPlan, PlanCode> {
  const capacity = readCapacity(fields.capacity);
  if (isRefusal(capacity)) return capacity;
  const pattern = readPattern(fields);
  if (isRefusal(pattern)) return pattern;
  const year = wholeOf(fields.year);
  if (!(year >= 2017 && year <= 2100)) return refuse('window-pattern-not-usable', { year: fields.year }, 'year');
  const planned = planWindows(pattern, academicYear(year), holidays, existing);
  if (isRefusal(planned)) return planned;
  const proposals = planned.map((proposal) => ({ ...proposal, name: nameOf(proposal.opensOn) }));
  return { sentence: sayWindowPattern(pattern), capacity, proposals };
}

/** The windows of a plan that nothing stops. */
export function windowsOf(plan: YearPlan): Result<ReadWindow[], 'nothing-to-plan'> {
  const windows = plan.proposals.flatMap(({ name, dates, problems }) =>
    dates === null || problems.length > 0 ? [] : [{ name, capacity: plan.capacity, dates }],
  );
  return windows.length === 0 ? refuse('nothing-to-plan') : windows;
}

/** "April 2021": the month of the opening names the window. */
const nameOf = (opensOn: Temporal.PlainDate): string => sayDate(opensOn).replace(/^\d+ /, '');

const wholeOf = (text: string): number => (/^-?\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN);

function readPattern(fields: PlanFields): Result<WindowPattern, PlanCode> {
  const opensAt = readClock(fields.opensTime, 'opensTime');
  if (isRefusal(opensAt)) return opensAt;
  const closesAt = readClock(fields.closesTime, 'closesTime');
  if (isRefusal(closesAt)) return closesAt;
  return {
    months: fields.months.map(wholeOf),
    weekday: wholeOf(fields.weekday),
    nth: wholeOf(fields.nth),
    days: wholeOf(fields.days),
    opensAt,
    closesAt,
    bookingOpensDaysBefore: wholeOf(fields.bookingOpensDaysBefore),
    bookingClosesDaysBefore: wholeOf(fields.bookingClosesDaysBefore),
    confirmByDaysBefore: wholeOf(fields.confirmByDaysBefore),
  };
}

function readClock(text: string, field: string): Result<Temporal.PlainTime, PlanCode> {
  const time = readTime(text);
  if (time === null) return refuse('window-pattern-not-usable', { [field]: text }, field);
  return isInChangeHour(time) ? refuse('edge-in-clock-change', { civil: time.toString() }, field) : time;
}
