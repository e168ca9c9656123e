import type { Transaction } from '../../platform/database/database.js';
import type { OutcomeState } from '../outcome/outcome.lifecycle.js';
import type { ChangeRow } from './change.entity.js';
import type { ChangeState } from './change.lifecycle.js';

type Reads = Pick<Transaction, 'query'>;

export const pageSize = 50;

/** A change with whose outcome it is and who did what. */
export interface ChangeLine {
  readonly id: string;
  readonly outcomeId: string;
  readonly kind: ChangeRow['kind'];
  readonly state: ChangeState;
  readonly reason: string;
  readonly error: string | null;
  readonly marks: ChangeRow['marks'];
  readonly result: ChangeRow['result'];
  readonly name: string;
  readonly windowName: string;
  readonly attemptNo: number;
  readonly from: 'passed' | 'failed';
  readonly proposedBy: string;
  readonly proposerName: string | null;
  readonly proposedAt: Date;
  readonly confirmerName: string | null;
  readonly confirmedAt: Date | null;
  readonly cancellerName: string | null;
  readonly cancelledAt: Date | null;
  readonly cancelReason: string | null;
}

const line = `
  select c.id, c.outcome_id as "outcomeId", c.kind, c.state, c.reason, c.error, c.marks, c.result, p.name, w.name as "windowName",
         a.no as "attemptNo", o.result as "from", c.proposed_by as "proposedBy", proposer.name as "proposerName",
         c.proposed_at as "proposedAt", confirmer.name as "confirmerName", c.confirmed_at as "confirmedAt",
         canceller.name as "cancellerName", c.cancelled_at as "cancelledAt", c.cancel_reason as "cancelReason"
  from outcome_change c join outcome o on o.id = c.outcome_id join attempt a on a.id = o.attempt_id
  join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
  join script sc on sc.number = o.script_number join assessment_window w on w.id = sc.window_id
  left join staff proposer on proposer.sign_in_id = c.proposed_by
  left join staff confirmer on confirmer.sign_in_id = c.confirmed_by
  left join staff canceller on canceller.sign_in_id = c.cancelled_by`;

/** Changes of a provider's outcomes, newest proposal first, after the one named. One statement. */
export async function changesOf(reads: Reads, providerId: string, after?: string): Promise<ChangeLine[]> {
  return reads.query<ChangeLine>(
    `${line} where p.provider_id = $1
       and ($2::uuid is null or (c.proposed_at, c.id) < (select proposed_at, id from outcome_change where id = $2))
     order by c.proposed_at desc, c.id desc limit ${pageSize}`,
    [providerId, after ?? null],
  );
}

/** One of them, or null. One statement. */
export async function changeDetail(reads: Reads, id: string): Promise<ChangeLine | null> {
  const [row] = await reads.query<ChangeLine>(`${line} where c.id::text = $1`, [id]);
  return row ?? null;
}

/** What was ever proposed about one outcome, oldest first. One statement. */
export async function changesOfOutcome(reads: Reads, outcomeId: string): Promise<ChangeLine[]> {
  return reads.query<ChangeLine>(`${line} where c.outcome_id::text = $1 order by c.proposed_at, c.id`, [outcomeId]);
}

/** Proposals that wait for this lead: those that others made. One statement. */
export async function changesToConfirm(reads: Reads, providerId: string, signInId: string): Promise<ChangeLine[]> {
  return reads.query<ChangeLine>(
    `${line} where p.provider_id = $1 and c.state = 'proposed' and c.proposed_by <> $2 order by c.proposed_at, c.id limit 20`,
    [providerId, signInId],
  );
}

/** One of the outcomes that an attempt has had. */
export interface OutcomeInChain {
  readonly id: string;
  readonly state: OutcomeState;
  readonly result: 'passed' | 'failed';
  readonly marks: number;
  readonly max: number;
  readonly releasedAt: Date;
  readonly completionDate: string;
}

/** Every outcome that was released for the attempt of this one, oldest first. One statement. */
export async function chainOf(reads: Reads, outcomeId: string): Promise<OutcomeInChain[]> {
  return reads.query<OutcomeInChain>(
    `select o.id, o.state, o.result, (o.totals -> 'overall' ->> 'marks')::int as marks, (o.totals -> 'overall' ->> 'max')::int as max,
            o.released_at as "releasedAt", o.completion_date as "completionDate"
     from outcome o join outcome this on this.attempt_id = o.attempt_id
     where this.id::text = $1 and o.released_at is not null order by o.released_at, o.supersedes nulls first, o.id`,
    [outcomeId],
  );
}
