import { isRefusal, type Result } from '#libs/refusal';
import { londonInstant, londonTime } from './london.js';
import { sayCount } from './say-date.js';
import { sayMoment } from './say-moment.js';
import { windowLength, type WindowTimes } from './window-times.js';

/** A person's own closing time, for a reasonable adjustment. */
export interface ExtraTime {
  readonly extraDays: number;
  readonly closesAt: Temporal.Instant;
  readonly why: string;
}

/**
 * A closing time later by `percent` (above 0) of the window's civil days, rounded up to whole days so that no part of
 * an adjustment is lost, at the same time of day in London. Refuses `edge-in-clock-change` where the window itself
 * closes between 01:00 and 02:00.
 */
export function withExtraTime(window: WindowTimes, percent: number): Result<ExtraTime, 'edge-in-clock-change'> {
  if (!Number.isInteger(percent) || percent <= 0)
    throw new RangeError(`percent must be a whole number, not ${percent}`);
  const { civilDays } = windowLength(window);
  const extraDays = Math.ceil((civilDays * percent) / 100);
  const closesAt = londonInstant(londonTime(window.closesAt).add({ days: extraDays }));
  if (isRefusal(closesAt)) return closesAt;
  const share = `${percent}% of ${sayCount(civilDays, 'day')}, rounded up to ${sayCount(extraDays, 'day')}`;
  return { extraDays, closesAt, why: `Extra time of ${share}: closes on ${sayMoment(closesAt)}.` };
}
