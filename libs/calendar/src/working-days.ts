import type { BankHolidayTable } from './bank-holidays.js';
import { sayCount, sayDate, sayDay, sayList } from './say-date.js';

/** The end of a clock of working days. */
export interface WorkingDayDeadline {
  /** The last working day of the clock; it runs to that day's end in London. */
  readonly date: Temporal.PlainDate;
  /** Such as "1 working day after Thursday 24 December 2026, not counting weekends, Christmas Day on 25 December 2026". */
  readonly why: string;
  /** True where the table of bank holidays does not reach all days counted: the date may turn out too early. */
  readonly tableEndsBefore: boolean;
}

/** Working days counted between two dates. */
export interface WorkingDayCount {
  readonly days: number;
  readonly why: string;
  /** True where the table of bank holidays does not reach all days counted: the count may be too high. */
  readonly tableEndsBefore: boolean;
}

/** True from Monday to Friday, unless the table has the day as a bank holiday. */
export function isWorkingDay(date: Temporal.PlainDate, table: BankHolidayTable): boolean {
  return date.dayOfWeek <= 5 && !holidayDates(table).has(date.toString());
}

/** The day itself where it is a working day, otherwise the next one. */
export function workingDayFrom(date: Temporal.PlainDate, table: BankHolidayTable): Temporal.PlainDate {
  let day = date;
  while (!isWorkingDay(day, table)) day = day.add({ days: 1 });
  return day;
}

/**
 * The end of "within `days` working days of `from`": `from` itself is not counted, and the clock ends as the last
 * working day ends. 0 gives `from`. Throws where `days` is negative or not whole.
 */
export function addWorkingDays(from: Temporal.PlainDate, days: number, table: BankHolidayTable): WorkingDayDeadline {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`days must be a whole number, not ${days}`);
  let date = from;
  for (let counted = 0; counted < days;) {
    date = date.add({ days: 1 });
    if (isWorkingDay(date, table)) counted += 1;
  }
  const why = `${sayCount(days, 'working day')} after ${sayDay(from)}${whyNotCounted(from, date, table)}`;
  return { date, why, tableEndsBefore: !reaches(table, from, date) };
}

/**
 * Working days after `from` up to and including `to`, so that `addWorkingDays(from, n)` lies n after `from`. 0 where
 * `to` is not after `from`.
 */
export function workingDaysBetween(
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  table: BankHolidayTable,
): WorkingDayCount {
  let days = 0;
  for (let date = from.add({ days: 1 }); Temporal.PlainDate.compare(date, to) <= 0; date = date.add({ days: 1 }))
    if (isWorkingDay(date, table)) days += 1;
  const why = `${sayCount(days, 'working day')} after ${sayDay(from)} up to ${sayDay(to)}`;
  return { days, why: `${why}${whyNotCounted(from, to, table)}`, tableEndsBefore: !reaches(table, from, to) };
}

/**
 * The warning that the table needs its next rows: a sentence where it ends within `months` (12 unless told) of
 * `today`, otherwise null.
 */
export function warnOfTableEnd(table: BankHolidayTable, today: Temporal.PlainDate, months = 12): string | null {
  if (Temporal.PlainDate.compare(today.add({ months }), table.lastDay) <= 0) return null;
  const ends = Temporal.PlainDate.compare(today, table.lastDay) > 0 ? 'ended' : 'ends';
  return `The table of bank holidays ${ends} on ${sayDate(table.lastDay)}. Days after it are counted as if there were no bank holidays.`;
}

function whyNotCounted(from: Temporal.PlainDate, to: Temporal.PlainDate, table: BankHolidayTable): string {
  const met = table.holidays.filter(
    ({ date }) =>
      date.dayOfWeek <= 5 && Temporal.PlainDate.compare(from, date) < 0 && Temporal.PlainDate.compare(date, to) <= 0,
  );
  if (met.length === 0) return ', not counting weekends';
  return `, not counting weekends, ${sayList(met.map(({ date, name }) => `${name} on ${sayDate(date)}`))}`;
}

/** True where the table speaks for every day from `first` to `last`. */
export function reaches(table: BankHolidayTable, first: Temporal.PlainDate, last: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(table.firstDay, first) <= 0 && Temporal.PlainDate.compare(last, table.lastDay) <= 0;
}

/** The dates of a table, in ISO. Kept for as long as the table itself, because a clock asks it once a day counted. */
const lookups = new WeakMap<BankHolidayTable, ReadonlySet<string>>();

function holidayDates(table: BankHolidayTable): ReadonlySet<string> {
  const known = lookups.get(table);
  if (known) return known;
  const dates = new Set(table.holidays.map(({ date }) => date.toString()));
  lookups.set(table, dates);
  return dates;
}
