import { refuse, type Refusal } from '#libs/refusal';
import type { BankHoliday, BankHolidayTable } from './bank-holidays.js';
import { nthWeekday } from './window-pattern.js';

/**
 * The eight bank holidays of England that a year has by rule: what an editor is offered for a year that the table does
 * not have yet. One-off holidays and moved ones are proclaimed and cannot be foreseen. Source: Banking and Financial
 * Dealings Act 1971, schedule 1, and the substitute days that GOV.UK lists.
 */
export function expectedBankHolidays(year: number): BankHoliday[] {
  const on = (month: number, day: number): Temporal.PlainDate => Temporal.PlainDate.from({ year, month, day });
  const monday = (month: number, nth: number): Temporal.PlainDate =>
    nthWeekday(Temporal.PlainYearMonth.from({ year, month }), 1, nth);
  const easter = easterSunday(year);
  return [
    substituted(on(1, 1), 'New Year’s Day', 1),
    { date: easter.subtract({ days: 2 }), name: 'Good Friday' },
    { date: easter.add({ days: 1 }), name: 'Easter Monday' },
    { date: monday(5, 1), name: 'Early May bank holiday' },
    { date: monday(5, -1), name: 'Spring bank holiday' },
    { date: monday(8, -1), name: 'Summer bank holiday' },
    // On a Sunday, Christmas Day's substitute is Tuesday: Monday is Boxing Day already.
    substituted(on(12, 25), 'Christmas Day', 2),
    substituted(on(12, 26), 'Boxing Day', 2),
  ].sort((a, b) => Temporal.PlainDate.compare(a.date, b.date));
}

/** The day, or at a weekend its substitute: the next Monday where it stands alone, two days later where it is one of two. */
function substituted(date: Temporal.PlainDate, name: string, daysAtWeekend: 1 | 2): BankHoliday {
  if (date.dayOfWeek <= 5) return { date, name };
  const days = daysAtWeekend === 2 ? 2 : 8 - date.dayOfWeek;
  return { date: date.add({ days }), name: `${name} (substitute day)` };
}

/** Easter Sunday of the Gregorian calendar, by the arithmetic of Meeus, Jones and Butcher. */
export function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const moon = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * moon + 22 * weekday) / 451);
  const days = moon + weekday - 7 * late + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 });
}

/**
 * Null, or the first row that an edited table may not have: `bank-holiday-outside-table` or `bank-holiday-twice`, with
 * facts `{ date }`; `bank-holidays-not-in-order` where the table ends before it begins.
 */
export function checkBankHolidays(
  table: BankHolidayTable,
): Refusal<'bank-holidays-not-in-order' | 'bank-holiday-outside-table' | 'bank-holiday-twice'> | null {
  if (Temporal.PlainDate.compare(table.firstDay, table.lastDay) > 0) return refuse('bank-holidays-not-in-order');
  const seen = new Set<string>();
  for (const { date } of table.holidays) {
    const isInside =
      Temporal.PlainDate.compare(table.firstDay, date) <= 0 && Temporal.PlainDate.compare(date, table.lastDay) <= 0;
    if (!isInside) return refuse('bank-holiday-outside-table', { date: date.toString() });
    if (seen.has(date.toString())) return refuse('bank-holiday-twice', { date: date.toString() });
    seen.add(date.toString());
  }
  return null;
}
