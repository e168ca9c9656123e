import { overAtSql } from '../enrolment/index.js';
import type { Transaction } from '../platform/database/database.js';

/** The attempt that a participant's files go into, locked: two files at once are taken one after the other. */
export interface OpenAttempt {
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly frameworkVersion: string;
  /** Criteria codes judged in this attempt; null before it has begun: all of them. */
  readonly scope: readonly string[] | null;
  /** 1 to 100, smaller is sooner: people whose window closes within a day are checked before everybody else. */
  readonly priority: number;
}

/** Of an enrolment `e`: 10 within a day before its window closes, until it is closed and dealt with; 100 otherwise. */
const priority = `
  case when exists (
    select from booking b join assessment_window w on w.id = b.window_id
    where b.enrolment_id = e.id and b.state in ('booked', 'confirmed')
      and ${overAtSql} < (select app_now()) + interval '1 day')
  then 10 else 100 end`;

/** How soon a file of this enrolment is looked at; see `OpenAttempt.priority`. */
export async function priorityOf(transaction: Transaction, enrolmentId: string): Promise<number> {
  const [row] = await transaction.query<{ priority: number }>(
    `select ${priority} as priority from enrolment e where e.id = $1`,
    [enrolmentId],
  );
  return row?.priority ?? 100;
}

/** The open attempt of the person who signs in as `signInId`; null where their enrolment takes no files any more. */
export async function attemptOf(transaction: Transaction, signInId: string): Promise<OpenAttempt | null> {
  const [attempt] = await transaction.query<OpenAttempt>(
    `select e.id as "enrolmentId", e.attempt_no as "attemptNo", e.framework_version as "frameworkVersion",
            (select a.scope from attempt a where a.enrolment_id = e.id and a.no = e.attempt_no) as scope,
            ${priority} as priority
     from enrolment e join participant p on p.id = e.participant_id
     where p.sign_in_id = $1 and e.state in ('active', 'deferred', 'presented', 'resubmitting')
     order by e.start_date desc limit 1 for update of e`,
    [signInId],
  );
  return attempt ?? null;
}
