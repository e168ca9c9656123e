import { next } from '#libs/lifecycle';
import type { Transaction } from '../platform/database/database.js';
import { submissionLifecycle } from './submission.lifecycle.js';

/**
 * Opens the drafts of bookings that were given back: what `closeDrafts` did is undone, in four statements. Declarations and
 * the sponsor's answer stand as they stood. An attempt that has a draft meanwhile, or never had one, is left alone.
 */
export async function reinstateDrafts(transaction: Transaction, bookingIds: readonly string[]): Promise<void> {
  const to = next(submissionLifecycle, 'no-show', 'reinstate');
  const closed = await transaction.query<{ id: string; manifestHash: string | null }>(
    `select s.id, s.manifest_hash as "manifestHash" from submission s
     where s.id in (select distinct on (c.attempt_id) c.id from submission c join attempt a on a.id = c.attempt_id
                    join booking b on b.enrolment_id = a.enrolment_id and b.attempt_no = a.no
                    where b.id = any($1::uuid[]) and c.state in ('no-show')
                      and not exists (select from submission l where l.attempt_id = a.id and l.state in ('draft', 'submitted', 'accepted'))
                    order by c.attempt_id, c.version desc, c.id)
     order by s.id for update of s`,
    [bookingIds],
  );
  if (closed.length === 0) return;
  const ids = closed.map(({ id }) => id);
  await transaction.query(`update submission set state = $2, version = version + 1 where id = any($1::uuid[])`, [
    ids,
    to,
  ]);
  await transaction.journalAll(
    closed.map(({ id, manifestHash }) => ({
      aggregate: 'submission',
      id,
      act: 'submission.reinstate',
      from: 'no-show',
      to,
      facts: { manifestHash },
    })),
  );
  await transaction.query(`select pg_notify('live', 'submission:' || id) from unnest($1::text[]) as id`, [ids]);
}
