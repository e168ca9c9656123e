import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { BookingState } from './booking.lifecycle.js';
import { taskClosingsSql } from '../windows/task-closings.js';
import { closesAtSql } from './closing.js';

/** One booking with its window, for the person it belongs to and for their provider's staff. */
export interface BookingRecord {
  readonly id: string;
  readonly enrolmentId: string;
  readonly participantId: string;
  readonly name: string;
  readonly attemptNo: number;
  readonly state: BookingState;
  readonly windowId: string;
  readonly window: string;
  readonly frameworkVersion: string;
  readonly opensAt: Date;
  readonly windowClosesAt: Date;
  readonly closesAt: Date;
  readonly confirmBy: Date;
  /** Tasks whose accounts are taken up to an earlier time, for this person; ISO 8601. */
  readonly taskClosings: readonly { readonly title: string; readonly closesAt: string }[];
  readonly isPersonal: boolean;
  /** True where a failure of ours gave this person more time. */
  readonly isExtended: boolean;
  readonly keptAt: Date | null;
  readonly windowIsOpen: boolean;
  readonly mayStillConfirm: boolean;
}

/** What the screens of bookings read. */
@Injectable()
export class BookingQueries {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<BookingRecord | null> {
    const [row] = await this.database.query<BookingRecord>(
      `select b.id, b.enrolment_id as "enrolmentId", p.id as "participantId", p.name, b.attempt_no as "attemptNo", b.state,
              w.id as "windowId", w.name as window, w.framework_version as "frameworkVersion", w.opens_at as "opensAt",
              w.closes_at as "windowClosesAt", ${closesAtSql} as "closesAt", w.confirm_by as "confirmBy",
              ${taskClosingsSql} as "taskClosings",
              b.personal_closes_at is not null as "isPersonal", b.extended_closes_at is not null as "isExtended", b.kept_at as "keptAt",
              w.opens_at <= (select app_now()) as "windowIsOpen",
              b.state in ('booked') and (w.confirm_by > (select app_now()) or b.kept_at is not null) as "mayStillConfirm"
       from booking b join assessment_window w on w.id = b.window_id
       join enrolment e on e.id = b.enrolment_id join participant p on p.id = e.participant_id
       where b.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Charges of an enrolment that are open, oldest first. */
  async openCharges(enrolmentId: string): Promise<{ kind: string; pence: number; at: Date }[]> {
    return this.database.query(
      `select kind, pence, at from charge where enrolment_id = $1 and settled_at is null and waived_at is null order by at`,
      [enrolmentId],
    );
  }
}
