import { createHash } from 'node:crypto';
import { closesAtSql } from '../enrolment/index.js';
import type { Transaction } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { extendedClosing } from './extended-closing.js';

type Reads = Pick<Transaction, 'query'>;

/** What a lead declares: a window, a stretch `[from, until)` and how much later it closes for whom it hit. */
export interface FailureSpan {
  readonly windowId: string;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly minutes: number;
}

/** Whether a person gets more time, and where not, why. */
export type Standing = 'extended' | 'submitted' | 'missed' | 'outside';

export interface AffectedPerson {
  readonly bookingId: string;
  readonly enrolmentId: string;
  readonly name: string;
  readonly email: string;
  readonly standing: Standing;
  /** ISO 8601; `closesAt` is the same as before where nothing is extended. */
  readonly closesAtBefore: string;
  readonly closesAt: string;
  /** Tries to submit in the stretch that we answered with a fault. */
  readonly faults: number;
  /** When the last try to submit came too late, ISO 8601, by the database's clock; null where none did. */
  readonly lateAt: string | null;
}

interface Row {
  bookingId: string;
  enrolmentId: string;
  name: string;
  email: string;
  state: 'booked' | 'confirmed' | 'used' | 'no-show';
  opensAt: Date;
  closesAt: Date;
  submission: string | null;
  faults: number;
  lateAt: Date | null;
}

/** Everybody with a place in the window, and what the declaration does for them. One statement, whatever their number. */
export async function affectedBy(db: Reads, span: FailureSpan): Promise<AffectedPerson[]> {
  const rows = await db.query<Row>(
    `select b.id as "bookingId", b.enrolment_id as "enrolmentId", p.name, i.email, b.state, w.opens_at as "opensAt",
            ${closesAtSql} as "closesAt", s.state as submission,
            (select count(*)::int from failed_request f
             where f.sign_in_id = p.sign_in_id and f.at >= $2::timestamptz and f.at < $3::timestamptz) as faults,
            (select max((j.facts ->> 'receivedAt')::timestamptz) from journal_entry j
             where j.aggregate = 'submission' and j.aggregate_id = s.id::text and j.act = 'submission.late') as "lateAt"
     from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
     join participant p on p.id = e.participant_id join sign_in i on i.id = p.sign_in_id
     left join attempt a on a.enrolment_id = b.enrolment_id and a.no = b.attempt_no
     left join lateral (select id, state from submission where attempt_id = a.id and state <> 'withdrawn'
                        order by state = 'no-show', id limit 1) s on true
     where b.window_id = $1 and b.state in ('booked', 'confirmed', 'used', 'no-show')
     order by p.name, b.id`,
    [span.windowId, span.from.toString(), span.until.toString()],
  );
  return rows.map((row) => personOf(row, span));
}

function personOf(row: Row, span: FailureSpan): AffectedPerson {
  const before = instantOf(row.closesAt);
  const standing = standingOf(row, span);
  const after = standing === 'extended' ? extendedClosing(before, span.minutes) : before;
  return {
    bookingId: row.bookingId,
    enrolmentId: row.enrolmentId,
    name: row.name,
    email: row.email,
    standing,
    closesAtBefore: before.toString(),
    closesAt: after.toString(),
    faults: row.faults,
    lateAt: row.lateAt && instantOf(row.lateAt).toString(),
  };
}

/** Hit is whose time was running in the stretch and who has handed nothing in, or has taken it back. */
function standingOf(row: Row, { from, until }: FailureSpan): Standing {
  const wasOpen =
    Temporal.Instant.compare(instantOf(row.opensAt), until) < 0 &&
    Temporal.Instant.compare(instantOf(row.closesAt), from) > 0;
  if (row.state === 'used' && row.submission !== 'draft') return 'submitted';
  if (!wasOpen) return 'outside';
  return row.state === 'no-show' ? 'missed' : 'extended';
}

/** Names what a declaration does: one that was taken looking at something else is not taken. */
export function fingerprintOf(people: readonly AffectedPerson[]): string {
  const done = people
    .filter(({ standing }) => standing === 'extended')
    .map(({ bookingId, closesAtBefore, closesAt }) => `${bookingId} ${closesAtBefore} ${closesAt}`)
    .sort();
  return createHash('sha256').update(JSON.stringify(done)).digest('hex').slice(0, 32);
}
