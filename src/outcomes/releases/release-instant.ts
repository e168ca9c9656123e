import { londonInstant } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';

export type InstantCode = 'date-unreadable' | 'time-unreadable' | 'edge-in-clock-change' | 'release-in-the-past';

/** The instant of a release as the form sends it: a civil day and a time of day in London. */
export interface InstantFields {
  readonly date: string;
  readonly time: string;
}

/** Reads the instant. Refuses what is no day or time, the hour that a clock change skips or repeats, and what is over. */
export function readInstant(fields: InstantFields, now: Temporal.Instant): Result<Temporal.Instant, InstantCode> {
  const date = readDay(fields.date);
  if (date === null) return refuse('date-unreadable', { given: fields.date }, 'date');
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(fields.time.trim());
  if (!found) return refuse('time-unreadable', { given: fields.time }, 'time');
  const time = Temporal.PlainTime.from({ hour: Number(found[1]), minute: Number(found[2]) });
  const instant = londonInstant(date.toPlainDateTime(time));
  if (isRefusal(instant)) return refuse('edge-in-clock-change', instant.facts, 'time');
  if (Temporal.Instant.compare(instant, now) <= 0)
    return refuse('release-in-the-past', { now: now.toString() }, 'date');
  return instant;
}

function readDay(text: string): Temporal.PlainDate | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  // Held to the calendar by hand: the platform throws where a day does not exist.
  if (year < 1900 || month < 1 || month > 12 || day < 1) return null;
  if (day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth) return null;
  return Temporal.PlainDate.from({ year, month, day });
}
