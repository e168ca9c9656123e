import { londonZone } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { readDate, readTime } from '../enrolment/index.js';
import type { FailureSpan } from './affected.js';

/** A declaration as a form sends it: civil days and times in London. */
export interface FailureForm {
  readonly window: string;
  readonly fromDay: string;
  readonly fromTime: string;
  readonly untilDay: string;
  readonly untilTime: string;
  readonly minutes: string;
}

export type SpanCode = 'span-unreadable' | 'span-not-in-order' | 'minutes-not-whole';

/** As the table's constraint has it: two weeks. */
const mostMinutes = 20_160;

export function readSpan(form: FailureForm): Result<FailureSpan, SpanCode> {
  const from = readMoment(form.fromDay, form.fromTime, 'earlier', 'fromDay');
  if (isRefusal(from)) return from;
  const until = readMoment(form.untilDay, form.untilTime, 'later', 'untilDay');
  if (isRefusal(until)) return until;
  if (Temporal.Instant.compare(from, until) >= 0) return refuse('span-not-in-order', {}, 'untilDay');
  const minutes = /^[1-9]\d{0,4}$/.test(form.minutes.trim()) ? Number(form.minutes) : 0;
  if (minutes === 0 || minutes > mostMinutes)
    return refuse('minutes-not-whole', { given: form.minutes, most: mostMinutes }, 'minutes');
  return { windowId: form.window, from, until, minutes };
}

/** What failed failed at any hour. A time that comes twice, or never, as clocks change makes the stretch longer, not shorter. */
function readMoment(
  day: string,
  time: string,
  disambiguation: 'earlier' | 'later',
  field: string,
): Result<Temporal.Instant, SpanCode> {
  const date = readDate(day);
  const at = readTime(time);
  if (date === null || at === null) return refuse('span-unreadable', { given: `${day} ${time}`.trim() }, field);
  return date.toPlainDateTime(at).toZonedDateTime(londonZone, { disambiguation }).toInstant();
}
