import { addWorkingDays, londonDate, type BankHolidayTable } from '#libs/calendar';
import type { TwoTables } from '../../qualification/index.js';

/** A clock of working days that runs, or would begin today: from which day it counts, and how many. */
export interface WorkingClock {
  readonly what: string;
  readonly from: Temporal.PlainDate;
  readonly days: number;
}

/** A day that a change of the table moves. Dates are YYYY-MM-DD. */
export interface MovedDay {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Which of the clocks end on another day by the table after than by the one before. */
export function movedDays(clocks: readonly WorkingClock[], { before, after }: TwoTables): MovedDay[] {
  const end = (clock: WorkingClock, table: BankHolidayTable): string =>
    addWorkingDays(clock.from, clock.days, table).date.toString();
  return clocks
    .map((clock) => ({ what: clock.what, before: end(clock, before), after: end(clock, after) }))
    .filter((moved) => moved.before !== moved.after);
}

/**
 * The clocks that a change can move: what would be given with the framework's days from each working day up to the last
 * day that is changed, once, where it is moved; and the holds for the quality agent, which are counted anew each time.
 */
export function clocksAround(
  changedDays: readonly Temporal.PlainDate[],
  today: Temporal.PlainDate,
  rules: readonly { readonly what: string; readonly days: number }[],
): WorkingClock[] {
  const [first] = [...changedDays].sort((a, b) => Temporal.PlainDate.compare(a, b));
  if (!first) return [];
  // The day before the first change: what is given then, or today where that is later, is the nearest that can move.
  const eve = first.subtract({ days: 1 });
  const from = Temporal.PlainDate.compare(eve, today) < 0 ? today : eve;
  return rules.map(({ what, days }) => ({ what, from, days }));
}

/** Days that are a bank holiday in one of the tables and not in the other. */
export function changedDaysOf({ before, after }: TwoTables): Temporal.PlainDate[] {
  const [had, has] = [before, after].map(({ holidays }) => new Set(holidays.map(({ date }) => date.toString())));
  return [...before.holidays, ...after.holidays]
    .map(({ date }) => date)
    .filter((date) => had?.has(date.toString()) !== has?.has(date.toString()));
}

/** A hold as a clock. */
export function holdClock(hold: { windowName: string; confirmedAt: Temporal.Instant; days: number }): WorkingClock {
  return {
    what: `${hold.windowName}: results wait for the quality agent until`,
    from: londonDate(hold.confirmedAt),
    days: hold.days,
  };
}
