import type { Mark } from '#libs/rubric';
import type { Transaction } from '../../platform/database/database.js';
import type { Among } from './shared-scripts.js';

type Reads = Pick<Transaction, 'query'>;

/** How often a mark of one criterion was left for one reason in agreements that were reached. */
export interface ChangeCount {
  readonly frameworkVersion: string;
  readonly criterion: string;
  readonly reason: string;
  /** Changes of one assessor's mark; where both leave theirs it is two. */
  readonly changes: number;
  /** Of them, to a higher mark. */
  readonly raised: number;
}

/** By version, criterion and reason. An assessor's are their own, in windows whose marking is over. One statement. */
export async function countChanges(reads: Reads, among: Among): Promise<ChangeCount[]> {
  const where =
    'windowId' in among
      ? `sc.window_id = $1`
      : `c.assessor_id = $1 and not exists (
           select from live_script q left join marking w on w.script_number = q.number
           where q.window_id = sc.window_id and w.state is distinct from 'provisional')`;
  return reads.query<ChangeCount>(
    `select sc.framework_version as "frameworkVersion", c.criterion, c.reason, count(*)::int as changes,
            count(*) filter (where c.to_level > c.from_level)::int as raised
     from agreed_change c join script sc on sc.number = c.script_number where ${where} group by 1, 2, 3 order by 1, 2, 3`,
    ['windowId' in among ? among.windowId : among.assessorId],
  );
}

/** One assessor's mark of one criterion that was left for the agreed one. */
export interface AgreedChange {
  readonly number: string;
  readonly criterion: string;
  readonly name: string;
  readonly from: Mark;
  readonly to: Mark;
  readonly reason: string;
  readonly rationale: string;
  readonly agreedAt: Date;
}

/** The scripts of a window on which two agreed, by number from `after`, `most` of them at once, with every change. One statement. */
export async function changesOfWindow(
  reads: Reads,
  windowId: string,
  after: string | null,
  most: number,
): Promise<AgreedChange[]> {
  return reads.query<AgreedChange>(
    `with agreed as (
       select distinct c.script_number from agreed_change c join script sc on sc.number = c.script_number
       where sc.window_id = $1 and ($2::text is null or c.script_number > $2) order by 1 limit $3)
     select c.script_number as number, c.criterion, s.name, c.from_level as "from", c.to_level as "to", c.reason, c.rationale,
            c.agreed_at as "agreedAt"
     from agreed join agreed_change c using (script_number) join staff s on s.id = c.assessor_id
     order by c.script_number, c.criterion, s.name, s.id`,
    [windowId, after, most],
  );
}

/** How often marks were left, by criterion and reason: a table whose margins are a plot's bars. */
export interface ChangeTable {
  readonly changes: number;
  readonly raised: number;
  /** The most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly changes: number }[];
  /** In the framework's order; `counts` stand in the order of `reasons`. */
  readonly criteria: readonly {
    readonly criterion: string;
    readonly changes: number;
    readonly counts: readonly number[];
  }[];
}

/** The table of one version; `codes` are its criteria. */
export function tableOfChanges(counts: readonly ChangeCount[], codes: readonly string[]): ChangeTable {
  const total = (of: readonly ChangeCount[]): number => of.reduce((all, { changes }) => all + changes, 0);
  const reasons = [...new Set(counts.map(({ reason }) => reason))]
    .map((reason) => ({ reason, changes: total(counts.filter((one) => one.reason === reason)) }))
    .sort((a, b) => b.changes - a.changes || (a.reason < b.reason ? -1 : 1));
  return {
    changes: total(counts),
    raised: counts.reduce((all, { raised }) => all + raised, 0),
    reasons,
    criteria: codes.flatMap((criterion) => {
      const own = counts.filter((one) => one.criterion === criterion);
      if (own.length === 0) return [];
      const counted = reasons.map(({ reason }) => total(own.filter((one) => one.reason === reason)));
      return [{ criterion, changes: total(own), counts: counted }];
    }),
  };
}
