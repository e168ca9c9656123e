import { refuse, type Result } from '#libs/refusal';
import { londonZone } from './london.js';
import { sayDay } from './say-date.js';

/** "12 noon", "12 midnight", "4pm", "9:30am", "11:59:59am": seconds only where there are any. */
export function sayTime(time: Temporal.PlainTime): string {
  const { hour, minute, second } = time;
  if (minute === 0 && second === 0 && hour === 12) return '12 noon';
  if (minute === 0 && second === 0 && hour === 0) return '12 midnight';
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = minute === 0 && second === 0 ? '' : `:${two(minute)}`;
  const seconds = second === 0 ? '' : `:${two(second)}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${seconds}${hour < 12 ? 'am' : 'pm'}`;
}

/** What London's clocks are on at an instant: GMT in winter, BST in summer. */
export function londonClock(instant: Temporal.Instant): 'GMT' | 'BST' {
  return instant.toZonedDateTimeISO(londonZone).offsetNanoseconds === 0 ? 'GMT' : 'BST';
}

/**
 * "Monday 5 January 2026 at 12 noon (UK time, GMT)". Midnight is said to begin its day, because "midnight on Monday"
 * is read either way. Fractions of a second are dropped.
 */
export function sayMoment(instant: Temporal.Instant): string {
  const there = instant.toZonedDateTimeISO(londonZone);
  const time = sayTime(there.toPlainTime());
  const begins = time === '12 midnight' ? ', as the day begins' : '';
  return `${sayDay(there.toPlainDate())} at ${time}${begins} (UK time, ${londonClock(instant)})`;
}

/** "the end of Monday 5 January 2026 (UK time)": for deadlines that are whole days. */
export function sayEndOfDay(date: Temporal.PlainDate): string {
  return `the end of ${sayDay(date)} (UK time)`;
}

/**
 * Until when something is to be done: the end of a day where it is one, the last second of a day or the midnight after it,
 * since "12 midnight" is read either way; any other moment as `sayMoment` says it.
 */
export function sayDeadline(instant: Temporal.Instant): string {
  const there = instant.toZonedDateTimeISO(londonZone);
  const midnight = there.add({ seconds: 1 }).startOfDay();
  if (
    midnight.epochMilliseconds - there.epochMilliseconds > 1_000 ||
    midnight.epochMilliseconds < there.epochMilliseconds
  )
    return sayMoment(instant);
  return sayEndOfDay(midnight.toPlainDate().subtract({ days: 1 }));
}

/** The place in a zone's name: "Dubai" of "Asia/Dubai", "Buenos Aires" of "America/Argentina/Buenos_Aires". */
export function sayZone(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/**
 * A moment in London time and in one more zone (an IANA name such as "Asia/Dubai"), for a person who is abroad:
 * "Monday 5 January 2026 at 12 noon (UK time, GMT), which is 4pm in Dubai". The other date is said only where it
 * differs. Where the clocks agree it says London time alone. Refuses `unknown-zone` with facts `{ zone }`.
 */
export function sayMomentAlsoIn(instant: Temporal.Instant, zone: string): Result<string, 'unknown-zone'> {
  const here = instant.toZonedDateTimeISO(londonZone);
  const there = inZone(instant, zone);
  if (there === null) return refuse('unknown-zone', { zone });
  if (there.offsetNanoseconds === here.offsetNanoseconds) return sayMoment(instant);
  const day = there.toPlainDate().equals(here.toPlainDate()) ? '' : ` on ${sayDay(there.toPlainDate())}`;
  return `${sayMoment(instant)}, which is ${sayTime(there.toPlainTime())}${day} in ${sayZone(zone)}`;
}

function inZone(instant: Temporal.Instant, zone: string): Temporal.ZonedDateTime | null {
  // An offset such as "+04:00" is a zone to the platform, but no place that a person would know.
  if (!/^[A-Za-z]/.test(zone)) return null;
  try {
    return instant.toZonedDateTimeISO(zone);
  } catch (fault) {
    // By name: the platform's error may come from another realm than ours.
    if ((fault as { name?: unknown }).name === 'RangeError') return null;
    throw fault;
  }
}
