import type { Transaction } from '../../platform/database/database.js';
import { isHeldSql } from '../holds/holds.queries.js';
import type { ReleaseChecks } from './check-release.js';
import type { ReleaseState } from './release.lifecycle.js';

type Reads = Pick<Transaction, 'query'>;

export const pageSize = 50;

/** A cleared batch that nobody has planned a release for. */
export interface ClearedBatch {
  readonly batchId: string;
  readonly windowName: string;
  readonly clearedAt: Date;
  readonly scripts: number;
}

/** Cleared batches of a provider in which an outcome is still to be planned: none is, or what was held is free by now. One statement. */
export async function batchesToRelease(reads: Reads, providerId: string): Promise<ClearedBatch[]> {
  return reads.query<ClearedBatch>(
    `select b.id as "batchId", w.name as "windowName", b.cleared_at as "clearedAt",
            jsonb_array_length(b.frame -> 'items') as scripts
     from moderation_batch b join assessment_window w on w.id = b.window_id
     where w.provider_id = $1 and b.state in ('cleared')
       and not exists (select from release r where r.batch_id = b.id and r.state in ('planned', 'approved'))
       and (not exists (select from release r where r.batch_id = b.id and r.state in ('released')) or exists (
         select from outcome_hold l join attempt a on a.id = l.attempt_id join enrolment e on e.id = a.enrolment_id
         join submission s on s.attempt_id = a.id join script sc on sc.submission_id = s.id
         where l.state = 'lifted' and sc.window_id = b.window_id and e.state not in ('withdrawn') and e.attempt_no = a.no
           and jsonb_path_exists(b.frame, '$.items[*] ? (@.script == $number)', jsonb_build_object('number', sc.number))
           and not exists (select from outcome o where o.attempt_id = a.id and o.released_at is not null)
           and not ${isHeldSql('a.id')}))
     order by b.cleared_at, b.id limit ${pageSize}`,
    [providerId],
  );
}

export interface ReleaseLine {
  readonly id: string;
  readonly state: ReleaseState;
  readonly windowName: string;
  readonly releaseAt: Date;
  readonly plannedAt: Date;
  readonly releasedAt: Date | null;
  readonly checks: ReleaseChecks;
}

/** Releases of a provider, newest plan first, after the one named. One statement. */
export async function releasesOf(reads: Reads, providerId: string, after?: string): Promise<ReleaseLine[]> {
  return reads.query<ReleaseLine>(
    `select r.id, r.state, w.name as "windowName", r.release_at as "releaseAt", r.planned_at as "plannedAt",
            r.released_at as "releasedAt", r.checks
     from release r join moderation_batch b on b.id = r.batch_id join assessment_window w on w.id = b.window_id
     where w.provider_id = $1
       and ($2::uuid is null or (r.planned_at, r.id) < (select planned_at, id from release where id = $2))
     order by r.planned_at desc, r.id desc limit ${pageSize}`,
    [providerId, after ?? null],
  );
}

export interface ReleaseDetail extends ReleaseLine {
  readonly batchId: string;
  readonly seal: string;
  readonly plannedBy: string;
  readonly plannerName: string | null;
  readonly approvedAt: Date | null;
  readonly approverName: string | null;
  readonly cancelledAt: Date | null;
  readonly cancellerName: string | null;
  readonly reason: string | null;
}

/** One release with who did what. One statement. */
export async function releaseDetail(reads: Reads, id: string): Promise<ReleaseDetail | null> {
  const [row] = await reads.query<ReleaseDetail>(
    `select r.id, r.state, w.name as "windowName", r.release_at as "releaseAt", r.planned_at as "plannedAt",
            r.released_at as "releasedAt", r.checks, r.batch_id as "batchId", r.seal, r.planned_by as "plannedBy",
            planner.name as "plannerName", r.approved_at as "approvedAt", approver.name as "approverName",
            r.cancelled_at as "cancelledAt", canceller.name as "cancellerName", r.reason
     from release r join moderation_batch b on b.id = r.batch_id join assessment_window w on w.id = b.window_id
     left join staff planner on planner.sign_in_id = r.planned_by
     left join staff approver on approver.sign_in_id = r.approved_by
     left join staff canceller on canceller.sign_in_id = r.cancelled_by where r.id::text = $1`,
    [id],
  );
  return row ?? null;
}

/** One outcome of a release as leads see it. */
export interface ReleaseOutcomeLine {
  readonly id: string;
  readonly scriptNumber: string;
  readonly name: string;
  readonly attemptNo: number;
  readonly result: 'passed' | 'failed';
  readonly marks: number;
  readonly max: number;
  readonly state: string;
}

/** The outcomes of a release by script number, after the one named; what took the place of one later is on its own page. One statement. */
export async function outcomesOf(reads: Reads, releaseId: string, after = ''): Promise<ReleaseOutcomeLine[]> {
  return reads.query<ReleaseOutcomeLine>(
    `select o.id, o.script_number as "scriptNumber", p.name, a.no as "attemptNo", o.result, o.state,
            (o.totals -> 'overall' ->> 'marks')::int as marks, (o.totals -> 'overall' ->> 'max')::int as max
     from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id
     where o.release_id = $1 and o.supersedes is null and o.script_number > $2 order by o.script_number limit ${pageSize}`,
    [releaseId, after],
  );
}
