import type { Transaction } from '../../platform/database/database.js';

/** A later closing for one booking, after a failure of ours. ISO 8601. */
export interface ClosingExtension {
  readonly bookingId: string;
  readonly closesAt: string;
}

/**
 * Locks a window and then, in the order of their ids, every enrolment with a booking in it: neither a submission nor the
 * closing goes on in it until the transaction ends. (Who takes a seat locks their own enrolment first, and waits for the window.)
 */
export async function lockWindowAndItsEnrolments(tx: Transaction, windowId: string): Promise<void> {
  await tx.query(
    `select id from enrolment where id in (select enrolment_id from booking where window_id = $1) order by id for update`,
    [windowId],
  );
  await tx.query(`select id from assessment_window where id = $1 for update`, [windowId]);
}

/** Gives bookings later closings, any number in a handful of statements; one that is later already stays. */
export async function extendClosings(
  tx: Transaction,
  extensions: readonly ClosingExtension[],
  { why, facts }: { readonly why: string; readonly facts: Readonly<Record<string, unknown>> },
): Promise<void> {
  if (extensions.length === 0) return;
  await tx.query(
    `update booking b set extended_closes_at = greatest(b.extended_closes_at, x."closesAt"), version = b.version + 1
     from jsonb_to_recordset($1::jsonb) as x ("bookingId" uuid, "closesAt" timestamptz) where b.id = x."bookingId"`,
    [JSON.stringify(extensions)],
  );
  await tx.journalAll(
    extensions.map(({ bookingId, closesAt }) => ({
      aggregate: 'booking',
      id: bookingId,
      act: 'booking.closing-extended',
      why,
      facts: { ...facts, closesAt },
    })),
  );
  await tx.query(`select pg_notify('live', 'booking:' || id) from unnest($1::text[]) as id`, [
    extensions.map(({ bookingId }) => bookingId),
  ]);
}
