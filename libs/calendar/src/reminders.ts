import { sayCount, sayDate } from './say-date.js';

/** What a run needs to know of one deadline. */
export interface ReminderQuestion {
  /** The last day that counts, in London. */
  readonly deadline: Temporal.PlainDate;
  /** Days before the deadline: 90, 60, 30, 14, 7, 1 by our default. Whole and not negative. */
  readonly offsets: readonly number[];
  /** The last day whose run is known to have finished; null where there was none, or the deadline is new. */
  readonly lastRunDate: Temporal.PlainDate | null;
  readonly today: Temporal.PlainDate;
  /** Offsets already sent for this very deadline. A deadline that moved is another one: pass none. */
  readonly sent: readonly number[];
}

/** A reminder on the timetable. */
export interface Reminder {
  readonly daysBefore: number;
  readonly dueOn: Temporal.PlainDate;
  /** "2019-02-28/30": the deadline and the offset, the same however often it is asked; unique means once each. */
  readonly key: string;
}

/** A reminder to send now. */
export interface DueReminder extends Reminder {
  /** Days from today to the deadline: what the message says, whatever the offset was. */
  readonly daysLeft: number;
  /** Days since it was due: above 0 after an outage. */
  readonly daysLate: number;
  /** The smaller offset that is due in the same run, so that one message can stand for both; null for the nearest. */
  readonly supersededBy: number | null;
  readonly why: string;
}

/** All reminders of a deadline, the earliest first; an offset given twice is one reminder. Throws on a bad offset. */
export function reminderTimetable(deadline: Temporal.PlainDate, offsets: readonly number[]): Reminder[] {
  const wrong = offsets.find((offset) => !Number.isInteger(offset) || offset < 0);
  if (wrong !== undefined) throw new RangeError(`an offset must be a whole number of days, not ${wrong}`);
  return [...new Set(offsets)]
    .sort((a, b) => b - a)
    .map((daysBefore) => ({
      daysBefore,
      dueOn: deadline.subtract({ days: daysBefore }),
      key: `${deadline.toString()}/${daysBefore}`,
    }));
}

/**
 * The reminders to send today: due after the last finished run and up to today, so that an outage delays them and
 * skips none; each once; none after the deadline. Whether the thing is done already is for the caller, who then does
 * not ask.
 */
export function remindersDue({ deadline, offsets, lastRunDate, today, sent }: ReminderQuestion): DueReminder[] {
  if (isAfter(today, deadline)) return [];
  const due = reminderTimetable(deadline, offsets).filter(
    ({ daysBefore, dueOn }) =>
      !isAfter(dueOn, today) && (lastRunDate === null || isAfter(dueOn, lastRunDate)) && !sent.includes(daysBefore),
  );
  const daysLeft = today.until(deadline).days;
  return due.map((reminder) => {
    const daysLate = reminder.dueOn.until(today).days;
    const supersededBy = reminder === due.at(-1) ? null : (due.at(-1)?.daysBefore ?? null);
    return { ...reminder, daysLeft, daysLate, supersededBy, why: whyDue(reminder, deadline, daysLate) };
  });
}

function whyDue({ daysBefore, dueOn }: Reminder, deadline: Temporal.PlainDate, daysLate: number): string {
  const late = daysLate === 0 ? '' : `; ${sayCount(daysLate, 'day')} late`;
  return `Due on ${sayDate(dueOn)}, ${sayCount(daysBefore, 'day')} before ${sayDate(deadline)}${late}.`;
}

function isAfter(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) > 0;
}
