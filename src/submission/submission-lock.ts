import { Injectable } from '@nestjs/common';
import { refuse, type Refusal } from '#libs/refusal';
import { AttemptLock } from '../documents/index.js';
import type { Transaction } from '../platform/database/database.js';
import { submissionMessages } from './submission.messages.js';

/** Files change while an attempt is a draft: not once it was handed in, and not for a resubmission's carried-forward parts. */
@Injectable()
export class SubmissionLock extends AttemptLock {
  readonly messages = submissionMessages;

  async refusalToChange(transaction: Transaction, enrolmentId: string, attemptNo: number): Promise<Refusal | null> {
    const state = await stateOf(transaction, enrolmentId, attemptNo);
    if (!state) return null;
    return state === 'submitted' ? refuse('submitted-already') : refuse('accepted-already');
  }

  async isHandedIn(transaction: Transaction, enrolmentId: string, attemptNo: number): Promise<boolean> {
    return (await stateOf(transaction, enrolmentId, attemptNo)) === 'submitted';
  }

  async follow(transaction: Transaction, from: string, to: string): Promise<void> {
    await transaction.query(
      `insert into evidence_link (document_id, criterion, slot)
       select $2, criterion, slot from evidence_link where document_id = $1`,
      [from, to],
    );
  }
}

async function stateOf(
  transaction: Transaction,
  enrolmentId: string,
  attemptNo: number,
): Promise<'submitted' | 'accepted' | null> {
  const [row] = await transaction.query<{ state: 'submitted' | 'accepted' }>(
    `select s.state from submission s join attempt a on a.id = s.attempt_id
     where a.enrolment_id = $1 and a.no = $2 and s.state in ('submitted', 'accepted')`,
    [enrolmentId, attemptNo],
  );
  return row?.state ?? null;
}
