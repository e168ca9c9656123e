import type { Plan, Problem } from '#libs/allocator';
import type { Database, Transaction } from '../platform/database/database.js';
import { waits } from './planning/gather-problem.js';
import type { Purpose, RoundState } from './rounds/round.lifecycle.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** How many scripts of a window wait, and whether a round is open, for each purpose. */
export interface WindowLine {
  readonly id: string;
  readonly name: string;
  readonly closedAt: Date | null;
  readonly scripts: number;
  readonly first: number;
  readonly second: number;
  readonly adjudicator: number;
  readonly proposed: number;
}

const waiting = (role: Purpose): string =>
  `(select count(*)::int from live_script s where s.window_id = w.id and ${waits(`'${role}'`)}) as "${role}"`;
const windowLine = `w.id, w.name, w.closed_at as "closedAt",
  (select count(*)::int from live_script s where s.window_id = w.id) as scripts,
  ${waiting('first')}, ${waiting('second')}, ${waiting('adjudicator')},
  (select count(*)::int from allocation_round r where r.window_id = w.id and r.state in ('proposed')) as proposed`;
const onAPage = 50;

/** A provider's windows that are closed, the last one first, 50 at a time. One statement. */
export async function listWindows(
  reads: Reads,
  providerId: string,
  after?: string,
): Promise<{ windows: WindowLine[]; after: string | null }> {
  const rows = await reads.query<WindowLine>(
    `select ${windowLine} from assessment_window w
     where w.provider_id = $1 and w.closed_at is not null and ($2::uuid is null or (w.closed_at, w.id) <
       (select closed_at, id from assessment_window where id = $2))
     order by w.closed_at desc, w.id desc limit ${onAPage + 1}`,
    [providerId, after ?? null],
  );
  const windows = rows.slice(0, onAPage);
  return { windows, after: rows.length > onAPage ? (windows.at(-1)?.id ?? null) : null };
}

/** The windows of a provider in which something is for the lead to do: scripts that wait, or a plan to confirm. */
export async function windowsToDo(reads: Reads, providerId: string): Promise<WindowLine[]> {
  return reads.query<WindowLine>(
    `select * from (select ${windowLine} from assessment_window w where w.provider_id = $1 and w.closed_at is not null) as w
     where first + second + adjudicator + proposed > 0 order by "closedAt", id limit 20`,
    [providerId],
  );
}

export async function windowOf(reads: Reads, id: string): Promise<WindowLine> {
  const [row] = await reads.query<WindowLine>(`select ${windowLine} from assessment_window w where w.id = $1`, [id]);
  if (!row) throw new Error(`There is no window ${id}`);
  return row;
}

/** A round as a list shows it; `unplaced` of its plan, for those scripts that still wait. */
export interface RoundLine {
  readonly id: string;
  readonly purpose: Purpose;
  readonly state: RoundState;
  readonly isAutomatic: boolean;
  readonly requestedAt: Date;
  readonly confirmedAt: Date | null;
  readonly reason: string | null;
  readonly placed: number;
  /** The newest of its purpose that has a plan. */
  readonly isNewest: boolean;
  readonly unplaced: Plan['unplaced'];
}

/** The rounds of a window, newest first, twenty at most. One statement. */
export async function roundsOf(reads: Reads, windowId: string): Promise<RoundLine[]> {
  return reads.query<RoundLine>(
    `select r.id, r.purpose, r.state, r.requested_by is null as "isAutomatic", r.requested_at as "requestedAt",
            r.confirmed_at as "confirmedAt", r.reason,
            (select count(*)::int from assignment a where a.round_id = r.id) as placed,
            n.is_newest as "isNewest",
            case when n.is_newest then (
              select coalesce(jsonb_agg(u order by u ->> 'script'), '[]') from jsonb_array_elements(r.plan -> 'unplaced') as u
              join live_script s on s.number = u ->> 'script' where ${waits('r.purpose')}) else '[]' end as unplaced
     from allocation_round r cross join lateral (
       select r.plan is not null and not exists (
         select from allocation_round l where l.window_id = r.window_id and l.purpose = r.purpose and l.plan is not null
           and (l.requested_at, l.id) > (r.requested_at, r.id)) as is_newest) as n
     where r.window_id = $1 order by r.requested_at desc, r.id desc limit 20`,
    [windowId],
  );
}

/** A round with its plan and, while it is planned, how far that is. */
export interface RoundDetail {
  readonly id: string;
  readonly windowId: string;
  readonly windowName: string;
  readonly purpose: Purpose;
  readonly state: RoundState;
  readonly seed: string;
  readonly problemHash: string | null;
  readonly plan: Plan | null;
  readonly problem: Problem | null;
  readonly reason: string | null;
  readonly isAutomatic: boolean;
  readonly requestedAt: Date;
  readonly confirmedAt: Date | null;
  readonly workId: string | null;
  readonly done: number | null;
  readonly total: number | null;
  readonly note: string | null;
}

export async function roundOf(reads: Reads, id: string): Promise<RoundDetail> {
  const [row] = await reads.query<RoundDetail>(
    `select r.id, r.window_id as "windowId", w.name as "windowName", r.purpose, r.state, r.seed,
            r.problem_hash as "problemHash", r.plan, r.problem, r.reason, r.requested_by is null as "isAutomatic",
            r.requested_at as "requestedAt", r.confirmed_at as "confirmedAt",
            i.id as "workId", i.progress_done as done, i.progress_total as total, i.progress_note as note
     from allocation_round r join assessment_window w on w.id = r.window_id
     left join work_item i on i.kind = 'allocation.plan' and i.key = r.id::text
     where r.id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no allocation round ${id}`);
  return row;
}
