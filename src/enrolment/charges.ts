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
 * Writes a charge into the ledger (money is a ledger here and nothing more). One of a kind for a booking: a second call
 * changes nothing. Nothing is written for 0 pence. Gives the charge's id, or null where none was written.
 */
export async function addCharge(tx: Transaction, charge: NewCharge): Promise<string | null> {
  if (charge.pence === 0) return null;
  const [row] = await tx.query<{ id: string }>(
    `insert into charge (enrolment_id, booking_id, kind, pence, attempt_no, at) values ($1, $2, $3, $4, $5, app_now())
     on conflict (booking_id, kind) where booking_id is not null do nothing returning id`,
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
     on conflict (booking_id, kind) where booking_id is not null do nothing
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

/** What became of the fee of an attempt that fell away, in pence. */
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
  const given = await tx.query<{ id: string; pence: number; paid: boolean }>(
    `update charge set
       refunded_at = case when settled_at is not null then app_now() end,
       refund_reason = case when settled_at is not null then $3 end,
       waived_at = case when settled_at is null then app_now() end,
       waive_reason = case when settled_at is null then $3 end
     where enrolment_id = $1 and attempt_no = $2 and kind = 'resubmission' and waived_at is null and refunded_at is null
     returning id, pence, settled_at is not null as paid`,
    [enrolmentId, attemptNo, reason],
  );
  for (const { id, pence, paid } of given)
    await tx.journal({
      aggregate: 'charge',
      id,
      act: paid ? 'charge.refunded' : 'charge.waived',
      why: reason,
      facts: { pence },
    });
  const sum = (isPaid: boolean): number =>
    given.filter(({ paid }) => paid === isPaid).reduce((pence, one) => pence + one.pence, 0);
  return { refundedPence: sum(true), liftedPence: sum(false) };
}
