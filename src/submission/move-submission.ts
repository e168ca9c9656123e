import { next } from '#libs/lifecycle';
import type { Transaction } from '../platform/database/database.js';
import { Submission } from './submission.entity.js';
import { submissionLifecycle, type SubmissionEvent } from './submission.lifecycle.js';

type Facts = Partial<Omit<Submission, 'id' | 'attemptId' | 'state' | 'version'>>;

export async function lockSubmission(transaction: Transaction, id: string): Promise<Submission | null> {
  return transaction.repository(Submission).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The one way a submission's state moves; false where the lifecycle has no such step from here. */
export async function moveSubmission(
  transaction: Transaction,
  submission: Submission,
  event: SubmissionEvent,
  facts: Facts = {},
  journalFacts: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const to = next(submissionLifecycle, submission.state, event);
  if (!to) return false;
  const change = { ...facts, state: to, version: submission.version + 1 };
  await transaction.repository(Submission).update({ id: submission.id }, change);
  await transaction.journal({
    aggregate: 'submission',
    id: submission.id,
    act: `submission.${event}`,
    from: submission.state,
    to,
    facts: { manifestHash: facts.manifestHash ?? submission.manifestHash, ...journalFacts },
  });
  await transaction.touch(`submission:${submission.id}`);
  return true;
}
