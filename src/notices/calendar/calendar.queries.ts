import { closesAtSql, taskClosingsSql, type BookingState, type EnrolmentState } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** What a calendar's text is made of. Days are YYYY-MM-DD in London. */
export interface CalendarOwner {
  readonly enrolmentId: string;
  readonly state: EnrolmentState;
  readonly attemptNo: number;
  readonly presentBy: string;
  readonly presentByWhy: string;
  readonly resubmitBy: string | null;
  readonly resubmitByWhy: string | null;
  readonly version: number;
}

export interface CalendarBooking {
  readonly id: string;
  readonly state: BookingState;
  readonly windowName: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly confirmBy: Date;
  /** ISO 8601. */
  readonly taskClosings: readonly { readonly task: string; readonly title: string; readonly closesAt: string }[];
  readonly version: number;
}

/** Whose calendar a token's hash opens: their newest enrolment. Null where it opens none (any more). One statement. */
export async function ownerOf(db: Reads, tokenHash: string): Promise<CalendarOwner | null> {
  const [row] = await db.query<CalendarOwner>(
    `select e.id as "enrolmentId", e.state, e.attempt_no as "attemptNo", e.present_by::text as "presentBy",
            e.present_by_why as "presentByWhy", e.resubmit_by::text as "resubmitBy",
            e.resubmit_by_why as "resubmitByWhy", e.version
     from calendar_link l join participant p on p.sign_in_id = l.sign_in_id join enrolment e on e.participant_id = p.id
     where l.token_hash = $1 order by e.start_date desc, e.id limit 1`,
    [tokenHash],
  );
  return row ?? null;
}

/** The newest 20 bookings of an enrolment, those that ended too: a calendar has to be told to take them out. One statement. */
export async function calendarBookings(db: Reads, enrolmentId: string): Promise<CalendarBooking[]> {
  return db.query<CalendarBooking>(
    `select b.id, b.state, w.name as "windowName", w.opens_at as "opensAt", ${closesAtSql} as "closesAt",
            w.confirm_by as "confirmBy", ${taskClosingsSql} as "taskClosings", b.version
     from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
     where b.enrolment_id = $1 order by b.booked_at desc, b.id limit 20`,
    [enrolmentId],
  );
}

/** When a person's link was made; null where there is none. One statement. */
export async function linkOf(db: Reads, signInId: string): Promise<Date | null> {
  const [row] = await db.query<{ madeAt: Date }>(
    `select made_at as "madeAt" from calendar_link where sign_in_id = $1`,
    [signInId],
  );
  return row?.madeAt ?? null;
}
