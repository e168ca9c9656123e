import { endOfLondonDay } from './london.js';
import { sayCount, sayDate, sayMonth } from './say-date.js';

/** What moves the day by which a participant presents. All days are civil days. */
export interface ClockShifts {
  /** Civil days of deferral, each counted once (see `deferredDays`). */
  readonly deferredDays?: number;
  /** Civil days added by extensions or by reinstatement. */
  readonly extendedDays?: number;
  /** The programme's last day: the result never lies beyond it. */
  readonly longStop?: Temporal.PlainDate | null;
}

/** The day by which a participant presents for final assessment, and how it came about. */
export interface PresentBy {
  /** The last day that counts, to its end in London. */
  readonly date: Temporal.PlainDate;
  /** The first instant that is too late: the end of `date` in London. */
  readonly endsAt: Temporal.Instant;
  /** The corresponding date, before anything moved it. */
  readonly unshifted: Temporal.PlainDate;
  readonly isHeldByLongStop: boolean;
  /** Such as "18 months from 31 August 2017; February has 28 days". */
  readonly why: string;
}

/**
 * The corresponding date, `months` whole months later: the same day of the month, or the month's last day where it has
 * no such day. Ends of months do not stick: 28 February and 18 months is 28 August. Equal to PostgreSQL's
 * `date + interval 'n months'`. Source: the corresponding date rule, Dodds v Walker [1981].
 */
export function correspondingDate(start: Temporal.PlainDate, months: number): Temporal.PlainDate {
  if (!Number.isInteger(months) || months < 0) throw new RangeError(`months must be a whole number, not ${months}`);
  return start.add({ months }, { overflow: 'constrain' });
}

/**
 * The day by which a participant who started on `start` presents, `months` (18, or what the policy of the start date
 * says) later by the corresponding date rule, then moved by deferral and extension, never beyond the long stop.
 * Months come first and days after them: a deferral moves the day that the participant was told. Throws on months or
 * days that are negative or not whole.
 */
export function presentBy(start: Temporal.PlainDate, months: number, shifts: ClockShifts = {}): PresentBy {
  const deferred = wholeDays(shifts.deferredDays ?? 0);
  const extended = wholeDays(shifts.extendedDays ?? 0);
  const unshifted = correspondingDate(start, months);
  const shifted = unshifted.add({ days: deferred + extended });
  const longStop = shifts.longStop ?? null;
  const isHeldByLongStop = longStop !== null && Temporal.PlainDate.compare(shifted, longStop) > 0;
  const date = isHeldByLongStop ? longStop : shifted;
  const reasons = [whyCorresponding(start, months, unshifted)];
  if (deferred > 0) reasons.push(`moved ${sayCount(deferred, 'day')} later by deferral`);
  if (extended > 0) reasons.push(`extended by ${sayCount(extended, 'day')}`);
  if (isHeldByLongStop) reasons.push(`but not beyond ${sayDate(longStop)}, when the programme ends`);
  return { date, endsAt: endOfLondonDay(date), unshifted, isHeldByLongStop, why: reasons.join('; ') };
}

function whyCorresponding(start: Temporal.PlainDate, months: number, end: Temporal.PlainDate): string {
  const plain = `${sayCount(months, 'month')} from ${sayDate(start)}`;
  if (end.day === start.day) return plain;
  const leap = end.month === 2 && end.inLeapYear ? ` in ${end.year}` : '';
  return `${plain}; ${sayMonth(end.month)} has ${end.daysInMonth} days${leap}`;
}

function wholeDays(days: number): number {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`days must be a whole number, not ${days}`);
  return days;
}
