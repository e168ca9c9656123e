import type { BookingSeen, EnrolmentSeen, Snapshot, WindowSeen } from './snapshot.js';

/*
 * The rules once more, from the domain's sentences and not from the product: dates by Temporal, everything else by reading
 * the record. What the product does is held to these.
 */

const zone = 'Europe/London';

export const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;

export const dayOf = (iso: string): string =>
  Temporal.Instant.from(iso).toZonedDateTimeISO(zone).toPlainDate().toString();

/** The first instant of a day in London. */
export const beginOf = (day: string): number => Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;

/** The first instant after a day in London. */
export const endOf = (day: string): number => beginOf(Temporal.PlainDate.from(day).add({ days: 1 }).toString());

/** Metric 4: the corresponding day `months` later, then each civil day that was deferred, once, and each day granted. */
export function presentBy(
  start: string,
  months: number,
  moved: Pick<EnrolmentSeen, 'deferrals' | 'extensions'>,
): string {
  const off = new Set<string>();
  for (const { from, until } of moved.deferrals)
    for (let day = Temporal.PlainDate.from(from); day.toString() < until; day = day.add({ days: 1 }))
      off.add(day.toString());
  const granted = moved.extensions.reduce((sum, days) => sum + days, 0);
  return Temporal.PlainDate.from(start)
    .add({ months })
    .add({ days: off.size + granted })
    .toString();
}

/**
 * The day to resubmit by: of the civil days after the release those on which somebody is not away, as many as there are up to the
 * corresponding date six months later.
 */
export function resubmitBy(releasedOn: string, { deferrals }: Pick<EnrolmentSeen, 'deferrals'>): string {
  const released = Temporal.PlainDate.from(releasedOn);
  let last = released;
  for (let left = released.until(released.add({ months: 6 })).days; left > 0;) {
    last = last.add({ days: 1 });
    if (!deferrals.some(({ from, until }) => from <= last.toString() && last.toString() < until)) left -= 1;
  }
  return last.toString();
}

/** The states an enrolment and a booking may pass from and to (domain 8.3; an outcome may be superseded). */
export const moves: Readonly<Record<'enrolment' | 'booking', readonly string[]>> = {
  enrolment: [
    'active>deferred',
    'deferred>active',
    'active>presented',
    'active>lapsed',
    'lapsed>active',
    'presented>passed',
    'presented>resubmitting',
    'presented>failed',
    'resubmitting>passed',
    'resubmitting>resubmitting',
    'resubmitting>failed',
    'passed>failed',
    'passed>resubmitting',
    'passed>presented',
    'failed>passed',
    'failed>resubmitting',
    'failed>presented',
    'resubmitting>presented',
    'active>withdrawn',
    'deferred>withdrawn',
    'presented>withdrawn',
    'resubmitting>withdrawn',
    'lapsed>withdrawn',
  ],
  booking: [
    'booked>confirmed',
    'booked>used',
    'booked>no-show',
    'booked>cancelled',
    'booked>moved',
    'confirmed>used',
    'confirmed>no-show',
    'confirmed>cancelled',
    'used>cancelled',
    // By a failure of ours that was declared, and by nothing else.
    'no-show>confirmed',
  ],
};

export const isLive = ({ state }: BookingSeen): boolean => ['booked', 'confirmed', 'used'].includes(state);
/** Held, and nothing submitted under it. */
export const isHeld = ({ state }: BookingSeen): boolean => state === 'booked' || state === 'confirmed';

export const lastDay = (e: EnrolmentSeen): string => (e.attemptNo > 1 && e.resubmitBy ? e.resubmitBy : e.presentBy);

export const liveOf = (seen: Snapshot, e: EnrolmentSeen): BookingSeen | undefined =>
  seen.bookings.find((b) => b.enrolmentId === e.id && b.attemptNo === e.attemptNo && isLive(b));

export const windowOf = (seen: Pick<Snapshot, 'windows'>, id: string): WindowSeen => {
  const found = seen.windows.find((w) => w.id === id);
  if (!found) throw new Error(`The record has no window ${id}`);
  return found;
};

/** The first instant that is too late to submit under a booking. */
export const tooLate = (b: BookingSeen, w: WindowSeen, e: EnrolmentSeen): number =>
  Math.max(
    b.personalClosesAt ? at(b.personalClosesAt) : Math.min(at(w.closesAt), endOf(lastDay(e))),
    b.extendedClosesAt ? at(b.extendedClosesAt) : 0,
  );

/**
 * The first instant that is too late to send or change the account of a task under a booking; null where it closes with the
 * window. Whoever has longer than the window, by an adjustment or after a failure, has as much longer for the task.
 */
export function taskTooLate(b: BookingSeen, w: WindowSeen, task: string): number | null {
  const closes = w.taskClosings[task];
  if (closes === undefined) return null;
  const over = Math.max(
    at(b.personalClosesAt ?? w.closesAt),
    b.extendedClosesAt ? at(b.extendedClosesAt) : 0,
    at(w.closesAt),
  );
  return at(closes) + over - at(w.closesAt);
}

/** True where somebody is away, or will be, while a window is open: a place in it could not be used. */
export const isAway = (e: EnrolmentSeen, opensAt: string, closes: number): boolean =>
  (e.state === 'active' || e.state === 'deferred') &&
  e.deferrals.some(({ from, until }) => beginOf(from) < closes && at(opensAt) < beginOf(until));

/** True where nothing but a place is wanting: who waits in turn and could take it now. */
export function couldTake(seen: Snapshot, e: EnrolmentSeen, w: WindowSeen): boolean {
  const now = at(seen.now);
  return (
    (e.state === 'active' || e.state === 'resubmitting') &&
    e.framework === w.framework &&
    liveOf(seen, e) === undefined &&
    e.unpaid === 0 &&
    at(w.bookingOpensAt) <= now &&
    now < at(w.bookingClosesAt) &&
    at(w.closesAt) <= endOf(lastDay(e)) &&
    !isAway(e, w.opensAt, at(w.closesAt))
  );
}

/** Those on a window's list who could take a place, in their order, each waiting for the attempt that is open. */
export const inTurn = (seen: Snapshot, w: WindowSeen): EnrolmentSeen[] =>
  seen.waiting.flatMap(({ windowId, enrolmentId, attemptNo }) => {
    const e = seen.enrolments.find(({ id }) => id === enrolmentId);
    return windowId === w.id && e && e.attemptNo === attemptNo && couldTake(seen, e, w) ? [e] : [];
  });

/** Places that are free for one person: those that are empty, less those who wait before them. */
export function placesFor(seen: Snapshot, e: EnrolmentSeen, w: WindowSeen): number {
  const taken = seen.bookings.filter((b) => b.windowId === w.id && isLive(b)).length;
  const turn = inTurn(seen, w);
  const mine = turn.findIndex(({ id }) => id === e.id);
  return w.capacity - taken - (mine === -1 ? turn.length : mine);
}
