import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { survivorOf, wentIntoAnother } from './merge.queries.js';
import { closesAtSql } from '../bookings/closing.js';
import type { BookingState } from '../bookings/booking.lifecycle.js';
import type { EnrolmentState } from '../enrolment.lifecycle.js';

export const atOnce = 50;

/** One line of the list of participants. */
export interface ParticipantLine {
  readonly id: string;
  readonly enrolmentId: string | null;
  readonly name: string;
  readonly trn: string;
  readonly school: string | null;
  readonly trust: string | null;
  readonly state: EnrolmentState | null;
  readonly presentBy: string | null;
  /** Where a resubmission was opened. */
  readonly resubmitBy: string | null;
  readonly attemptNo: number;
  readonly window: string | null;
  readonly bookingState: BookingState | null;
}

export interface ListWish {
  readonly providerId: string;
  readonly name: string;
  readonly trn: string;
  readonly state: string;
  /** The last participant of the page before, or ''. */
  readonly after: string;
}

/** A participant's page: everything that staff of their provider may see. Times as the driver gives them. */
export interface ParticipantRecord {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly trn: string;
  readonly school: string | null;
  readonly urn: string | null;
  readonly trust: string | null;
  readonly coachName: string | null;
  readonly coachEmail: string | null;
  readonly enrolmentId: string | null;
  readonly frameworkVersion: string;
  readonly state: EnrolmentState;
  readonly startDate: string;
  readonly presentBy: string;
  readonly presentByWhy: string;
  readonly longStop: string | null;
  readonly attemptNo: number;
  readonly resubmitBy: string | null;
  readonly resubmitByWhy: string | null;
  readonly presentedAt: Date | null;
  readonly today: string;
}

export interface BookingLine {
  readonly id: string;
  readonly window: string;
  readonly attemptNo: number;
  readonly state: BookingState;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly isPersonal: boolean;
  readonly keptAt: Date | null;
}

/** Deferrals, extensions, the withdrawal, charges and letters as lines of one table: one statement for all of them. */
export interface RecordLine {
  readonly kind: 'deferral' | 'extension' | 'withdrawal' | 'charge' | 'letter';
  readonly id: string;
  readonly at: string;
  readonly what: string;
  readonly reason: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly amount: number | null;
  readonly closed: string | null;
}

/** What the screens of participants read. */
@Injectable()
export class ParticipantQueries {
  constructor(private readonly database: Database) {}

  /** A page of the list and whether there is more; one statement whatever the cohort. */
  async list(wish: ListWish): Promise<{ lines: ParticipantLine[]; hasMore: boolean }> {
    const lines = await this.database.query<ParticipantLine>(
      `select p.id, e.id as "enrolmentId", p.name, p.trn, school.name as school, trust.name as trust, e.state,
              e.present_by as "presentBy", e.resubmit_by as "resubmitBy", coalesce(e.attempt_no, 1) as "attemptNo", w.name as window, b.state as "bookingState"
       from participant p
       left join enrolment e on e.participant_id = p.id
       left join booking b on b.enrolment_id = e.id and b.attempt_no = e.attempt_no
                          and b.state in ('booked', 'confirmed', 'used')
       left join assessment_window w on w.id = b.window_id
       left join school on school.id = p.school_id
       left join trust on trust.id = coalesce(p.trust_id, school.trust_id)
       where p.provider_id = $1 and not ${wentIntoAnother}
         and ($2 = '' or p.name ilike '%' || $2 || '%')
         and ($3 = '' or p.trn like $3 || '%')
         and ($4 = '' or e.state in ($4))
         and ($5 = '' or (p.name, p.id) > (select name, id from participant where id = nullif($5, '')::uuid))
       order by p.name, p.id limit ${atOnce + 1}`,
      [wish.providerId, escapeLike(wish.name.trim()), escapeLike(wish.trn.trim()), wish.state, wish.after],
    );
    return { lines: lines.slice(0, atOnce), hasMore: lines.length > atOnce };
  }

  /** Where an id leads whose record went into another; null where it did not. */
  async survivorOf(participantId: string): Promise<string | null> {
    return survivorOf(this.database, participantId);
  }

  /** How many enrolments are in each state. */
  async counts(providerId: string): Promise<Partial<Record<EnrolmentState, number>>> {
    const rows = await this.database.query<{ state: EnrolmentState; count: number }>(
      `select e.state, count(*)::int as count from enrolment e join participant p on p.id = e.participant_id
       where p.provider_id = $1 and not ${wentIntoAnother} group by e.state`,
      [providerId],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** A participant's record by their id or by their enrolment's. Null where there is none. */
  async record(by: { participantId: string } | { enrolmentId: string }): Promise<ParticipantRecord | null> {
    const [column, id] = 'participantId' in by ? ['p.id', by.participantId] : ['e.id', by.enrolmentId];
    const [row] = await this.database.query<ParticipantRecord>(
      `select p.id, p.name, s.email, p.trn, school.name as school, school.urn, trust.name as trust,
              p.coach_name as "coachName", p.coach_email as "coachEmail", e.id as "enrolmentId",
              e.framework_version as "frameworkVersion", e.state, e.start_date as "startDate",
              e.present_by as "presentBy", e.present_by_why as "presentByWhy", e.long_stop as "longStop",
              e.attempt_no as "attemptNo", e.resubmit_by as "resubmitBy", e.resubmit_by_why as "resubmitByWhy", e.presented_at as "presentedAt",
              london_date((select app_now())) as today
       from participant p join sign_in s on s.id = p.sign_in_id
       left join enrolment e on e.participant_id = p.id
       left join school on school.id = p.school_id
       left join trust on trust.id = coalesce(p.trust_id, school.trust_id)
       where ${column} = $1 order by e.start_date desc limit 1`,
      [id],
    );
    return row ?? null;
  }

  /** Every booking there was, newest first. */
  async bookings(enrolmentId: string): Promise<BookingLine[]> {
    return this.database.query<BookingLine>(
      `select b.id, w.name as window, b.attempt_no as "attemptNo", b.state, w.opens_at as "opensAt",
              ${closesAtSql} as "closesAt", b.personal_closes_at is not null as "isPersonal", b.kept_at as "keptAt"
       from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
       where b.enrolment_id = $1 order by b.booked_at desc, b.id`,
      [enrolmentId],
    );
  }

  async lines(enrolmentId: string, email: string): Promise<RecordLine[]> {
    return this.database.query<RecordLine>(
      `select 'deferral' as kind, id, decided_at as at, reason as what, note as reason, from_date as "from",
              to_date as until, null::int as amount, ended_at as closed
       from deferral where enrolment_id = $1
       union all
       select 'extension', id, decided_at, '', reason, null, null, days, null from extension where enrolment_id = $1
       union all
       select 'withdrawal', enrolment_id, decided_at, reason, note, null, null, null, null
       from withdrawal where enrolment_id = $1
       union all
       select 'charge', id, at, kind, waive_reason, null, london_date(refunded_at), pence, coalesce(settled_at, waived_at)
       from charge where enrolment_id = $1
       union all
       (select 'letter', id, composed_at, subject, reason, null, null, null, sent_at
        from mail_message where lower(to_address) = lower($2) order by composed_at desc limit 50)
       order by 3 desc`,
      [enrolmentId, email],
    );
  }
}

/** What a person typed is text, not a pattern. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (mark) => `\\${mark}`);
}
