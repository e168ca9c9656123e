import { next } from '#libs/lifecycle';
import type { Transaction } from '../platform/database/database.js';
import { submissionLifecycle } from './submission.lifecycle.js';

/** Closes the drafts of bookings that were missed, each as `moveSubmission` would, in four statements. */
export async function closeDrafts(transaction: Transaction, bookingIds: readonly string[]): Promise<void> {
  const to = next(submissionLifecycle, 'draft', 'close');
  const drafts = await transaction.query<{ id: string; manifestHash: string | null }>(
    `select s.id, s.manifest_hash as "manifestHash" from submission s join attempt a on a.id = s.attempt_id
     join booking b on b.enrolment_id = a.enrolment_id and b.attempt_no = a.no
     where b.id = any($1::uuid[]) and s.state = 'draft' order by s.id for update of s`,
    [bookingIds],
  );
  if (drafts.length === 0) return;
  const ids = drafts.map(({ id }) => id);
  await transaction.query(`update submission set state = $2, version = version + 1 where id = any($1::uuid[])`, [
    ids,
    to,
  ]);
  await transaction.journalAll(
    drafts.map(({ id, manifestHash }) => ({
      aggregate: 'submission',
      id,
      act: 'submission.close',
      from: 'draft',
      to,
      facts: { manifestHash },
    })),
  );
  await transaction.query(`select pg_notify('live', 'submission:' || id) from unnest($1::text[]) as id`, [ids]);
}
