import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** Enrolments of a provider that started in an academic year (1 September to 31 August), by what became of them. */
export interface Metric4Row {
  readonly provider: string;
  /** The calendar year in which the academic year begins. */
  readonly startYear: number;
  readonly started: number;
  readonly inTime: number;
  readonly late: number;
  readonly running: number;
  readonly lapsed: number;
  /** Left without presenting. Who presented and left then counts as presented. */
  readonly withdrawn: number;
}

/**
 * Metric 4 by provider and academic year of the start, newest first: of one provider, or of all where none is given. Two
 * years of a provider are two rows. Presented in time: the first submission came in by the end of presentBy in London,
 * as deferral and extension had moved it. One statement.
 */
export async function metric4Rows(db: Reads, providerId: string | null): Promise<Metric4Row[]> {
  return db.query<Metric4Row>(
    `select pr.name as provider,
            (extract(year from e.start_date)::int - (extract(month from e.start_date) < 9)::int) as "startYear",
            count(*)::int as started,
            (count(*) filter (where london_date(e.presented_at) <= e.present_by))::int as "inTime",
            (count(*) filter (where london_date(e.presented_at) > e.present_by))::int as late,
            (count(*) filter (where e.presented_at is null and e.state in ('active', 'deferred')))::int as running,
            (count(*) filter (where e.presented_at is null and e.state in ('lapsed')))::int as lapsed,
            (count(*) filter (where e.presented_at is null and e.state in ('withdrawn')))::int as withdrawn
     from enrolment e join participant p on p.id = e.participant_id join provider pr on pr.id = p.provider_id
     where $1::uuid is null or p.provider_id = $1
     group by pr.id, pr.name, 2 order by 2 desc, pr.name, pr.id`,
    [providerId],
  );
}

/** The Department's goal: at least this share presents within the time. Source: NPQ Quality Framework, metric 4. */
export const metric4GoalPct = 90;

/** A row with its shares, in tenths of a percent; null where nobody is counted. */
export interface Metric4Line extends Metric4Row {
  readonly year: string;
  /** Of all who started, the withdrawn among them: what metric 4 says. */
  readonly ofAll: number | null;
  /** The same without those who left before they presented. */
  readonly ofThoseWhoStayed: number | null;
  /** False while somebody's time still runs: the shares can only rise by them. */
  readonly isFinal: boolean;
  readonly reaches: boolean;
}

export function metric4Line(row: Metric4Row): Metric4Line {
  const share = (of: number): number | null => (of === 0 ? null : Math.round((row.inTime / of) * 1000) / 10);
  return {
    ...row,
    year: `${row.startYear} to ${row.startYear + 1}`,
    ofAll: share(row.started),
    ofThoseWhoStayed: share(row.started - row.withdrawn),
    isFinal: row.running === 0,
    // Without the rounding: 89.96 % is not 90 %.
    reaches: row.inTime * 100 >= metric4GoalPct * row.started,
  };
}
