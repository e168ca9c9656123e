import { DeclareFailure } from '../../../src/failures/declare-failure.js';
import type { FailureForm } from '../../../src/failures/read-span.js';
import { closeWindows, confirmBy, inOrder, offer, turn } from './calendar-acts.js';
import { actor, expectThat, heldBy, personOf, said, type Act } from './course.js';
import { at, beginOf, isHeld, isLive, tooLate } from './rules.js';
import { transfer } from './transfer-act.js';
import type { BookingSeen, EnrolmentSeen, Snapshot, WindowSeen } from './snapshot.js';

const minute = 60_000;
/** As much as may be declared: two weeks. */
const most = 20_160;

/** What failed: ten minutes before the window's end; a further failure of the same window lies before that of the first. */
const stretchOf = (w: WindowSeen, before: number): { readonly from: number; readonly until: number } => {
  const until = at(w.closesAt) - before * 15 * minute;
  return { from: until - 10 * minute, until };
};

/** Nothing closes from 1am up to 2am. */
function later(closes: number, minutes: number): number {
  const then = Temporal.Instant.fromEpochMilliseconds(closes + minutes * minute).toZonedDateTimeISO('Europe/London');
  return (then.hour === 1 ? then.with({ hour: 2, minute: 0, second: 0, millisecond: 0 }) : then).epochMilliseconds;
}

/** Why a place that is missed is not given back, by the domain's sentences; null where it is, if there is a seat. */
function inTheWay(seen: Snapshot, b: BookingSeen, e: EnrolmentSeen, w: WindowSeen): string | null {
  if (w.framework !== e.framework) return 'another version';
  if (seen.bookings.some((o) => o.enrolmentId === e.id && o.id !== b.id && isLive(o))) return 'two places';
  if (e.state !== 'active' && e.state !== 'resubmitting') return e.state;
  return e.attemptNo === b.attemptNo ? null : 'another attempt';
}

/** Whom a declaration gives time, and whom of them their place back. */
function given(seen: Snapshot, w: WindowSeen, failed: { from: number; until: number }, minutes: number): string[] {
  let seats = w.capacity - seen.bookings.filter((b) => b.windowId === w.id && isLive(b)).length;
  return seen.bookings.flatMap((b) => {
    const e = seen.enrolments.find(({ id }) => id === b.enrolmentId);
    const isMissed = b.state === 'no-show';
    if (!e || b.windowId !== w.id || !(isHeld(b) || isMissed)) return [];
    const closes = tooLate(b, w, e);
    if (at(w.opensAt) >= failed.until || closes <= failed.from) return [];
    const then = later(closes, minutes);
    if (b.attemptNo === 1 && e.deferrals.some((d) => beginOf(d.from) < then && at(w.opensAt) < beginOf(d.until)))
      return [];
    if (isMissed && (inTheWay(seen, b, e, w) !== null || seats <= 0)) return [];
    if (isMissed) seats -= 1;
    return [`${b.id} ${isMissed ? 'reinstated' : 'extended'} ${then}`];
  });
}

const civil = (ms: number): { day: string; time: string } => {
  const then = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('Europe/London');
  return { day: then.toPlainDate().toString(), time: then.toPlainTime().toString({ smallestUnit: 'minute' }) };
};

/** A failure at the end of a window that is over, declared with as much on top as reaches `extra` minutes beyond now. */
export const declare =
  (w: number, extra: number): Act =>
  async ({ context, database, lead }, { seen }) => {
    const window = seen.windows[w];
    if (!window || at(window.closesAt) > at(seen.now)) return 'not over';
    const minutes = Math.ceil((at(seen.now) - at(window.closesAt)) / minute) + extra;
    if (minutes > most) return 'too long ago';
    const { n } = await database.one<{ n: number }>(
      `select count(*)::int as n from technical_failure where window_id = $1`,
      [window.id],
    );
    const failed = stretchOf(window, n);
    await database.query(
      `insert into outage (part, began_at, ended_at, seen_by) values ('store', $1, $2, '{spec}') on conflict do nothing`,
      [failed.from, failed.until].map((ms) => Temporal.Instant.fromEpochMilliseconds(ms).toString()),
    );
    const [from, until] = [civil(failed.from), civil(failed.until)];
    const form: FailureForm = {
      window: window.id,
      fromDay: from.day,
      fromTime: from.time,
      untilDay: until.day,
      untilTime: until.time,
      minutes: String(minutes),
    };
    const declaring = context.get(DeclareFailure, { strict: false });
    const shown = await declaring.preview(form);
    const should = given(seen, window, failed, minutes).toSorted();
    if ('refused' in shown) {
      expectThat(should.length === 0 && shown.code.startsWith('nobody-'), `Declaring was refused: ${shown.code}`);
      return shown.code;
    }
    const does = shown.people
      .filter(({ standing }) => standing === 'extended' || standing === 'reinstated')
      .map(({ bookingId, standing, closesAt }) => `${bookingId} ${standing} ${at(closesAt)}`)
      .toSorted();
    expectThat(does.join() === should.join(), `Declaring does ${does.join() || 'nothing'}; it should ${should.join()}`);
    const result = await declaring.run({ actor, signInId: lead.signInId, form, reason: 'Failed', seen: shown.seen });
    expectThat(said(result) === 'done', `Declaring what was shown was refused: ${said(result)}`);
    return does.some((one) => one.includes('reinstated')) ? 'reinstated' : 'extended';
  };

/**
 * Somebody's time runs out without a submission, the window is closed or the whole night goes by, they may move to another
 * version of the framework, and then we declare.
 */
export const missAndDeclare =
  (n: number, extra: number, isNight: boolean, moves: boolean): Act =>
  async (world, course) => {
    const held = heldBy(course.seen, n);
    if (!held) return 'no place';
    const w = course.seen.windows.findIndex(({ id }) => id === held.windowId);
    const window = course.seen.windows[w] as WindowSeen;
    const closes = Math.max(at(window.closesAt), tooLate(held, window, personOf(course.seen, n)), at(course.seen.now));
    await world.setClock(Temporal.Instant.fromEpochMilliseconds(closes));
    course.seen = await world.look();
    await inOrder(
      closeWindows,
      ...(isNight ? [confirmBy, offer, turn] : []),
      ...(moves ? [transfer(n)] : []),
    )(world, course);
    return declare(w, extra)(world, course);
  };

/** The windows that were over within the last two weeks and have somebody who did not submit. */
export const lately = (seen: Snapshot): number[] =>
  [...seen.windows.keys()].filter((n) => {
    const w = seen.windows[n] as WindowSeen;
    const over = at(seen.now) - at(w.closesAt);
    return (
      over >= 0 &&
      over < most * minute &&
      seen.bookings.some((b) => b.windowId === w.id && (b.state === 'no-show' || isHeld(b)))
    );
  });
