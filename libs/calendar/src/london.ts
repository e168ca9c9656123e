import { refuse, type Result } from '#libs/refusal';

/** The zone of every civil rule of the programme. */
export const londonZone = 'Europe/London';

const one = Temporal.PlainTime.from('01:00');
const two = Temporal.PlainTime.from('02:00');

/**
 * True from 01:00 up to, not including, 02:00: the only hour that a clock change in London skips or repeats
 * (01:00 UTC on the last Sundays of March and October). It holds on every day, so that a time that was fine this
 * year is fine next year too.
 */
export function isInChangeHour(time: Temporal.PlainTime): boolean {
  return Temporal.PlainTime.compare(time, one) >= 0 && Temporal.PlainTime.compare(time, two) < 0;
}

/**
 * The instant of a civil time in London. Refuses `edge-in-clock-change` from 01:00 up to 02:00 on any day, with facts
 * `{ civil }` (ISO 8601): such a time may not exist or may happen twice, so nothing begins or ends there.
 */
export function londonInstant(civil: Temporal.PlainDateTime): Result<Temporal.Instant, 'edge-in-clock-change'> {
  if (isInChangeHour(civil.toPlainTime())) return refuse('edge-in-clock-change', { civil: civil.toString() });
  return civil.toZonedDateTime(londonZone, { disambiguation: 'reject' }).toInstant();
}

/** The civil date in London at an instant. */
export function londonDate(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(londonZone).toPlainDate();
}

/** The civil date and time in London at an instant. */
export function londonTime(instant: Temporal.Instant): Temporal.PlainDateTime {
  return instant.toZonedDateTimeISO(londonZone).toPlainDateTime();
}

/** The first instant of a day in London: midnight, which a clock change never touches. */
export function startOfLondonDay(date: Temporal.PlainDate): Temporal.Instant {
  return date.toZonedDateTime(londonZone).toInstant();
}

/**
 * The first instant after a day in London. A deadline "by the end of the day" holds for every instant before this one,
 * so 23:59:59.999 counts and 00:00 does not.
 */
export function endOfLondonDay(date: Temporal.PlainDate): Temporal.Instant {
  return startOfLondonDay(date.add({ days: 1 }));
}

/** The earlier of two instants. */
export function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}
