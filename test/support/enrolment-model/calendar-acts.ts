import { setTimeout } from 'node:timers/promises';
import { BookingJobs } from '../../../src/enrolment/bookings/booking.jobs.js';
import { SweepEnrolments } from '../../../src/enrolment/participants/sweep-enrolments.js';
import { CloseWindows } from '../../../src/submission/index.js';
import { workOf } from '../work.js';
import { expectThat, Unexpected, type Act } from './course.js';
import {
  at,
  beginOf,
  dayOf,
  endOf,
  inTurn,
  isLive,
  lastDay,
  liveOf,
  placesFor,
  taskTooLate,
  windowOf,
} from './rules.js';
import type { Snapshot } from './snapshot.js';

export const closeWindows: Act = async ({ context }) => {
  await context.get(CloseWindows, { strict: false }).run(workOf('submission.close-windows'));
  return 'done';
};
export const confirmBy: Act = async ({ context }) => {
  await context.get(BookingJobs, { strict: false }).confirmBy(workOf('booking.confirm-by'));
  return 'done';
};
export const offer: Act = async ({ context, look }) => {
  await context.get(BookingJobs, { strict: false }).offer(workOf('booking.offer-places'));
  const seen = await look();
  for (const w of seen.windows)
    for (const e of inTurn(seen, w))
      expectThat(w.closedAt !== null || placesFor(seen, e, w) <= 0, `A place in ${w.name} was given to nobody`);
  return 'done';
};
export const turn: Act = async ({ context, look }, { seen: before }) => {
  const turned = await context.get(SweepEnrolments, { strict: false }).run('job:enrolment.sweep');
  const seen = await look();
  for (const e of seen.enrolments) {
    // Whose last day was moved at the same time is for the next night.
    const isMoved = before.enrolments.some((was) => was.id === e.id && lastDay(was) !== lastDay(e));
    const isOver = lastDay(e) < dayOf(seen.now) && !liveOf(seen, e) && !isMoved;
    const isOff = e.deferrals.some(({ from, until }) => from <= dayOf(seen.now) && dayOf(seen.now) < until);
    // Nobody runs out while they are away, also of a resubmission that was opened before.
    expectThat(
      !(isOver && !isOff && ['active', 'resubmitting'].includes(e.state)),
      `An enrolment is ${e.state} after its last day`,
    );
    expectThat(e.state !== 'deferred' || isOff, 'An enrolment is deferred and has no deferral that runs');
    expectThat(e.state !== 'active' || !isOff, 'An enrolment is active during its deferral');
  }
  return turned > 0 ? 'turned' : 'nothing due';
};
export const inOrder =
  (...acts: readonly Act[]): Act =>
  async (world, course) => {
    for (const act of acts) {
      await act(world, course);
      course.seen = await world.look();
    }
    return 'done';
  };

/** Two at once, or nearly: the second `ms` after the first. Each may be refused, and what they leave is held to the same sentences. */
export const atOnce =
  (first: Act, second: Act, ms: number): Act =>
  async (world, course) => {
    const after = setTimeout(ms).then(() => second(world, course));
    const results = await Promise.allSettled([first(world, course), after]);
    for (const result of results)
      // What was expected from the moment before may be otherwise by now; what breaks is a fault all the same.
      if (result.status === 'rejected' && !(result.reason instanceof Unexpected)) throw result.reason;
    return 'done';
  };

/** The moments at which something begins or ends, and the one before each. */
export function moments({ windows, enrolments, bookings, now }: Snapshot): number[] {
  const edges = [
    ...windows.flatMap((w) => [w.bookingOpensAt, w.confirmBy, w.opensAt, w.closesAt].map(at)),
    ...bookings.flatMap((b) => (b.personalClosesAt && isLive(b) ? [at(b.personalClosesAt)] : [])),
    ...bookings.flatMap((b) => (b.extendedClosesAt && isLive(b) ? [at(b.extendedClosesAt)] : [])),
    ...windows.flatMap((w) => Object.values(w.taskClosings).map(at)),
    ...bookings.filter(isLive).flatMap((b) => {
      const w = windowOf({ windows }, b.windowId);
      return Object.keys(w.taskClosings).map((task) => taskTooLate(b, w, task) ?? at(w.closesAt));
    }),
    ...enrolments.flatMap((e) => [
      endOf(lastDay(e)),
      ...e.deferrals.flatMap((d) => [beginOf(d.from), beginOf(d.until)]),
    ]),
  ];
  return [...new Set(edges.flatMap((edge) => [edge - 1, edge]))]
    .filter((edge) => edge > at(now))
    .toSorted((a, b) => a - b);
}

export const passTo =
  (place: number): Act =>
  async ({ setClock }, { seen }) => {
    const next = moments(seen);
    const to = next[Math.min(place, next.length - 1)];
    if (to === undefined) return 'nothing ahead';
    await setClock(Temporal.Instant.fromEpochMilliseconds(to));
    return 'done';
  };
export const passDays =
  (days: number): Act =>
  async ({ setClock }, { seen }) => {
    await setClock(Temporal.Instant.from(seen.now).add({ hours: 24 * days }));
    return 'done';
  };
