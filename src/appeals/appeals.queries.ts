import type { Transaction } from '../platform/database/database.js';
import { bankHolidaysSql, type BankHolidaysJson } from '../qualification/index.js';
import type { AppealState } from './appeal.lifecycle.js';
import type { Part } from './labels.js';

type Reads = Pick<Transaction, 'query'>;

export const pageSize = 50;

/** A released outcome as an appeal against it begins. */
export interface AppealedOutcome {
  readonly outcomeId: string;
  readonly state: string;
  readonly result: 'passed' | 'failed';
  readonly releasedAt: Date;
  readonly attemptNo: number;
  readonly windowName: string;
  readonly frameworkVersion: string;
  readonly enrolmentId: string;
  readonly hasOpen: boolean;
  readonly hasDecided: boolean;
  /** The application's clock. */
  readonly now: Date;
  readonly holidays: BankHolidaysJson;
}

/** The outcome, or null where none of this id was released. One statement. */
export async function appealedOutcome(reads: Reads, outcomeId: string): Promise<AppealedOutcome | null> {
  const [row] = await reads.query<AppealedOutcome>(
    `select o.id as "outcomeId", o.state, o.result, o.released_at as "releasedAt", a.no as "attemptNo", w.name as "windowName",
            o.framework_version as "frameworkVersion", a.enrolment_id as "enrolmentId", app_now() as now, ${bankHolidaysSql} as holidays,
            exists (select from appeal p where p.outcome_id = o.id and p.state in ('lodged', 'acknowledged', 'proposed')) as "hasOpen",
            exists (select from appeal p where p.outcome_id = o.id and p.state in ('upheld', 'rejected')) as "hasDecided"
     from outcome o join attempt a on a.id = o.attempt_id join script sc on sc.number = o.script_number
     join assessment_window w on w.id = sc.window_id where o.id::text = $1 and o.released_at is not null`,
    [outcomeId],
  );
  return row ?? null;
}

/** An appeal with what it is about and who did what. */
export interface AppealDetail {
  readonly id: string;
  readonly outcomeId: string;
  readonly state: AppealState;
  readonly grounds: string;
  readonly statement: string;
  readonly lodgedAt: Date;
  readonly lodgeBy: string;
  readonly isLate: boolean;
  readonly lateReason: string | null;
  readonly lateAllowed: string | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgerName: string | null;
  readonly decideBy: string | null;
  readonly decidedAt: Date | null;
  readonly deciderName: string | null;
  readonly decisionReason: string | null;
  readonly changeId: string | null;
  readonly name: string;
  readonly attemptNo: number;
  readonly windowName: string;
  readonly scriptNumber: string;
  readonly result: 'passed' | 'failed';
  readonly enrolmentId: string;
  readonly frameworkVersion: string;
}

const detail = `
  select p.id, p.outcome_id as "outcomeId", p.state, p.grounds, p.statement, p.lodged_at as "lodgedAt", p.lodge_by as "lodgeBy",
         london_date(p.lodged_at) > p.lodge_by as "isLate", p.late_reason as "lateReason", p.late_allowed as "lateAllowed",
         p.acknowledged_at as "acknowledgedAt", acknowledger.name as "acknowledgerName", p.decide_by as "decideBy",
         p.decided_at as "decidedAt", decider.name as "deciderName", p.decision_reason as "decisionReason", p.change_id as "changeId",
         pt.name, a.no as "attemptNo", w.name as "windowName", o.script_number as "scriptNumber", o.result,
         e.id as "enrolmentId", o.framework_version as "frameworkVersion"
  from appeal p join outcome o on o.id = p.outcome_id join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
  join participant pt on pt.id = e.participant_id join script sc on sc.number = o.script_number
  join assessment_window w on w.id = sc.window_id
  left join staff acknowledger on acknowledger.sign_in_id = p.acknowledged_by
  left join staff decider on decider.sign_in_id = p.decided_by`;

/** One appeal, or null. One statement. */
export async function appealDetail(reads: Reads, id: string): Promise<AppealDetail | null> {
  const [row] = await reads.query<AppealDetail>(`${detail} where p.id::text = $1`, [id]);
  return row ?? null;
}

/** Appeals of a provider's participants, newest first, after the one named. One statement. */
export async function appealsOf(reads: Reads, providerId: string, after?: string): Promise<AppealDetail[]> {
  return reads.query<AppealDetail>(
    `${detail} where pt.provider_id = $1
       and ($2::uuid is null or (p.lodged_at, p.id) < (select lodged_at, id from appeal where id = $2))
     order by p.lodged_at desc, p.id desc limit ${pageSize}`,
    [providerId, after ?? null],
  );
}

/** A participant's own appeals, newest first. One statement. */
export async function ownAppeals(reads: Reads, signInId: string): Promise<AppealDetail[]> {
  return reads.query<AppealDetail>(`${detail} where pt.sign_in_id = $1 order by p.lodged_at desc, p.id`, [signInId]);
}

/** Open appeals that leads have something to do about, longest waiting first. One statement. */
export async function appealsToDo(reads: Reads, providerId: string): Promise<AppealDetail[]> {
  return reads.query<AppealDetail>(
    `${detail} where pt.provider_id = $1 and p.state in ('lodged', 'acknowledged') order by p.lodged_at, p.id limit 20`,
    [providerId],
  );
}

/** How somebody took part in an outcome; an empty list is a stranger to it. As the database's own guard asks. One statement. */
export async function partsTaken(reads: Reads, outcomeId: string, signInId: string): Promise<Part[]> {
  const rows = await reads.query<{ part: Part }>(
    `with appealed as (
       select o.script_number, o.attempt_id, o.supersedes, r.planned_by, r.approved_by, b.confirmed_by, b.cleared_by
       from outcome o join release r on r.id = o.release_id join moderation_batch b on b.id = r.batch_id where o.id = $1)
     select distinct part from (
       select case when g.role in ('first', 'second', 'adjudicator') then g.role else 'first' end as part
       from appealed o join assignment g on g.script_number = o.script_number and g.state = 'locked'
       join staff s on s.id = g.assessor_id where s.sign_in_id = $2
       union all
       select 'moderator' from appealed o join moderation_decision d on d.script_number = o.script_number
       join staff s on s.id in (d.moderator_id, d.second_moderator_id) where s.sign_in_id = $2
       union all
       select 'batch' from appealed where $2 in (confirmed_by, cleared_by)
       union all
       select 'release' from appealed where $2 in (planned_by, approved_by)
       union all
       select 'change' from appealed o join outcome_change c on c.outcome_id = o.supersedes and c.state = 'confirmed'
       where $2 in (c.proposed_by, c.confirmed_by)
       union all
       select 'misconduct' from appealed o join outcome_hold h on h.attempt_id = o.attempt_id
       left join sanction n on n.hold_id = h.id and n.state = 'confirmed'
       where $2 in (h.placed_by, h.decided_by, n.proposed_by, n.confirmed_by)) as took`,
    [outcomeId, signInId],
  );
  return rows.map(({ part }) => part);
}
