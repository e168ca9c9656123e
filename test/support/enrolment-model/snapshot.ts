/** An enrolment as the record has it. Dates are YYYY-MM-DD in London. */
export interface EnrolmentSeen {
  readonly id: string;
  readonly signInId: string;
  readonly email: string;
  readonly state: string;
  readonly start: string;
  /** The id of the framework version. */
  readonly framework: string;
  readonly presentBy: string;
  readonly attemptNo: number;
  readonly resubmitBy: string | null;
  readonly presentedAt: string | null;
  readonly deferrals: readonly { readonly from: string; readonly until: string }[];
  readonly extensions: readonly number[];
  readonly unpaid: number;
  /** A file that is there: whoever has sent one finishes under this version of the framework. */
  readonly hasBegun: boolean;
}

/** An account that was sent, also one that was replaced or removed since. */
export interface AccountSeen {
  readonly id: string;
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly task: string;
  readonly sentAt: string;
  readonly isThere: boolean;
}

export interface BookingSeen {
  readonly id: string;
  readonly windowId: string;
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly state: string;
  readonly seat: number | null;
  readonly personalClosesAt: string | null;
  /** After a failure of ours. */
  readonly extendedClosesAt: string | null;
  readonly keptAt: string | null;
}

export interface WindowSeen {
  readonly id: string;
  readonly name: string;
  readonly framework: string;
  readonly capacity: number;
  readonly opensAt: string;
  readonly closesAt: string;
  readonly bookingOpensAt: string;
  readonly bookingClosesAt: string;
  readonly confirmBy: string;
  readonly closedAt: string | null;
  /** Up to when the account of a task is taken, by task, where that is earlier than the window closes. */
  readonly taskClosings: Readonly<Record<string, string>>;
}

export interface EntrySeen {
  readonly aggregate: 'enrolment' | 'booking';
  readonly of: string;
  readonly seq: number;
  readonly act: string;
  readonly at: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** All that the record says at one moment. Instants are ISO 8601. */
export interface Snapshot {
  readonly now: string;
  readonly enrolments: readonly EnrolmentSeen[];
  readonly bookings: readonly BookingSeen[];
  readonly windows: readonly WindowSeen[];
  readonly accounts: readonly AccountSeen[];
  /** In the order of their turns. */
  readonly waiting: readonly { readonly windowId: string; readonly enrolmentId: string; readonly attemptNo: number }[];
  readonly charges: readonly {
    readonly id: string;
    readonly enrolmentId: string;
    readonly bookingId: string | null;
    readonly kind: string;
    readonly pence: number;
    readonly isOpen: boolean;
    /** Waived or paid back. */
    readonly isLifted: boolean;
  }[];
  /** What moved a state, oldest first. */
  readonly entries: readonly EntrySeen[];
  readonly letters: readonly { readonly to: string; readonly subject: string }[];
}

const list = (row: string, from: string): string => `coalesce((select json_agg(${row}) from ${from}), '[]')`;
const iso = (instant: string): string => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export const snapshotSql = `select ${iso('app_now()')} as now,
  ${list(
    `json_build_object('id', e.id, 'signInId', p.sign_in_id, 'email', s.email, 'state', e.state, 'start', e.start_date,
      'framework', e.framework_version, 'hasBegun', exists (select from document where enrolment_id = e.id and state not in ('superseded', 'removed')),
      'presentBy', e.present_by, 'attemptNo', e.attempt_no, 'resubmitBy', e.resubmit_by, 'presentedAt', e.presented_at,
      'deferrals', ${list(`json_build_object('from', from_date, 'until', to_date) order by from_date`, `deferral where enrolment_id = e.id`)},
      'extensions', ${list('days', `extension where enrolment_id = e.id`)},
      'unpaid', (select coalesce(sum(pence), 0) from charge where enrolment_id = e.id and settled_at is null and waived_at is null)
     ) order by s.email`,
    `enrolment e join participant p on p.id = e.participant_id join sign_in s on s.id = p.sign_in_id`,
  )} as enrolments,
  ${list(
    `json_build_object('id', id, 'windowId', window_id, 'enrolmentId', enrolment_id, 'attemptNo', attempt_no,
      'state', state, 'seat', seat, 'personalClosesAt', ${iso('personal_closes_at')},
      'extendedClosesAt', ${iso('extended_closes_at')}, 'keptAt', kept_at) order by booked_at, id`,
    'booking',
  )} as bookings,
  ${list(
    `json_build_object('id', id, 'name', name, 'framework', framework_version, 'capacity', capacity, 'opensAt', ${iso('opens_at')},
      'closesAt', ${iso('closes_at')}, 'bookingOpensAt', ${iso('booking_opens_at')},
      'bookingClosesAt', ${iso('booking_closes_at')}, 'confirmBy', ${iso('confirm_by')}, 'closedAt', closed_at,
      'taskClosings', coalesce((select json_object_agg(task, ${iso('t.closes_at')}) from window_task_closing t where t.window_id = w.id), '{}')
     ) order by opens_at, name`,
    'assessment_window w',
  )} as windows,
  ${list(
    `json_build_object('id', id, 'enrolmentId', enrolment_id, 'attemptNo', attempt_no, 'task', replace(component, 'account-', ''),
      'sentAt', ${iso('uploaded_at')}, 'isThere', state not in ('superseded', 'removed')) order by uploaded_at, id`,
    `document where component <> 'evidence'`,
  )} as accounts,
  ${list(`json_build_object('windowId', window_id, 'enrolmentId', enrolment_id, 'attemptNo', attempt_no) order by turn`, 'waiting_place')} as waiting,
  ${list(
    `json_build_object('id', id, 'enrolmentId', enrolment_id, 'bookingId', booking_id, 'kind', kind, 'pence', pence,
      'isOpen', settled_at is null and waived_at is null,
      'isLifted', waived_at is not null or refunded_at is not null) order by at, id`,
    'charge',
  )} as charges,
  ${list(
    `json_build_object('aggregate', aggregate, 'of', aggregate_id, 'seq', seq, 'act', act, 'at', ${iso('at')}, 'from', from_state, 'to', to_state) order by j.id`,
    `journal_entry j where to_state is not null and (aggregate = 'enrolment' and aggregate_id in (select id::text from enrolment)
       or aggregate = 'booking' and aggregate_id in (select id::text from booking))`,
  )} as entries,
  ${list(`json_build_object('to', to_address, 'subject', subject) order by composed_at, key`, 'mail_message')} as letters`;
