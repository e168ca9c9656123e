import { refuse, type Refusal, type Result } from '#libs/refusal';
import { sayCount, sayDate } from './say-date.js';

/** One row of the table that says how many months a participant has, by start date. Framework or provider data. */
export interface ClockPolicy {
  /** The first and the last start date it holds for, both included; null is open. */
  readonly firstStart: Temporal.PlainDate | null;
  readonly lastStart: Temporal.PlainDate | null;
  readonly months: number;
  /** Where the row comes from, for people: "DfE quality framework, metric 4". */
  readonly source: string;
}

/** The months that hold for a start date, the row they come from, and why. */
export interface ClockMonths {
  readonly months: number;
  readonly policy: ClockPolicy;
  /** Such as "24 months for starts from 1 July 2018 to 31 July 2020 (DfE letter)". */
  readonly why: string;
}

/**
 * The months that hold for a start date. Refuses `no-clock-policy` with facts `{ start }` where no row covers it.
 * Where rows overlap the first in the list holds; `checkClockPolicies` refuses such a table before it is saved.
 */
export function monthsFor(
  start: Temporal.PlainDate,
  policies: readonly ClockPolicy[],
): Result<ClockMonths, 'no-clock-policy'> {
  const policy = policies.find((row) => covers(row, start));
  if (policy === undefined) return refuse('no-clock-policy', { start: start.toString() });
  return { months: policy.months, policy, why: whyPolicy(policy) };
}

/** A table in which every start date finds at most one row. Null, or the first thing wrong with it. */
export function checkClockPolicies(
  policies: readonly ClockPolicy[],
): Refusal<'clock-policy-not-in-order' | 'clock-policies-overlap'> | null {
  const disordered = policies.findIndex(
    (row) => row.firstStart && row.lastStart && isAfter(row.firstStart, row.lastStart),
  );
  if (disordered >= 0) return refuse('clock-policy-not-in-order', { row: disordered + 1 });
  for (const [index, row] of policies.entries()) {
    const other = policies.findIndex((later, at) => at > index && overlap(row, later));
    if (other >= 0) return refuse('clock-policies-overlap', { row: index + 1, other: other + 1 });
  }
  return null;
}

function covers(row: ClockPolicy, start: Temporal.PlainDate): boolean {
  return !(row.firstStart && isAfter(row.firstStart, start)) && !(row.lastStart && isAfter(start, row.lastStart));
}

function overlap(a: ClockPolicy, b: ClockPolicy): boolean {
  const aEndsFirst = a.lastStart && b.firstStart && isAfter(b.firstStart, a.lastStart);
  const bEndsFirst = b.lastStart && a.firstStart && isAfter(a.firstStart, b.lastStart);
  return !aEndsFirst && !bEndsFirst;
}

function isAfter(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) > 0;
}

function whyPolicy({ firstStart, lastStart, months, source }: ClockPolicy): string {
  const from = firstStart ? ` from ${sayDate(firstStart)}` : '';
  const until = lastStart ? ` ${firstStart ? 'to' : 'up to'} ${sayDate(lastStart)}` : '';
  const starts = from || until ? `starts${from}${until}` : 'every start';
  return `${sayCount(months, 'month')} for ${starts} (${source})`;
}
