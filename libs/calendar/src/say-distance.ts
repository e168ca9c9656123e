import { endOfLondonDay, londonDate } from './london.js';
import { sayCount, sayList } from './say-date.js';

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/**
 * A length of time in its two largest parts: "2 days and 3 hours", "1 second", "less than a second". `seconds` is not
 * negative; a day here is 24 hours.
 */
export function sayLength(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  const largest = units.findIndex(([, size]) => seconds >= size);
  let rest = Math.floor(seconds);
  const parts = units.slice(largest, largest + 2).map(([noun, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : sayCount(count, noun);
  });
  return sayList(parts.filter((part) => part !== ''));
}

/** "today", "tomorrow", "in 3 days", "yesterday", "3 days ago": from one civil date to another. */
export function sayDaysTo(today: Temporal.PlainDate, date: Temporal.PlainDate): string {
  const days = today.until(date).days;
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${sayCount(days, 'day')}` : `${sayCount(-days, 'day')} ago`;
}

/**
 * How far off an instant is: civil days in London from 24 hours on ("in 3 days"), hours and minutes below that ("in 5
 * hours and 20 minutes"), so that a countdown is exact when it matters.
 */
export function sayTimeTo(now: Temporal.Instant, instant: Temporal.Instant): string {
  const seconds = now.until(instant).total('seconds');
  if (seconds === 0) return 'now';
  if (Math.abs(seconds) >= 86_400) return sayDaysTo(londonDate(now), londonDate(instant));
  const length = sayLength(Math.abs(seconds));
  return seconds > 0 ? `in ${length}` : `${length} ago`;
}

/** How far off the end of a day in London is: days are counted to that day, not to the midnight that begins the next one. */
export function sayTimeToEndOf(now: Temporal.Instant, day: Temporal.PlainDate): string {
  const end = endOfLondonDay(day);
  return Math.abs(now.until(end).total('seconds')) >= 86_400 ? sayDaysTo(londonDate(now), day) : sayTimeTo(now, end);
}
