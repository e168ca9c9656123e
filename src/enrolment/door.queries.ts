import type { Deferral } from '#libs/calendar';
import type { Transaction } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { taskClosingsSql } from './windows/task-closings.js';
import { closesAtSql } from './bookings/closing.js';
import type { BookingState } from './bookings/booking.lifecycle.js';
import { deferralFrom, deferralsSql, type DeferralDates } from './deferrals.js';
import type { EnrolmentState } from './enrolment.lifecycle.js';

type Reads = Pick<Transaction, 'query'>;

/** A live booking as rooms to the right need it. */
export interface LiveBooking {
  readonly id: string;
  readonly enrolmentId: string;
  readonly attemptNo: number;
  /** `booked`, `confirmed` or `used`. */
  readonly state: BookingState;
  readonly windowId: string;
  readonly windowName: string;
  readonly opensAt: Temporal.Instant;
  /** The first instant that is too late for this participant (see `closesAtFor`). */
  readonly closesAt: Temporal.Instant;
  readonly confirmBy: Temporal.Instant;
  /** The tasks whose accounts are taken for a shorter time, by task: the first instant that is too late for each. */
  readonly taskClosings: readonly { readonly title: string; readonly closesAt: Temporal.Instant }[];
}

/** A participant's place on the programme. Dates are YYYY-MM-DD in London. */
export interface EnrolmentOf {
  readonly enrolmentId: string;
  readonly participantId: string;
  readonly providerId: string;
  readonly name: string;
  readonly frameworkVersion: string;
  readonly state: EnrolmentState;
  readonly startDate: string;
  readonly presentBy: string;
  /** Such as "18 months from 31 August 2017; February has 28 days". */
  readonly presentByWhy: string;
  /** The attempt that is open now: 1, or more once a resubmission was opened. */
  readonly attemptNo: number;
  readonly resubmitBy: string | null;
  readonly resubmitByWhy: string | null;
  /** Deferrals of the attempt that is open, over or to come: none for a resubmission. */
  readonly deferrals: readonly Deferral[];
  readonly presentedAt: Temporal.Instant | null;
  /** What is owed and neither settled nor waived. */
  readonly unpaidPence: number;
  /** The live booking of the current attempt, or null. */
  readonly booking: LiveBooking | null;
}

interface Row {
  enrolment_id: string;
  participant_id: string;
  provider_id: string;
  name: string;
  framework_version: string;
  state: EnrolmentState;
  start_date: string;
  present_by: string;
  present_by_why: string;
  attempt_no: number;
  resubmit_by: string | null;
  resubmit_by_why: string | null;
  deferrals: readonly DeferralDates[];
  presented_at: Date | null;
  unpaid: number;
  booking_id: string | null;
  booking_attempt_no: number;
  booking_state: BookingState;
  window_id: string;
  window_name: string;
  opens_at: Date;
  closes_at: Date;
  confirm_by: Date;
  task_closings: readonly { title: string; closesAt: string }[];
}

const readEnrolment = `
  select e.id as enrolment_id, e.participant_id, p.provider_id, p.name, e.framework_version, e.state, e.start_date,
         e.present_by, e.present_by_why, e.attempt_no, e.resubmit_by, e.resubmit_by_why, e.presented_at,
         (select coalesce(sum(pence), 0)::int from charge
          where enrolment_id = e.id and settled_at is null and waived_at is null) as unpaid,
         case when e.attempt_no = 1 then ${deferralsSql('e.id')} else '[]' end as deferrals,
         b.id as booking_id, b.attempt_no as booking_attempt_no, b.state as booking_state,
         w.id as window_id, w.name as window_name, w.opens_at, ${closesAtSql} as closes_at, w.confirm_by,
         ${taskClosingsSql} as task_closings
  from participant p
  join enrolment e on e.participant_id = p.id
  left join booking b on b.enrolment_id = e.id and b.attempt_no = e.attempt_no
                     and b.state in ('booked', 'confirmed', 'used')
  left join assessment_window w on w.id = b.window_id`;

/** The enrolment of the participant with this sign-in, the newest where there are several; null where there is none. One statement. */
export async function enrolmentOf(db: Reads, participantSignInId: string): Promise<EnrolmentOf | null> {
  const [row] = await db.query<Row>(
    `${readEnrolment} where p.sign_in_id = $1 order by e.start_date desc, e.id limit 1`,
    [participantSignInId],
  );
  return row ? enrolmentFrom(row) : null;
}

/** The same by the enrolment's id. */
export async function enrolmentById(db: Reads, enrolmentId: string): Promise<EnrolmentOf | null> {
  const [row] = await db.query<Row>(`${readEnrolment} where e.id = $1`, [enrolmentId]);
  return row ? enrolmentFrom(row) : null;
}

/** The live booking of an attempt, or null. */
export async function liveBooking(db: Reads, enrolmentId: string, attemptNo: number): Promise<LiveBooking | null> {
  const [row] = await db.query<Row>(
    `select e.id as enrolment_id, b.id as booking_id, b.attempt_no as booking_attempt_no, b.state as booking_state,
            w.id as window_id, w.name as window_name, w.opens_at, ${closesAtSql} as closes_at, w.confirm_by,
         ${taskClosingsSql} as task_closings
     from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
     where b.enrolment_id = $1 and b.attempt_no = $2 and b.state in ('booked', 'confirmed', 'used')`,
    [enrolmentId, attemptNo],
  );
  return row ? bookingFrom(row) : null;
}

/** What hangs on the attempt that an enrolment is at. */
export interface HangingOn {
  readonly state: EnrolmentState;
  readonly attemptNo: number;
  /** Names of windows in which a place is held, used ones included. */
  readonly places: readonly string[];
  readonly unpaidFeePence: number;
  readonly paidFeePence: number;
}

/** What would fall away with the attempt that an enrolment is at. Throws where there is no such enrolment. One statement. */
export async function hangingOn(db: Reads, enrolmentId: string): Promise<HangingOn> {
  const [row] = await db.query<HangingOn>(
    `select e.state, e.attempt_no as "attemptNo",
            array(select w.name from booking b join assessment_window w on w.id = b.window_id
                  where b.enrolment_id = e.id and b.attempt_no = e.attempt_no and b.state in ('booked', 'confirmed', 'used')
                  order by w.name) as places,
            coalesce(sum(c.pence) filter (where c.settled_at is null), 0)::int as "unpaidFeePence",
            coalesce(sum(c.pence) filter (where c.settled_at is not null), 0)::int as "paidFeePence"
     from enrolment e left join charge c on c.enrolment_id = e.id and c.attempt_no = e.attempt_no
       and c.waived_at is null and c.refunded_at is null
     where e.id = $1 group by e.id`,
    [enrolmentId],
  );
  if (!row) throw new Error(`There is no enrolment ${enrolmentId}`);
  return row;
}

/** Whom a letter about an enrolment goes to. Throws where there is no such enrolment. */
export async function participantForLetters(
  db: Reads,
  enrolmentId: string,
): Promise<{ participantId: string; signInId: string; name: string; email: string }> {
  const [row] = await db.query<{ participantId: string; signInId: string; name: string; email: string }>(
    `select p.id as "participantId", p.sign_in_id as "signInId", p.name, s.email
     from enrolment e join participant p on p.id = e.participant_id join sign_in s on s.id = p.sign_in_id
     where e.id = $1`,
    [enrolmentId],
  );
  if (!row) throw new Error(`There is no enrolment ${enrolmentId}`);
  return row;
}

function enrolmentFrom(row: Row): EnrolmentOf {
  return {
    enrolmentId: row.enrolment_id,
    participantId: row.participant_id,
    providerId: row.provider_id,
    name: row.name,
    frameworkVersion: row.framework_version,
    state: row.state,
    startDate: row.start_date,
    presentBy: row.present_by,
    presentByWhy: row.present_by_why,
    attemptNo: row.attempt_no,
    resubmitBy: row.resubmit_by,
    resubmitByWhy: row.resubmit_by_why,
    deferrals: row.deferrals.map(deferralFrom),
    presentedAt: row.presented_at && instantOf(row.presented_at),
    unpaidPence: row.unpaid,
    booking: row.booking_id === null ? null : bookingFrom(row),
  };
}

function bookingFrom(row: Row): LiveBooking {
  return {
    id: row.booking_id ?? '',
    enrolmentId: row.enrolment_id,
    attemptNo: row.booking_attempt_no,
    state: row.booking_state,
    windowId: row.window_id,
    windowName: row.window_name,
    opensAt: instantOf(row.opens_at),
    closesAt: instantOf(row.closes_at),
    confirmBy: instantOf(row.confirm_by),
    taskClosings: row.task_closings.map(({ title, closesAt }) => ({
      title,
      closesAt: Temporal.Instant.from(closesAt),
    })),
  };
}
