import { refuse, type Refusal, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** A span of days, half open. `from` null: since before anything was recorded. `to` null: it lasts. Days are YYYY-MM-DD. */
export interface Span {
  readonly urn: string | null;
  readonly school: string | null;
  readonly uid: string | null;
  readonly trust: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly why: string | null;
  /** Staff who noted it; null where it came with an import or from before there were spans. */
  readonly notedBy: string | null;
  readonly notedAt: Date;
}

export type SpanCode = 'date-missing' | 'day-in-the-future' | 'reason-missing' | 'nothing-changes';

/** From a day on, a school belongs to a trust (`trustId`, null: to none) or a person works somewhere (both null: nowhere known). */
export interface Change {
  readonly schoolId: string | null;
  readonly trustId: string | null;
  readonly from: string;
  readonly why: string;
  /** The sign-in of whoever notes it. */
  readonly notedBy: string;
}

const tables = {
  school_trust: { owner: 'school_id', place: 'm.trust_id = $3 and $4::uuid is null' },
  workplace: {
    owner: 'sign_in_id',
    place: 'm.trust_id is not distinct from $3 and m.school_id is not distinct from $4',
  },
} as const;
type Table = keyof typeof tables;

/**
 * Refuses a day that is none (`date-missing`) or is still to come (`day-in-the-future`): what holds now is what the last
 * span says, and nothing has to happen at midnight for it to be true.
 */
export async function checkDay(tx: Reads, from: string): Promise<Refusal<SpanCode> | null> {
  if (!isDay(from)) return refuse('date-missing', {}, 'from');
  const [row] = await tx.query<{ today: string }>(`select london_date((select app_now())) as today`);
  const today = row?.today ?? '';
  return from > today ? refuse('day-in-the-future', { today }, 'from') : null;
}

export function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

/**
 * Writes a change: what was noted for that day and later gives way to it, what ran over that day ends on it, and what
 * ended on it and is the same goes on. So a wrong day or a wrong trust is mended by noting the right one.
 */
async function changeFrom(tx: Transaction, table: Table, owner: string, change: Change): Promise<void> {
  const { owner: column, place } = tables[table];
  const { from, trustId, schoolId, why, notedBy } = change;
  await tx.query(`delete from ${table} where ${column} = $1 and from_date >= $2::date`, [owner, from]);
  await tx.query(
    `update ${table} set to_date = $2::date where ${column} = $1 and (to_date is null or to_date > $2::date)`,
    [owner, from],
  );
  if (trustId === null && schoolId === null) return;
  const [goesOn] = await tx.query(
    `update ${table} m set to_date = null where m.${column} = $1 and m.to_date = $2::date and ${place} returning 1`,
    [owner, from, trustId, schoolId],
  );
  if (goesOn) return;
  const extra = table === 'workplace' ? ', school_id' : '';
  await tx.query(
    `insert into ${table} (${column}, from_date, trust_id, why, noted_by, noted_at${extra})
     values ($1, $2::date, $3, $4, $5, app_now()${extra && ', $6'})`,
    [owner, from, trustId, why, notedBy, ...(extra === '' ? [] : [schoolId])],
  );
}

/** Which trust a school belongs to from a day on. Refuses `nothing-changes`. The caller holds the school's row. */
export async function belongFrom(
  tx: Transaction,
  school: string,
  change: Change,
): Promise<Result<{ before: Span[]; after: Span[] }, SpanCode>> {
  const before = await trustsOf(tx, school);
  await changeFrom(tx, 'school_trust', school, change);
  await tx.query(`update school set trust_id = $2 where id = $1`, [school, change.trustId]);
  return changed(before, await trustsOf(tx, school));
}

/**
 * Where a person works from a day on, by their sign-in. Refuses `nothing-changes`. The caller holds the person's row and
 * writes its columns to the same place afterwards.
 */
export async function workFrom(
  tx: Transaction,
  signInId: string,
  change: Change,
): Promise<Result<{ before: Span[]; after: Span[] }, SpanCode>> {
  const before = await workplacesOf(tx, signInId);
  await changeFrom(tx, 'workplace', signInId, change);
  return changed(before, await workplacesOf(tx, signInId));
}

function changed(before: Span[], after: Span[]): Result<{ before: Span[]; after: Span[] }, SpanCode> {
  const days = (spans: Span[]): string => JSON.stringify(daysOf(spans));
  return days(before) === days(after) ? refuse('nothing-changes', {}, 'from') : { before, after };
}

/** Spans as the journal keeps them: numbers and days. */
export function daysOf(spans: readonly Span[]): readonly object[] {
  return spans.map(({ urn, uid, from, to }) => ({ urn, uid, from, to }));
}

const columns = `t.uid, t.name as trust, m.from_date as from, m.to_date as to, m.why, n.name as "notedBy",
  m.noted_at as "notedAt"`;

/** The trusts a school was in, newest first. One statement. */
export async function trustsOf(reads: Reads, schoolId: string): Promise<Span[]> {
  return reads.query<Span>(
    `select null as urn, null as school, ${columns} from school_trust m join trust t on t.id = m.trust_id
     left join staff n on n.sign_in_id = m.noted_by
     where m.school_id = $1 order by m.from_date desc nulls last`,
    [schoolId],
  );
}

/** Where a person worked, newest first. One statement. */
export async function workplacesOf(reads: Reads, signInId: string): Promise<Span[]> {
  return reads.query<Span>(
    `select s.urn, s.name as school, ${columns} from workplace m left join school s on s.id = m.school_id left join trust t on t.id = m.trust_id
     left join staff n on n.sign_in_id = m.noted_by
     where m.sign_in_id = $1 order by m.from_date desc nulls last`,
    [signInId],
  );
}
