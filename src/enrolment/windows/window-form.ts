import { checkWindowDates, londonInstant, type WindowDates } from '#libs/calendar';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import { readDate, readTime } from '../read-date.js';

export type WindowCode =
  | 'name-missing'
  | 'date-unreadable'
  | 'time-unreadable'
  | 'capacity-not-a-number'
  | 'edge-in-clock-change'
  | 'window-not-in-order';

/** A window as its form sends it: civil days and times in London. */
export interface WindowFields {
  readonly name: string;
  readonly opensOn: string;
  readonly opensTime: string;
  readonly closesOn: string;
  readonly closesTime: string;
  readonly bookingOpensOn: string;
  readonly bookingClosesOn: string;
  readonly confirmByOn: string;
  readonly capacity: string;
}

export interface ReadWindow {
  readonly name: string;
  readonly capacity: number;
  readonly dates: WindowDates;
}

/** What a plan begins with where the framework has no number: ours, each a field of the form. Days before the opening. */
export const planningDefaults = {
  opensTime: '09:00',
  bookingOpensDaysBefore: 180,
  bookingClosesDaysBefore: 14,
  capacity: 60,
} as const;

const edges = {
  opensAt: ['opensOn', 'opensTime'],
  closesAt: ['closesOn', 'closesTime'],
  // Booking opens at the time of day at which the window opens; what closes, closes at that of its closing.
  bookingOpensAt: ['bookingOpensOn', 'opensTime'],
  bookingClosesAt: ['bookingClosesOn', 'closesTime'],
  confirmBy: ['confirmByOn', 'closesTime'],
} as const;
type Edge = keyof typeof edges;

/** Reads a window's form; every problem at once, each with its field. */
export function readWindow(fields: WindowFields): ReadWindow | readonly Refusal<WindowCode>[] {
  const problems: Refusal<WindowCode>[] = [];
  const keep = <T>(result: Result<T, WindowCode>): T | null => {
    if (!isRefusal(result)) return result;
    if (!problems.some(({ code, field }) => code === result.code && field === result.field)) problems.push(result);
    return null;
  };
  const name = fields.name.trim();
  if (name === '') problems.push(refuse('name-missing', {}, 'name'));
  const instants = Object.fromEntries(
    (Object.keys(edges) as Edge[]).map((edge) => [edge, keep(readEdge(fields, edge))]),
  ) as Record<Edge, Temporal.Instant | null>;
  const capacity = keep(readCapacity(fields.capacity));
  const dates = Object.values(instants).includes(null) ? null : (instants as WindowDates);
  if (dates) problems.push(...checkWindowDates(dates).map(onItsField));
  return problems.length > 0 || dates === null || capacity === null ? problems : { name, capacity, dates };
}

/** Places in a window: a whole number from 1 to 10,000. */
export function readCapacity(given: string): Result<number, 'capacity-not-a-number'> {
  const text = given.trim();
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 10_000
    ? Number(text)
    : refuse('capacity-not-a-number', { given: text }, 'capacity');
}

/** The form that a window opening on `opensOn` begins with, by the framework's numbers. */
export function proposeFields(framework: Framework, opensOn: Temporal.PlainDate): WindowFields {
  const before = (days: number): string => opensOn.subtract({ days }).toString();
  return {
    name: '',
    opensOn: opensOn.toString(),
    opensTime: planningDefaults.opensTime,
    closesOn: opensOn.add({ days: framework.window.lengthDays }).toString(),
    closesTime: framework.window.closingTime,
    bookingOpensOn: before(planningDefaults.bookingOpensDaysBefore),
    bookingClosesOn: before(planningDefaults.bookingClosesDaysBefore),
    confirmByOn: before(framework.booking.confirmDaysBefore),
    capacity: String(planningDefaults.capacity),
  };
}

function readEdge(fields: WindowFields, edge: Edge): Result<Temporal.Instant, WindowCode> {
  const [dayField, timeField] = edges[edge];
  const day = readDate(fields[dayField]);
  if (day === null) return refuse('date-unreadable', { given: fields[dayField] }, dayField);
  const time = readTime(fields[timeField]);
  if (time === null) return refuse('time-unreadable', { given: fields[timeField] }, timeField);
  const instant = londonInstant(day.toPlainDateTime(time));
  return isRefusal(instant) ? refuse('edge-in-clock-change', instant.facts, timeField) : instant;
}

/** The calendar names an edge; the form's field is its day. */
function onItsField(problem: Refusal<WindowCode>): Refusal<WindowCode> {
  const edge = problem.field as Edge | undefined;
  return edge === undefined ? problem : refuse(problem.code, problem.facts, edges[edge][0]);
}
