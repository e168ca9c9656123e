import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import type { BankHolidayTable } from './bank-holidays.js';
import { isInChangeHour, londonTime, londonZone } from './london.js';
import { sayDate, sayDay, sayList } from './say-date.js';
import { checkWindowDates, type WindowDates } from './window-dates.js';
import { checkWindowPattern, inYear, nthWeekday, type WindowPattern } from './window-pattern.js';
import { overlaps, type WindowTimes, type WindowTimesCode } from './window-times.js';
import { reaches, workingDayFrom } from './working-days.js';

/** The days that a plan is for, both included, by the day a window opens: an academic year is such a span. */
export interface PlanSpan {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
}

/** A window as a plan proposes it, before anyone has confirmed it. */
export interface ProposedWindow {
  readonly opensOn: Temporal.PlainDate;
  readonly closesOn: Temporal.PlainDate;
  /** Null where an edge falls where none may: `problems` says which. */
  readonly dates: WindowDates | null;
  /** Such as "Thursday 1 April 2021 to Thursday 15 April 2021". */
  readonly why: string;
  /** What stops it from being created; empty where nothing does. */
  readonly problems: readonly Refusal<WindowTimesCode | 'windows-overlap'>[];
  /** True where the table of bank holidays does not reach it, so that an edge may turn out to lie on one. */
  readonly tableEndsBefore: boolean;
}

/**
 * The windows that a pattern leads to in a span of days, earliest first. An edge that falls on a weekend or bank
 * holiday moves to the next working day, and `why` says so. `existing` are windows that stand already; one that
 * shares an instant with them, or with an earlier proposal, has the problem `windows-overlap` (facts `{ opens, closes }`
 * of the other, civil times in London). Refuses `window-pattern-not-usable`.
 */
export function planWindows(
  pattern: WindowPattern,
  span: PlanSpan,
  table: BankHolidayTable,
  existing: readonly WindowTimes[] = [],
): Result<ProposedWindow[], 'window-pattern-not-usable'> {
  const unusable = checkWindowPattern(pattern);
  if (unusable) return unusable;
  const taken = [...existing];
  return openings(pattern, span).map((opening) => {
    const proposed = propose(pattern, opening, table, taken);
    if (proposed.dates) taken.push(proposed.dates);
    return proposed;
  });
}

/** The days on which the pattern opens a window, before any moves to a working day. */
function openings(pattern: WindowPattern, span: PlanSpan): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = [];
  for (let year = span.firstDay.year; year <= span.lastDay.year; year += 1)
    for (const month of inYear(pattern.months))
      days.push(nthWeekday(Temporal.PlainYearMonth.from({ year, month }), pattern.weekday, pattern.nth));
  return days.filter(
    (day) => Temporal.PlainDate.compare(span.firstDay, day) <= 0 && Temporal.PlainDate.compare(day, span.lastDay) <= 0,
  );
}

function propose(
  pattern: WindowPattern,
  opening: Temporal.PlainDate,
  table: BankHolidayTable,
  taken: readonly WindowTimes[],
): ProposedWindow {
  const opensOn = workingDayFrom(opening, table);
  const closing = opening.add({ days: pattern.days });
  const closesOn = workingDayFrom(closing, table);
  const dates = datesOf(pattern, opensOn, closesOn);
  const moves = [sayMove('opening', opening, opensOn), sayMove('closing', closing, closesOn)].filter(
    (move) => move !== '',
  );
  const span = `${sayDay(opensOn)} to ${sayDay(closesOn)}`;
  return {
    opensOn,
    closesOn,
    dates: isRefusal(dates) ? null : dates,
    why: moves.length === 0 ? span : `${span}; ${sayList(moves)}, which is not a working day`,
    problems: isRefusal(dates) ? [dates] : [...checkWindowDates(dates), ...overlapsWith(dates, taken)],
    tableEndsBefore: !reaches(table, opening, closesOn),
  };
}

function datesOf(
  pattern: WindowPattern,
  opensOn: Temporal.PlainDate,
  closesOn: Temporal.PlainDate,
): Result<WindowDates, 'edge-in-clock-change'> {
  // Two times of day make all five edges, so only these two can fall in the hour of a clock change.
  if (isInChangeHour(pattern.opensAt))
    return refuse('edge-in-clock-change', { civil: opensOn.toPlainDateTime(pattern.opensAt).toString() }, 'opensAt');
  if (isInChangeHour(pattern.closesAt))
    return refuse('edge-in-clock-change', { civil: closesOn.toPlainDateTime(pattern.closesAt).toString() }, 'closesAt');
  const at = (day: Temporal.PlainDate, plainTime: Temporal.PlainTime): Temporal.Instant =>
    day.toZonedDateTime({ timeZone: londonZone, plainTime }).toInstant();
  const before = (days: number): Temporal.PlainDate => opensOn.subtract({ days });
  return {
    opensAt: at(opensOn, pattern.opensAt),
    closesAt: at(closesOn, pattern.closesAt),
    bookingOpensAt: at(before(pattern.bookingOpensDaysBefore), pattern.opensAt),
    bookingClosesAt: at(before(pattern.bookingClosesDaysBefore), pattern.closesAt),
    confirmBy: at(before(pattern.confirmByDaysBefore), pattern.closesAt),
  };
}

function overlapsWith(dates: WindowDates, taken: readonly WindowTimes[]): Refusal<'windows-overlap'>[] {
  return taken
    .filter((other) => overlaps(dates, other))
    .map((other) =>
      refuse('windows-overlap', {
        opens: londonTime(other.opensAt).toString(),
        closes: londonTime(other.closesAt).toString(),
      }),
    );
}

function sayMove(edge: string, from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  return from.equals(to) ? '' : `${edge} moved from ${sayDate(from)}`;
}
