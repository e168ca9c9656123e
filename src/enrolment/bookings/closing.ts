import type { Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';

type Reads = Pick<Transaction, 'query'>;

/**
 * SQL for the first instant that is too late to submit under booking `b` of window `w` and enrolment `e`: the personal
 * closing time where there is one, otherwise the earlier of the window's closing and the end of the last day that counts;
 * where a failure of ours was declared and gave more time, until then.
 * The same as `fitsWithin(…).tooLateAt` of libs/calendar; a spec holds them to each other. The trigger `submission_in_time` asks
 * the same function.
 */
export const closesAtSql = `booking_closes_at(w.closes_at, b.personal_closes_at, b.extended_closes_at,
  case when b.attempt_no > 1 and e.resubmit_by is not null then e.resubmit_by else e.present_by end)`;

/** The same without a look at the last day: when a booking `b` of window `w` is over for good. The database's own triggers say it too. */
export const overAtSql = `booking_over_at(w.closes_at, b.personal_closes_at, b.extended_closes_at)`;

/**
 * SQL that is true while a failure at the end of a booking's time waits for a lead to look at it: nobody becomes a no-show by
 * our fault before somebody could say so. Not where more time was given already. Numbers: the provider's.
 */
export const heldByFailureSql = `(b.extended_closes_at is null and exists (
  select from outage o, provider held where held.id = w.provider_id
    and o.began_at < ${closesAtSql} and o.ended_at > ${closesAtSql} - make_interval(mins => held.failure_counts_minutes)
    and ${closesAtSql} + make_interval(hours => held.failure_hold_hours) > (select app_now())))`;

const joined = `booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id`;

/** When a booking closes for its participant. */
export interface ClosesAt {
  /** The first instant that is too late. */
  readonly closesAt: Temporal.Instant;
  /** True for a reasonable adjustment: for nobody who judges to see. */
  readonly isPersonal: boolean;
}

/** The first instant that is too late to submit under a booking. Throws where there is no such booking. */
export async function closesAtFor(db: Reads, bookingId: string): Promise<ClosesAt> {
  const [row] = await db.query<{ closes_at: Date; is_personal: boolean }>(
    `select ${closesAtSql} as closes_at, b.personal_closes_at is not null as is_personal from ${joined} where b.id = $1`,
    [bookingId],
  );
  if (!row) throw new Error(`There is no booking ${bookingId}`);
  return { closesAt: instantOf(row.closes_at), isPersonal: row.is_personal };
}

/**
 * The ids of bookings whose closing has passed and that are still open (`booked` or `confirmed`, nothing submitted), those
 * of the earliest window first. For the sweep that makes no-shows of them; a personal closing time that is ahead keeps a
 * booking out. All of them in one read: reading the first few again and again sorts what is left each time.
 */
export async function bookingsDueToClose(db: Reads): Promise<string[]> {
  const due = await db.query<{ id: string }>(
    `select b.id from ${joined}
     where b.state in ('booked', 'confirmed') and w.opens_at <= (select app_now()) and ${closesAtSql} <= (select app_now())
       and not ${heldByFailureSql}
     order by w.closes_at, w.id, b.id`,
  );
  return due.map(({ id }) => id);
}

/**
 * Windows that are over and not yet closed: past their closing, and past the personal closing of each booking in them
 * that is still live, with nobody left who is held back by a failure. Close each with `Enrolments.closeWindow` once its bookings are dealt with.
 */
export async function windowsDueToClose(db: Reads): Promise<{ windowId: string }[]> {
  return db.query(
    `select w.id as "windowId" from assessment_window w
     where w.closed_at is null and w.closes_at <= (select app_now())
       and not exists (select from booking b where b.window_id = w.id and b.state in ('booked', 'confirmed', 'used')
                       and greatest(b.personal_closes_at, b.extended_closes_at) > (select app_now()))
       and not exists (select from booking b join enrolment e on e.id = b.enrolment_id
                       where b.window_id = w.id and b.state in ('booked', 'confirmed') and ${heldByFailureSql})
     order by w.closes_at, w.id`,
  );
}
