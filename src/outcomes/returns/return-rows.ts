import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** What a return is made of: `new` is what no return has told of yet, corrections included. */
export type ReturnScope = 'new' | 'all';

/** One released outcome, with what the Department asks about it. Dates are YYYY-MM-DD, London. */
export interface ReturnedOutcome {
  readonly outcomeId: string;
  readonly state: 'released' | 'voided';
  readonly result: 'passed' | 'failed';
  readonly completionDate: string;
  readonly participantRef: string;
  readonly name: string;
  readonly trn: string;
  readonly providerCode: string;
  readonly schoolUrn: string | null;
  readonly trustUid: string | null;
  readonly frameworkVersion: string;
  readonly startDate: string;
  readonly presentedOn: string | null;
  readonly attemptNo: number;
  /** The result that this outcome took the place of; for a voided one its own. */
  readonly previous: 'passed' | 'failed' | null;
  readonly reason: string | null;
  readonly batchId: string;
  /** True where the quality agent's own draw has this script. */
  readonly qaSampled: boolean;
  /**
   * True for a pass that the record has already: the same award was returned before under other marks, or an earlier pass
   * of the same person stands (edge case 40: passed twice).
   */
  readonly isRepeat: boolean;
}

/**
 * Outcomes of a provider that were released, oldest first, each with its last state; superseded ones speak through the
 * outcome that took their place. What is scheduled is not among them. One statement.
 */
export async function outcomesToReturn(
  reads: Reads,
  providerId: string,
  scope: ReturnScope,
): Promise<ReturnedOutcome[]> {
  return reads.query<ReturnedOutcome>(
    `select o.id as "outcomeId", o.state, o.result, o.completion_date as "completionDate", p.id as "participantRef", p.name, p.trn,
            pr.code as "providerCode", sch.urn as "schoolUrn", t.uid as "trustUid", e.framework_version as "frameworkVersion",
            e.start_date as "startDate", london_date(e.presented_at)::text as "presentedOn", a.no as "attemptNo",
            case when o.state in ('voided') then o.result else earlier.result end as previous, o.reason, r.batch_id as "batchId",
            exists (select from qa_item q where q.script_number = o.script_number) as "qaSampled",
            exists (select from outcome t join outcome_returned told on told.outcome_id = t.id and told.state = 'released'
                    where t.attempt_id = o.attempt_id and t.id <> o.id and t.result = 'passed' and $2 = 'new'
                      and t.completion_date = o.completion_date)
              or exists (select from outcome t join attempt ta on ta.id = t.attempt_id join enrolment te on te.id = ta.enrolment_id
                         where te.participant_id = p.id and t.state = 'released' and t.result = 'passed'
                           and (t.released_at, t.id) < (o.released_at, o.id)) as "isRepeat"
     from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id join provider pr on pr.id = p.provider_id
     join release r on r.id = o.release_id
     left join outcome earlier on earlier.id = o.supersedes left join school sch on sch.id = p.school_id
     left join trust t on t.id = coalesce(p.trust_id, sch.trust_id)
     where p.provider_id = $1 and o.released_at <= (select app_now()) and o.state in ('released', 'voided')
       and ($2 = 'all' or not exists (select from outcome_returned told where (told.outcome_id, told.state) = (o.id, o.state)))
     order by o.released_at, p.trn, o.id`,
    [providerId, scope],
  );
}
