import { refuse, type Refusal } from '#libs/refusal';
import { sayCount, sayList, sayMonth, sayWeekday } from './say-date.js';
import { sayTime } from './say-moment.js';

/**
 * How a year's windows come about: "the last Thursday of February, March and October, for 14 days, closing at 12 noon".
 * Days before are civil days before the opening date.
 */
export interface WindowPattern {
  /** The months in which a window opens, 1 to 12. */
  readonly months: readonly number[];
  /** The weekday on which it opens, 1 (Monday) to 7 (Sunday). */
  readonly weekday: number;
  /** Which of the month's weekdays: 1 to 4, or -1 for the last. */
  readonly nth: number;
  /** Civil days from the opening date to the closing date. */
  readonly days: number;
  readonly opensAt: Temporal.PlainTime;
  readonly closesAt: Temporal.PlainTime;
  /** Booking opens at the time of day of `opensAt`; it closes, and confirm-by falls, at that of `closesAt`. */
  readonly bookingOpensDaysBefore: number;
  readonly bookingClosesDaysBefore: number;
  readonly confirmByDaysBefore: number;
}

/** Null, or `window-pattern-not-usable` with the field that is out of its range and its value as a fact. */
export function checkWindowPattern(pattern: WindowPattern): Refusal<'window-pattern-not-usable'> | null {
  const ranges = {
    weekday: [1, 7],
    days: [0, 366],
    bookingOpensDaysBefore: [0, 732],
    bookingClosesDaysBefore: [0, 732],
    confirmByDaysBefore: [0, 732],
  } as const;
  if (pattern.months.length === 0 || !pattern.months.every((month) => isWhole(month, 1, 12)))
    return refuse('window-pattern-not-usable', { months: [...pattern.months] }, 'months');
  if (pattern.nth !== -1 && !isWhole(pattern.nth, 1, 4))
    return refuse('window-pattern-not-usable', { nth: pattern.nth }, 'nth');
  for (const [field, [least, most]] of Object.entries(ranges)) {
    const value = pattern[field as keyof typeof ranges];
    if (!isWhole(value, least, most))
      return refuse('window-pattern-not-usable', { [field]: value, least, most }, field);
  }
  return null;
}

/** The nth weekday (1 Monday to 7 Sunday; nth 1 to 4, or -1 for the last) of a month. */
export function nthWeekday(month: Temporal.PlainYearMonth, weekday: number, nth: number): Temporal.PlainDate {
  const first = month.toPlainDate({ day: 1 });
  if (nth > 0) return first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + (nth - 1) * 7 });
  const last = month.toPlainDate({ day: month.daysInMonth });
  return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 });
}

/** The pattern as a sentence for the page that shows what it leads to. */
export function sayWindowPattern(pattern: WindowPattern): string {
  const which = ['last', '', 'first', 'second', 'third', 'fourth'][pattern.nth + 1];
  const months = sayList(inYear(pattern.months).map(sayMonth));
  const when = `the ${which} ${sayWeekday(pattern.weekday)} of ${months} at ${sayTime(pattern.opensAt)}`;
  return `Opens on ${when}, for ${sayCount(pattern.days, 'day')}, and closes at ${sayTime(pattern.closesAt)}.`;
}

/** Months once each, January first. */
export function inYear(months: readonly number[]): number[] {
  return [...new Set(months)].sort((a, b) => a - b);
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
