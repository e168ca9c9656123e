import type { Feedback, MarkSet } from '#libs/rubric';
import { uncountedSql } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';
import { bankHolidaysSql, type BankHolidaysJson } from '../../qualification/index.js';

type Reads = Pick<Transaction, 'query'>;

/** A released outcome as its participant reads it. */
export interface OwnOutcome {
  readonly id: string;
  readonly state: 'released' | 'voided' | 'superseded';
  readonly result: 'passed' | 'failed';
  readonly marks: MarkSet;
  readonly carriedForward: MarkSet;
  readonly feedback: Feedback;
  readonly releasedAt: Date;
  /** YYYY-MM-DD, London: the date that is returned to the Department. */
  readonly completionDate: string;
  readonly reason: string | null;
  readonly frameworkVersion: string;
  readonly attemptNo: number;
  readonly windowName: string;
  readonly name: string;
  readonly providerName: string;
  readonly enrolmentState: string;
  /** The attempt that is open now, and until when it counts. */
  readonly openAttemptNo: number;
  readonly resubmitBy: string | null;
  readonly resubmitByWhy: string | null;
  /** The day from which no attempt is opened any more, YYYY-MM-DD, London; null where the clock has none. */
  readonly longStop: string | null;
  /** Attempts up to this one that ended without an outcome and do not count as used. */
  readonly uncounted: number;
  /** The window in which the attempt that is open has a place, or null. */
  readonly bookedWindow: string | null;
  /** The day in London. */
  readonly today: string;
  /** What working days are counted by. */
  readonly holidays: BankHolidaysJson;
}

const own = `
  select o.id, o.state, o.result, o.marks, a.carried_forward as "carriedForward", o.feedback, o.released_at as "releasedAt",
         o.completion_date as "completionDate", o.reason, o.framework_version as "frameworkVersion", a.no as "attemptNo",
         w.name as "windowName", p.name, pr.name as "providerName", e.state as "enrolmentState",
         e.attempt_no as "openAttemptNo", e.resubmit_by as "resubmitBy", e.resubmit_by_why as "resubmitByWhy", e.long_stop as "longStop", ${uncountedSql('e.id', 'a.no')} as uncounted,
         (select bw.name from booking b join assessment_window bw on bw.id = b.window_id
          where b.enrolment_id = e.id and b.attempt_no = e.attempt_no and b.state in ('booked', 'confirmed', 'used')) as "bookedWindow",
         london_date((select app_now()))::text as today, ${bankHolidaysSql} as holidays
  from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
  join participant p on p.id = e.participant_id join provider pr on pr.id = p.provider_id
  join script sc on sc.number = o.script_number join assessment_window w on w.id = sc.window_id
  where p.sign_in_id = $1 and o.released_at <= (select app_now()) and o.state in ('released', 'voided', 'superseded')`;

/**
 * A participant's outcomes that were released, newest first; what is scheduled is not there, in no shape. Decided here,
 * for each request, by the database's clock. One statement.
 */
export async function ownOutcomes(reads: Reads, signInId: string): Promise<OwnOutcome[]> {
  return reads.query<OwnOutcome>(`${own} order by o.released_at desc, a.no desc, o.state = 'released' desc, o.id`, [
    signInId,
  ]);
}

/** One of them, or null. One statement. */
export async function ownOutcome(reads: Reads, signInId: string, id: string): Promise<OwnOutcome | null> {
  const [row] = await reads.query<OwnOutcome>(`${own} and o.id::text = $2`, [signInId, id]);
  return row ?? null;
}
