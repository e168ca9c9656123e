import { sayDate } from '#libs/calendar';
import type { PlanEntry, PlanKind } from './plan.js';

/** The picture of a plan, top to bottom so that it is as wide as a telephone: lengths in units of the drawing. */
export interface PlanPicture {
  readonly width: number;
  readonly height: number;
  readonly months: readonly { readonly y: number; readonly text: string | null }[];
  readonly marks: readonly {
    readonly kind: PlanKind;
    readonly y: number;
    readonly height: number;
    readonly labelY: number;
    readonly text: string;
    readonly when: string;
  }[];
}

const width = 360;
const dayHeight = 1.15;
/** A label is two lines of text. */
const labelHeight = 36;
const margin = 14;
/** What fits beside the marks, in the bold of a last day; the list below says all of it. */
const labelLetters = 29;
const shortMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Draws a plan that is in order; labels give way downwards, so that no two overlap. */
export function drawPlan(entries: readonly PlanEntry[]): PlanPicture {
  const days = entries.flatMap(({ from, until }) => [from, until]).sort((a, b) => Temporal.PlainDate.compare(a, b));
  const [earliest, latest] = [days[0], days.at(-1)];
  if (!earliest || !latest) return { width, height: 0, months: [], marks: [] };
  const top = earliest.with({ day: 1 });
  const y = (day: Temporal.PlainDate): number =>
    round(margin + top.until(day, { largestUnit: 'days' }).days * dayHeight);
  let free = 0;
  const marks = entries.map(({ kind, text, from, until }) => {
    const labelY = Math.max(y(from), free);
    free = labelY + labelHeight;
    const when = from.equals(until) ? sayDate(from) : `${sayDate(from)} to ${sayDate(until)}`;
    return {
      kind,
      y: y(from),
      height: round(Math.max(y(until.add({ days: 1 })) - y(from), 2)),
      labelY: round(labelY),
      text: cut(kind === 'last-day' ? 'Your last day' : text),
      when,
    };
  });
  const months = [];
  for (let month = top; Temporal.PlainDate.compare(month, latest) <= 0; month = month.add({ months: 1 })) {
    const isNamed = month.equals(top) || month.month % 3 === 1;
    months.push({ y: y(month), text: isNamed ? `${shortMonths[month.month - 1]} ${month.year}` : null });
  }
  return { width, height: round(Math.max(y(latest) + margin * 2, free + margin)), months, marks };
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}

function cut(text: string): string {
  return text.length <= labelLetters ? text : `${text.slice(0, labelLetters - 1).trimEnd()}…`;
}
