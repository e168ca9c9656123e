import type { Transaction } from '../platform/database/database.js';
import type { ChargeKind } from './labels.js';

type Reads = Pick<Transaction, 'query'>;

interface NewCharge {
  readonly enrolmentId: string;
  readonly bookingId: string | null;
  readonly kind: ChargeKind;
  readonly pence: number;
  /** The attempt that a resubmission's fee is for. */
  readonly attemptNo?: number;
}

/**
 * Writes a charge into the ledger (money is a ledger here and nothing more). One of a kind for a booking counts at a time: a
 * second call changes nothing, unless the first was lifted or paid back. Nothing is written for 0 pence. Gives the charge's id, or null where none was written.
 */
export async function addCharge(tx: Transaction, charge: NewCharge): Promise<string | null> {
  if (charge.pence === 0) return null;
  const [row] = await tx.query<{ id: string }>(
    `insert into charge (enrolment_id, booking_id, kind, pence, attempt_no, at) values ($1, $2, $3, $4, $5, app_now())
     on conflict (booking_id, kind) where booking_id is not null and waived_at is null and refunded_at is null do nothing returning id`,
    [charge.enrolmentId, charge.bookingId, charge.kind, charge.pence, charge.attemptNo ?? null],
  );
  if (!row) return null;
  const { enrolmentId, bookingId, kind, pence } = charge;
  await tx.journal({
    aggregate: 'charge',
    id: row.id,
    act: 'charge.made',
    facts: { enrolmentId, bookingId, kind, pence },
  });
  return row.id;
}

/** Writes many charges in two statements; each as `addCharge` would. */
export async function addCharges(tx: Transaction, charges: readonly NewCharge[]): Promise<void> {
  const owed = charges.filter(({ pence }) => pence > 0);
  if (owed.length === 0) return;
  const written = await tx.query<NewCharge & { id: string }>(
    `insert into charge (enrolment_id, booking_id, kind, pence, at)
     select "enrolmentId", "bookingId", kind, pence, app_now()
     from jsonb_to_recordset($1::jsonb) as c ("enrolmentId" uuid, "bookingId" uuid, kind text, pence integer)
     on conflict (booking_id, kind) where booking_id is not null and waived_at is null and refunded_at is null do nothing
     returning id, enrolment_id as "enrolmentId", booking_id as "bookingId", kind, pence`,
    [JSON.stringify(owed)],
  );
  await tx.journalFirst(
    written.map(({ id, ...facts }) => ({ aggregate: 'charge', id, act: 'charge.made', facts: { ...facts } })),
  );
}

/** What an enrolment owes, in pence: charges neither settled nor waived. */
export async function unpaidPence(db: Reads, enrolmentId: string): Promise<number> {
  const [row] = await db.query<{ pence: number }>(
    `select coalesce(sum(pence), 0)::int as pence from charge
     where enrolment_id = $1 and settled_at is null and waived_at is null`,
    [enrolmentId],
  );
  return row?.pence ?? 0;
}

/** What became of a charge that fell away, in pence. */
export interface FeeGivenBack {
  /** Paid, and to be paid back. */
  readonly refundedPence: number;
  /** Not paid, and not owed any more. */
  readonly liftedPence: number;
}

/** Gives back the fee of a resubmission with the reason: what it was charged for has fallen away. A second call finds nothing. */
export async function giveBackFee(
  tx: Transaction,
  enrolmentId: string,
  { attemptNo, reason }: { readonly attemptNo: number; readonly reason: string },
): Promise<FeeGivenBack> {
  const given = await giveBack(tx, reason, `enrolment_id = $2 and attempt_no = $3 and kind = 'resubmission'`, [
    enrolmentId,
    attemptNo,
  ]);
  return sumOf(given);
}

/** Gives back what was charged for places that were not used, of any number of bookings; by booking, those with a charge only. */
export async function giveBackNoShows(
  tx: Transaction,
  bookingIds: readonly string[],
  reason: string,
): Promise<Map<string, FeeGivenBack>> {
  const given = await giveBack(tx, reason, `booking_id = any($2::uuid[]) and kind = 'no-show'`, [bookingIds]);
  const byBooking = Map.groupBy(given, ({ bookingId }) => bookingId ?? '');
  return new Map([...byBooking].map(([bookingId, charges]) => [bookingId, sumOf(charges)]));
}

interface Given {
  readonly id: string;
  readonly bookingId: string | null;
  readonly pence: number;
  readonly paid: boolean;
}

/** `which` is SQL on a charge, its values from `$2` on. What was waived or paid back before is left alone. */
async function giveBack(tx: Transaction, reason: string, which: string, values: readonly unknown[]): Promise<Given[]> {
  const given = await tx.query<Given>(
    `update charge set
       refunded_at = case when settled_at is not null then app_now() end,
       refund_reason = case when settled_at is not null then $1 end,
       waived_at = case when settled_at is null then app_now() end,
       waive_reason = case when settled_at is null then $1 end
     where ${which} and waived_at is null and refunded_at is null
     returning id, booking_id as "bookingId", pence, settled_at is not null as paid`,
    [reason, ...values],
  );
  await tx.journalAll(
    given.map(({ id, pence, paid }) => ({
      aggregate: 'charge',
      id,
      act: paid ? 'charge.refunded' : 'charge.waived',
      why: reason,
      facts: { pence },
    })),
  );
  return given;
}

function sumOf(given: readonly Given[]): FeeGivenBack {
  const sum = (isPaid: boolean): number =>
    given.filter(({ paid }) => paid === isPaid).reduce((pence, one) => pence + one.pence, 0);
  return { refundedPence: sum(true), liftedPence: sum(false) };
}
