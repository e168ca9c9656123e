/** A civil date as people write it, YYYY-MM-DD or DD/MM/YYYY; null for anything else, and for days that do not exist. */
export function readDate(text: string): Temporal.PlainDate | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  const parts = iso ? [iso[1], iso[2], iso[3]] : british ? [british[3], british[2], british[1]] : null;
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  // Held to the calendar by hand: the platform throws where a day does not exist.
  if (year < 1900 || month < 1 || month > 12 || day < 1) return null;
  if (day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth) return null;
  return Temporal.PlainDate.from({ year, month, day });
}

/** A time of day as a form sends it, HH:MM; null for anything else. */
export function readTime(text: string): Temporal.PlainTime | null {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return found ? Temporal.PlainTime.from({ hour: Number(found[1]), minute: Number(found[2]) }) : null;
}
