import { isInChangeHour, londonTime, londonZone } from '#libs/calendar';

/**
 * A closing time `minutes` (whole, above 0) later. One that would fall between 01:00 and 02:00 in London is moved to 02:00:
 * nothing closes in the hour in which clocks change. Source: edge case 4.
 */
export function extendedClosing(closesAt: Temporal.Instant, minutes: number): Temporal.Instant {
  if (!Number.isInteger(minutes) || minutes <= 0)
    throw new RangeError(`minutes must be a whole number, not ${minutes}`);
  const later = closesAt.add({ minutes });
  const civil = londonTime(later);
  if (!isInChangeHour(civil.toPlainTime())) return later;
  return civil
    .toPlainDate()
    .toZonedDateTime({ timeZone: londonZone, plainTime: { hour: 2 } })
    .toInstant();
}
