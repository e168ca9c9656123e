import { isRefusal, type Result } from '#libs/refusal';
import { voidedCounts, type Framework } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import { addCharge } from './charges.js';
import { deferralsOf } from './deferrals.js';
import type { EnrolmentRow } from './enrolment.entity.js';
import { moveEnrolment } from './move-enrolment.js';
import { nextAttempt, type Resubmission } from './next-attempt.js';

/** Why an attempt ends without an outcome: a sanction, or its outcome was taken back and none took its place. */
export type VoidedBecause = 'sanctioned' | 'taken-back';

export interface VoidedAttempt {
  readonly attemptNo: number;
  readonly because: VoidedBecause;
  /** The day in London. */
  readonly on: Temporal.PlainDate;
  readonly reason: string;
}

/** True where an attempt that ended so is one of those that the participant has. */
export function isUsedUp({ resubmission }: Pick<Framework, 'resubmission'>, because: VoidedBecause): boolean {
  const counts = voidedCounts(resubmission);
  return because === 'sanctioned' ? counts.sanctioned : counts.takenBack;
}

/** SQL: of an enrolment, the attempts up to a number that ended without an outcome and do not count. */
export const uncountedSql = (enrolmentId: string, attemptNo: string): string =>
  `(select count(*)::int from voided_attempt v where v.enrolment_id = ${enrolmentId} and v.attempt_no <= ${attemptNo} and not v.counts)`;

/** The same as a number. One statement. */
export async function uncountedOf(tx: Transaction, enrolmentId: string, attemptNo: number): Promise<number> {
  const [row] = await tx.query<{ uncounted: number }>(`select ${uncountedSql('$1::uuid', '$2::int')} as uncounted`, [
    enrolmentId,
    attemptNo,
  ]);
  return row?.uncounted ?? 0;
}

/**
 * The attempt that an enrolment is at ends without an outcome: the next one opens with its charge, or none is left and the
 * enrolment has failed; whether this one was used up is the framework's to say, and is kept. `row` is locked. News:
 * 'attempt.voided', with which the next attempt gets its scope. Gives what was opened, null where the end is final. Refuses
 * where the enrolment is not at that attempt, or has ended.
 */
export async function voidAttempt(
  tx: Transaction,
  framework: Framework,
  row: EnrolmentRow,
  { attemptNo, because, on, reason }: VoidedAttempt,
): Promise<Result<Resubmission | null, 'enrolment-not-in-state'>> {
  const counts = isUsedUp(framework, because);
  await tx.query(
    `insert into voided_attempt (enrolment_id, attempt_no, because, counts, reason, voided_at) values ($1, $2, $3, $4, $5, app_now())`,
    [row.id, attemptNo, because, counts, reason],
  );
  const facts = { attemptNo, because, counts };
  await tx.journal({ aggregate: 'enrolment', id: row.id, act: 'attempt.voided', why: reason, facts });
  const uncounted = await uncountedOf(tx, row.id, attemptNo);
  const over = { afterAttempt: attemptNo, uncounted, isRepeated: !counts };
  const { longStop } = row;
  const opened = nextAttempt(framework, {
    ...over,
    releasedOn: on,
    longStop,
    deferrals: await deferralsOf(tx, row.id),
  });
  if (isRefusal(opened)) {
    if (row.state === 'failed') return null;
    const moved = await moveEnrolment(tx, row, 'fail', { act: 'enrolment.failed', why: reason });
    return isRefusal(moved) ? moved : null;
  }
  const { resubmitBy, resubmitByWhy } = opened;
  Object.assign(row, { attemptNo: opened.attemptNo, resubmitBy, resubmitByWhy });
  const note = { act: 'resubmission.opened', why: reason, facts: { ...opened } };
  const moved = await moveEnrolment(tx, row, 'resubmit', note);
  if (isRefusal(moved)) return moved;
  const { feePence: pence } = opened;
  await addCharge(tx, {
    enrolmentId: row.id,
    bookingId: null,
    kind: 'resubmission',
    pence,
    attemptNo: opened.attemptNo,
  });
  await tx.announce('attempt.voided', { enrolmentId: row.id, attemptNo });
  return opened;
}
