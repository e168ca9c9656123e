import { isRefusal, refuse, type Result } from '#libs/refusal';
import { earlier, endOfLondonDay, londonDate, londonInstant, londonZone } from './london.js';
import { sayCount, sayDate } from './say-date.js';
import { sayMoment } from './say-moment.js';

/** When an assessment window is open: from `opensAt`, included, to `closesAt`, not included. */
export interface WindowTimes {
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
}

export type WindowTimesCode = 'edge-in-clock-change' | 'window-not-in-order';

/**
 * The times of a window that opens and closes at civil times in London. Refuses `edge-in-clock-change` (facts
 * `{ civil }`, field `opensAt` or `closesAt`) and `window-not-in-order` (facts `{ opens, closes }`) where it would
 * close before, or as, it opens.
 */
export function windowTimes(
  opens: Temporal.PlainDateTime,
  closes: Temporal.PlainDateTime,
): Result<WindowTimes, WindowTimesCode> {
  const opensAt = londonInstant(opens);
  if (isRefusal(opensAt)) return refuse('edge-in-clock-change', { civil: opens.toString() }, 'opensAt');
  const closesAt = londonInstant(closes);
  if (isRefusal(closesAt)) return refuse('edge-in-clock-change', { civil: closes.toString() }, 'closesAt');
  if (Temporal.Instant.compare(opensAt, closesAt) < 0) return { opensAt, closesAt };
  return refuse('window-not-in-order', { opens: opens.toString(), closes: closes.toString() }, 'closesAt');
}

/** True from the opening instant up to, not including, the closing instant. */
export function isOpenAt(window: WindowTimes, instant: Temporal.Instant): boolean {
  return (
    Temporal.Instant.compare(window.opensAt, instant) <= 0 && Temporal.Instant.compare(instant, window.closesAt) < 0
  );
}

/** True where two windows share an instant; one that opens as the other closes does not. */
export function overlaps(a: WindowTimes, b: WindowTimes): boolean {
  return Temporal.Instant.compare(a.opensAt, b.closesAt) < 0 && Temporal.Instant.compare(b.opensAt, a.closesAt) < 0;
}

/** How a window lies to the day by which a participant presents. */
export interface WindowFit {
  /** True where the window closes by the end of that day. */
  readonly fits: boolean;
  /** `straddles`: it opens in time and closes too late, so that only the part up to the day's end counts. */
  readonly kind: 'inside' | 'straddles' | 'after';
  /** The first instant that is too late to submit without an extension: the earlier of closing and the day's end. */
  readonly tooLateAt: Temporal.Instant;
  readonly why: string;
}

/**
 * Whether a window fits before the end of `presentBy` in London. Closing exactly as that day ends fits. Source: a
 * booked window closes by the presentBy day, otherwise it needs an extension; a submission inside a straddling window
 * counts up to 23:59:59.999 of that day.
 */
export function fitsWithin(window: WindowTimes, presentBy: Temporal.PlainDate): WindowFit {
  const dayEnds = endOfLondonDay(presentBy);
  const tooLateAt = earlier(window.closesAt, dayEnds);
  const closes = `closes on ${sayMoment(window.closesAt)}`;
  if (Temporal.Instant.compare(window.closesAt, dayEnds) <= 0)
    return { fits: true, kind: 'inside', tooLateAt, why: `It ${closes}, by the end of ${sayDate(presentBy)}.` };
  if (Temporal.Instant.compare(window.opensAt, dayEnds) < 0)
    return {
      fits: false,
      kind: 'straddles',
      tooLateAt,
      why: `It opens in time but ${closes}, after the end of ${sayDate(presentBy)}.`,
    };
  return { fits: false, kind: 'after', tooLateAt, why: `It opens after the end of ${sayDate(presentBy)}.` };
}

/** How long a window is. */
export interface WindowLength {
  /** From the civil date of opening to that of closing. A window of 14 days is 14 whichever way the clocks change. */
  readonly civilDays: number;
  /** Hours that pass, an hour fewer or more where the clocks change inside. */
  readonly hours: number;
  readonly why: string;
}

/** The length of a window in civil days, and in hours that pass. */
export function windowLength(window: WindowTimes): WindowLength {
  const first = londonDate(window.opensAt);
  const last = londonDate(window.closesAt);
  const civilDays = first.until(last).days;
  const hours = window.opensAt.until(window.closesAt).total('hours');
  const from = `${sayCount(civilDays, 'day')}, from ${sayDate(first)} to ${sayDate(last)}`;
  return { civilDays, hours, why: `${from}${whyClockChange(window)}.` };
}

function whyClockChange(window: WindowTimes): string {
  const change = window.opensAt.toZonedDateTimeISO(londonZone).getTimeZoneTransition('next');
  if (change === null || Temporal.Instant.compare(change.toInstant(), window.closesAt) >= 0) return '';
  const goesForward = change.offsetNanoseconds > 0;
  const hour = goesForward ? 'forward, so an hour is missing' : 'back, so there is an hour more';
  return `; on ${sayDate(change.toPlainDate())} the clocks go ${hour}`;
}
