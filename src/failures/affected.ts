import { createHash } from 'node:crypto';
import { refuse, type Refusal } from '#libs/refusal';
import { closesAtSql, whyNotExtended } from '../enrolment/index.js';
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

/**
 * Whether a person gets more time: `reinstated` with their place given back, which had become a no-show; `barred` where they
 * were hit and something else keeps them from it.
 */
export type Standing = 'extended' | 'reinstated' | 'barred' | 'submitted' | 'outside';

export interface AffectedPerson {
  readonly bookingId: string;
  readonly enrolmentId: string;
  readonly name: string;
  readonly email: string;
  readonly standing: Standing;
  /** What keeps them from it; null where nothing does. */
  readonly bar: Refusal | null;
  /** What they were charged for not using the place, in pence, and have paid or owe; null where nothing. */
  readonly charged: { readonly pence: number; readonly isPaid: boolean } | null;
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
  charged: AffectedPerson['charged'];
  isFrozen: boolean;
  faults: number;
  lateAt: Date | null;
}

/** Everybody with a place in the window, and what the declaration does for them. Two statements, whatever their number. */
export async function affectedBy(db: Reads, span: FailureSpan): Promise<AffectedPerson[]> {
  const rows = await db.query<Row>(
    `select b.id as "bookingId", b.enrolment_id as "enrolmentId", p.name, i.email, b.state, w.opens_at as "opensAt",
            ${closesAtSql} as "closesAt", s.state as submission,
            (select json_build_object('pence', c.pence, 'isPaid', c.settled_at is not null) from charge c
             where c.booking_id = b.id and c.kind = 'no-show' and c.waived_at is null and c.refunded_at is null) as charged,
            exists (select from moderation_batch m where m.window_id = w.id and m.state <> 'remark') as "isFrozen",
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
  const people = rows.map((row) => ({ row, hit: isHit(row, span), closesAt: laterFor(row, span) }));
  const barred = await whyNotExtended(
    db,
    people
      .filter(({ hit }) => hit === 'hit')
      .map(({ row, closesAt }) => ({ bookingId: row.bookingId, opensAt: instantOf(row.opensAt), closesAt })),
  );
  return people.map(({ row, hit, closesAt }) => {
    if (hit !== 'hit') return personOf(row, hit, null, null);
    const isMissed = row.state === 'no-show';
    const bar = isMissed && row.isFrozen ? refuse('window-is-frozen') : (barred.get(row.bookingId) ?? null);
    if (bar) return personOf(row, 'barred', bar, null);
    return personOf(row, isMissed ? 'reinstated' : 'extended', null, closesAt);
  });
}

function personOf(
  row: Row,
  standing: Standing,
  bar: Refusal | null,
  closesAt: Temporal.Instant | null,
): AffectedPerson {
  const { bookingId, enrolmentId, name, email, charged, faults, lateAt } = row;
  const before = instantOf(row.closesAt);
  return {
    bookingId,
    enrolmentId,
    name,
    email,
    standing,
    bar,
    charged,
    closesAtBefore: before.toString(),
    closesAt: (closesAt ?? before).toString(),
    faults,
    lateAt: lateAt && instantOf(lateAt).toString(),
  };
}

function laterFor(row: Row, { minutes }: FailureSpan): Temporal.Instant {
  return extendedClosing(instantOf(row.closesAt), minutes);
}

/** Hit is whose time was running in the stretch and who has handed nothing in, or has taken it back. */
function isHit(row: Row, { from, until }: FailureSpan): 'hit' | 'submitted' | 'outside' {
  const wasOpen =
    Temporal.Instant.compare(instantOf(row.opensAt), until) < 0 &&
    Temporal.Instant.compare(instantOf(row.closesAt), from) > 0;
  if (row.state === 'used' && row.submission !== 'draft') return 'submitted';
  return wasOpen ? 'hit' : 'outside';
}

/** True where a declaration gives them time. */
export function isGivenTime({ standing }: AffectedPerson): boolean {
  return standing === 'extended' || standing === 'reinstated';
}

/** Names what a declaration does: one that was taken looking at something else is not taken. */
export function fingerprintOf(people: readonly AffectedPerson[]): string {
  const done = people
    .filter(isGivenTime)
    .map(
      ({ bookingId, standing, closesAtBefore, closesAt }) => `${bookingId} ${standing} ${closesAtBefore} ${closesAt}`,
    )
    .sort();
  return createHash('sha256').update(JSON.stringify(done)).digest('hex').slice(0, 32);
}
