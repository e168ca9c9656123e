import type { MarkSet, SeedVerdict, CriterionDifference } from '#libs/rubric';
import type { Database, Transaction } from '../../platform/database/database.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** A seed script on the lead's list. */
export interface SeedLine {
  readonly number: string;
  readonly definitiveNumber: string;
  readonly frameworkVersion: string;
  readonly name: string;
  readonly window: string;
  readonly because: 'round' | 'missed-before';
  readonly drawnAt: Date;
  /** Of the newest assignment: null where a seed script has none. */
  readonly state: 'assigned' | 'marking' | 'locked' | 'declined' | 'recalled' | null;
  readonly verdict: SeedVerdict | null;
  readonly judgedAt: Date | null;
  /** Criteria on which the panel (`first`) and the assessor (`second`) differ. */
  readonly differing: readonly CriterionDifference[];
  /** The panel's marks with which it was compared, and those that stand now where they were revised since. */
  readonly definitive: MarkSet | null;
  readonly revised: MarkSet | null;
}

const onAPage = 50;
const ofProvider = `from seed_script e join script s on s.number = e.script_number
  join assessment_window w on w.id = s.window_id and w.provider_id = $1`;

/** A provider's seed scripts, newest first, 50 at a time; `after` is the last number before. One statement. */
export async function listSeeds(
  reads: Reads,
  providerId: string,
  after?: string,
): Promise<{ seeds: SeedLine[]; after: string | null }> {
  const rows = await reads.query<SeedLine>(
    `select e.script_number as number, e.definitive_number as "definitiveNumber", s.framework_version as "frameworkVersion", t.name,
            w.name as window, e.because, e.drawn_at as "drawnAt", e.verdict, e.judged_at as "judgedAt",
            coalesce(e.comparison -> 'differing', '[]') as differing,
            (select a.state from assignment a where a.script_number = e.script_number order by a.assigned_at desc, a.id limit 1) as state,
            m.marks as definitive, case when d.version > e.definitive_version then n.marks end as revised
     ${ofProvider} join staff t on t.id = e.staff_id join definitive_script d on d.script_number = e.definitive_number
     left join definitive_marks m on m.script_number = e.definitive_number and m.version = e.definitive_version
     left join definitive_marks n on n.script_number = e.definitive_number and n.version = d.version
     where $2::text is null or (e.drawn_at, e.script_number) < (select drawn_at, script_number from seed_script where script_number = $2)
     order by e.drawn_at desc, e.script_number desc limit ${onAPage + 1}`,
    [providerId, after ?? null],
  );
  const seeds = rows.slice(0, onAPage);
  return { seeds, after: rows.length > onAPage ? (seeds.at(-1)?.number ?? null) : null };
}

/** How a provider's assessors did on seed scripts, by name. */
export interface SeedRecord {
  readonly staffId: string;
  readonly name: string;
  readonly good: number;
  readonly missed: number;
  readonly open: number;
}

/** One statement. */
export async function seedRecords(reads: Reads, providerId: string): Promise<SeedRecord[]> {
  return reads.query<SeedRecord>(
    `select t.id as "staffId", t.name, count(*) filter (where e.verdict in ('good'))::int as good,
            count(*) filter (where e.verdict in ('missed'))::int as missed,
            count(*) filter (where e.verdict is null and exists (select from assignment a
              where a.script_number = e.script_number and a.state in ('assigned', 'marking')))::int as open
     ${ofProvider} join staff t on t.id = e.staff_id group by t.id order by t.name, t.id`,
    [providerId],
  );
}

/** A suspension by seed scripts. */
export interface SeedFailureLine {
  readonly id: string;
  readonly name: string;
  readonly foundAt: Date;
  readonly since: Date | null;
}

/** A provider's, newest first, at most 50. One statement. */
export async function seedFailures(reads: Reads, providerId: string): Promise<SeedFailureLine[]> {
  return reads.query<SeedFailureLine>(
    `select f.id, t.name, f.found_at as "foundAt", f.since
     from seed_failure f join seed_script e on e.script_number = f.script_number join script s on s.number = e.script_number
     join assessment_window w on w.id = s.window_id join staff t on t.id = e.staff_id
     where w.provider_id = $1 order by f.found_at desc, f.id limit ${onAPage}`,
    [providerId],
  );
}

/** How many definitive scripts of a provider have settled marks: what seed scripts are drawn from. One statement. */
export async function settledScripts(reads: Reads, providerId: string): Promise<number> {
  const [row] = await reads.query<{ settled: number }>(
    `select count(*)::int as settled from definitive_script where provider_id = $1 and version > 0`,
    [providerId],
  );
  return row?.settled ?? 0;
}
