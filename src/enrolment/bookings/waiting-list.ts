import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/**
 * SQL: whether the turn `l` of enrolment `e` in window `w` counts. Those for whom the window does not fit just now are
 * passed over and keep their turn: they may fit again tomorrow. The rules of booking decide again under lock.
 */
const turnCounts = `e.state in ('active', 'resubmitting') and e.attempt_no = l.attempt_no
  and w.closes_at <= ((case when e.attempt_no > 1 and e.resubmit_by is not null then e.resubmit_by else e.present_by end) + 1)::timestamp
    at time zone 'Europe/London'
  and not (e.state in ('active') and exists (select from deferral d where d.enrolment_id = e.id
           and d.from_date::timestamp at time zone 'Europe/London' < w.closes_at
           and w.opens_at < d.to_date::timestamp at time zone 'Europe/London'))
  and not exists (select from booking o where o.enrolment_id = e.id and o.attempt_no = e.attempt_no
                  and o.state in ('booked', 'confirmed', 'used'))
  and not (exists (select from charge c where c.enrolment_id = e.id and c.settled_at is null and c.waived_at is null)
           and (select (f.definition #>> '{booking,unpaidChargeBarsSubmission}')::boolean from framework_version f
                where f.id = e.framework_version))`;

/** SQL for how many wait whose turn counts, in window `w`. */
export const waitingSql = `(select count(*)::int from waiting_place l join enrolment e on e.id = l.enrolment_id
  where l.window_id = w.id and ${turnCounts})`;

/** How many whose turn counts stand before this enrolment in a window: all of them where it does not wait. */
export async function waitingBefore(db: Reads, windowId: string, enrolmentId: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from waiting_place l join enrolment e on e.id = l.enrolment_id
     join assessment_window w on w.id = l.window_id
     where l.window_id = $1 and l.enrolment_id <> $2 and ${turnCounts}
       and l.turn < coalesce((select m.turn from waiting_place m join enrolment n on n.id = m.enrolment_id
         where m.window_id = $1 and m.enrolment_id = $2 and m.attempt_no = n.attempt_no), 9223372036854775807)`,
    [windowId, enrolmentId],
  );
  return row?.n ?? 0;
}

/** The enrolments whose turn counts, first the one that has waited longest. */
export async function waitingInOrder(db: Reads, windowId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select e.id from waiting_place l join enrolment e on e.id = l.enrolment_id
     join assessment_window w on w.id = l.window_id where l.window_id = $1 and ${turnCounts} order by l.turn`,
    [windowId],
  );
  return rows.map(({ id }) => id);
}

/** Windows that have a place for somebody who waits: for the sweep, which finds what no cancellation ordered. */
export async function windowsWithPlacesToOffer(db: Reads): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select w.id from assessment_window w
     where w.closed_at is null and w.booking_closes_at > (select app_now()) and w.booking_opens_at <= (select app_now())
       and exists (select from waiting_place l where l.window_id = w.id)
       and (select count(*) from booking b where b.window_id = w.id and b.seat is not null) < w.capacity
     order by w.opens_at, w.id`,
  );
  return rows.map(({ id }) => id);
}

/** Places this attempt waits for, by window. */
export async function waitingOf(db: Reads, enrolmentId: string, attemptNo: number): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(
    `select window_id as id from waiting_place where enrolment_id = $1 and attempt_no = $2`,
    [enrolmentId, attemptNo],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Who has a place, or no attempt to wait for, waits nowhere. The enrolments are locked. */
export async function endWaiting(tx: Transaction, enrolmentIds: readonly string[], why = 'Has a place'): Promise<void> {
  const ended = await tx.query<{ id: string; windowId: string }>(
    `delete from waiting_place where enrolment_id = any($1::uuid[]) returning id, window_id as "windowId"`,
    [enrolmentIds],
  );
  for (const { id, windowId } of ended) {
    await tx.journal({ aggregate: 'waiting', id, act: 'waiting.ended', why, facts: { windowId } });
    await tx.touch(`window:${windowId}`);
  }
}

/** Orders that a place which became free is offered. `key` names what freed it, so that it is ordered once. */
export async function orderOffer(tx: Transaction, windowId: string, key: string): Promise<void> {
  await tx.order({ kind: 'booking.offer-places', key, subject: { windowId } });
}
