import type { Transaction } from '../../platform/database/database.js';
import { deferralsSql, hangingOn, uncountedSql } from '../../enrolment/index.js';
import type { ChangeFacts } from './effect.js';

type Reads = Pick<Transaction, 'query'>;

/** A released outcome with whose it is and what its change would touch. */
export interface GatheredChange extends ChangeFacts {
  readonly enrolmentId: string;
  readonly attemptId: string;
  readonly scriptNumber: string;
  readonly releaseId: string;
  readonly frameworkVersion: string;
  readonly name: string;
  readonly windowName: string;
  readonly releasedAt: Date;
  readonly reason: string | null;
  readonly marksTotal: number;
  readonly max: number;
  /** Number of the return that told the Department of it; null where none did. */
  readonly returnedIn: number | null;
  /** The sanction that it was drawn with; null where there is none. */
  readonly sanctionId: string | null;
}

/** The outcome, or null where none of this id was released. Two statements. */
export async function gatherChange(reads: Reads, outcomeId: string): Promise<GatheredChange | null> {
  const [row] = await reads.query<Omit<GatheredChange, 'hanging'>>(
    `select o.id as "outcomeId", o.state, o.result, o.marks, a.carried_forward as "carriedForward", o.feedback, a.no as "attemptNo",
            o.completion_date as "completionDate", e.long_stop as "longStop", e.id as "enrolmentId", a.id as "attemptId",
            o.script_number as "scriptNumber", o.release_id as "releaseId", o.framework_version as "frameworkVersion",
            o.sanction_id as "sanctionId", p.name, w.name as "windowName", o.released_at as "releasedAt", o.reason,
            (o.totals -> 'overall' ->> 'marks')::int as "marksTotal", (o.totals -> 'overall' ->> 'max')::int as max,
            exists (select from outcome l join attempt b on b.id = l.attempt_id where b.enrolment_id = e.id and b.no > a.no
                    and l.state in ('scheduled', 'released')) as "laterOutcomeStands",
            exists (select from submission s join attempt b on b.id = s.attempt_id where b.enrolment_id = e.id and b.no = a.no + 1
                    and s.state in ('submitted', 'accepted')) as "laterHandedIn",
            exists (select from voided_attempt v where v.enrolment_id = e.id and v.attempt_no > a.no) as "laterAttemptEnded",
            ${uncountedSql('e.id', 'a.no')} as uncounted, ${deferralsSql('e.id')} as deferrals,
            (select max(r.number) from outcome_returned told join outcome_return r on r.id = told.return_id
             where told.outcome_id = o.id) as "returnedIn",
            london_date(app_now())::text as today
     from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id join script sc on sc.number = o.script_number
     join assessment_window w on w.id = sc.window_id
     where o.id::text = $1 and o.released_at is not null`,
    [outcomeId],
  );
  return row ? { ...row, hanging: await hangingOn(reads, row.enrolmentId) } : null;
}
