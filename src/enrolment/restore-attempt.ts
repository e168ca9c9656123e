import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../platform/database/database.js';
import { cancelResubmission, type CancelledResubmission } from './cancel-resubmission.js';
import type { EnrolmentRow } from './enrolment.entity.js';
import { moveEnrolment } from './move-enrolment.js';

/**
 * An attempt that a sanction had ended waits for its outcome again: what was opened in its place is cancelled with its places
 * and its fee, and an enrolment that had ended with it goes on. `row` is locked. Gives what was cancelled, null where nothing
 * was open. Refuses where the enrolment is neither at that attempt nor at the next, or was withdrawn.
 */
export async function restoreAttempt(
  tx: Transaction,
  row: EnrolmentRow,
  { attemptNo, reason }: { readonly attemptNo: number; readonly reason: string },
): Promise<Result<CancelledResubmission | null, 'enrolment-not-in-state'>> {
  await tx.query(`delete from voided_attempt where enrolment_id = $1 and attempt_no = $2 and because = 'sanctioned'`, [
    row.id,
    attemptNo,
  ]);
  await tx.journal({ aggregate: 'enrolment', id: row.id, act: 'attempt.restored', why: reason, facts: { attemptNo } });
  if (row.attemptNo === attemptNo + 1) return cancelResubmission(tx, row, { attemptNo: row.attemptNo, reason });
  if (row.attemptNo !== attemptNo || (row.state !== 'failed' && row.state !== 'disqualified'))
    return refuse('enrolment-not-in-state', { state: row.state, event: 'unsettle' });
  const note = { act: 'enrolment.unsettled', why: reason };
  const moved = await moveEnrolment(tx, row, attemptNo === 1 ? 'unsettle' : 'resubmit', note);
  return isRefusal(moved) ? moved : null;
}
