import { refuse, type Refusal } from '#libs/refusal';

export type StartDateCode = 'start-date-unreadable' | 'start-date-far-ahead' | 'start-date-before-the-framework';

// Intakes are planned within the academic year; a date further off is a slip of a year.
const monthsAhead = 12;

// The reformed NPQs, and the 2017 framework with them, began in September 2017; the contents page is dated October 2017.
const firstStart = '2017-07-01';

/** What is wrong with a start date as it was given, `start` being what was read in it; null where nothing is. */
export function startDateProblem(
  given: string,
  start: Temporal.PlainDate | null,
  today: Temporal.PlainDate,
): Refusal<StartDateCode> | null {
  if (start === null) return refuse('start-date-unreadable', { given }, 'startDate');
  if (Temporal.PlainDate.compare(start, today.add({ months: monthsAhead })) > 0)
    return refuse('start-date-far-ahead', { given: start.toString() }, 'startDate');
  if (Temporal.PlainDate.compare(start, Temporal.PlainDate.from(firstStart)) < 0)
    return refuse('start-date-before-the-framework', { given: start.toString(), first: firstStart }, 'startDate');
  return null;
}
