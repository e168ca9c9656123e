/** What a reminder counts down to. */
export type Series = 'present-by' | 'confirm-by' | 'window-closes';

/**
 * Which of the framework's days (`clock.remindDaysBefore`, 90/60/30/14/7/1 as shipped) each deadline is reminded of: a
 * place is booked for weeks and a window is open for two, so the far days would come before the thing is there.
 */
export const farthestDays: Readonly<Record<Series, number>> = {
  'present-by': 90,
  'confirm-by': 30,
  'window-closes': 7,
};

/** Reminders go out from this hour in London, so that nobody's telephone rings at midnight. */
export const sendsFromHour = 8;

/** The days of a series, from the framework's. */
export function daysOf(series: Series, remindDaysBefore: readonly number[]): number[] {
  return remindDaysBefore.filter((days) => days <= farthestDays[series]);
}
