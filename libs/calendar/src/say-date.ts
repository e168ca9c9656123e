const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

// The names are spelled here and not asked of the platform, whose wording changes with its version and settings.

/** The English name of a month, 1 to 12. */
export function sayMonth(month: number): string {
  const name = months[month - 1];
  if (name === undefined) throw new RangeError(`there is no month ${month}`);
  return name;
}

/** The English name of a weekday, 1 (Monday) to 7 (Sunday). */
export function sayWeekday(weekday: number): string {
  const name = weekdays[weekday - 1];
  if (name === undefined) throw new RangeError(`there is no weekday ${weekday}`);
  return name;
}

/** "5 January 2026" */
export function sayDate(date: Temporal.PlainDate): string {
  return `${date.day} ${sayMonth(date.month)} ${date.year}`;
}

/** "Monday 5 January 2026" */
export function sayDay(date: Temporal.PlainDate): string {
  return `${sayWeekday(date.dayOfWeek)} ${sayDate(date)}`;
}

/** "1 day", "14 days": a whole number with its noun, and commas between thousands. */
export function sayCount(count: number, noun: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${noun}${count === 1 ? '' : 's'}`;
}

/** "a", "a and b", "a, b and c" */
export function sayList(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
