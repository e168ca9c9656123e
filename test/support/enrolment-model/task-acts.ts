import { isRefusal } from '#libs/refusal';
import { ChangeDocument } from '../../../src/documents/change-document.js';
import { ReceiveDocument, type WantedDocument } from '../../../src/documents/index.js';
import { SetTaskClosings } from '../../../src/enrolment/windows/set-task-closings.js';
import { actor, expectThat, heldBy, personOf, plus, said, windowAt, type Act } from './course.js';
import { at, dayOf, liveOf, taskTooLate, windowOf } from './rules.js';
import type { EnrolmentSeen, Snapshot, WindowSeen } from './snapshot.js';

const isOver = (seen: Snapshot, e: EnrolmentSeen, task: string): boolean => {
  const live = liveOf(seen, e);
  const closes = live ? taskTooLate(live, windowOf(seen, live.windowId), task) : null;
  return closes !== null && closes <= at(seen.now);
};

const takesFiles = ({ state }: EnrolmentSeen): boolean =>
  ['active', 'deferred', 'presented', 'resubmitting'].includes(state);

/** An account is taken up to the closing of its task, and in the place of the one before it. */
export const send =
  (n: number, task: string): Act =>
  async ({ context }, { seen }) => {
    const e = personOf(seen, n);
    const may = takesFiles(e) && !isOver(seen, e, task);
    const component = `account-${task}` as WantedDocument['component'];
    const wanted = { signInId: e.signInId, component, name: 'account.docx', title: '', size: 1 };
    // The bytes are of no account here: nobody opens them.
    const file = { sha256: '0'.repeat(64), size: 1, key: 'spec' };
    const result = await context.get(ReceiveDocument, { strict: false }).run(wanted, file);
    expectThat(isRefusal(result) !== may, `Sending ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    return said(result);
  };

/** What was sent for the attempt that is open stays as it is from the closing of its task on. */
export const takeBack =
  (n: number, task: string): Act =>
  async ({ context }, { seen }) => {
    const e = personOf(seen, n);
    const account = seen.accounts.find(
      (a) => a.enrolmentId === e.id && a.isThere && a.task === task && a.attemptNo === e.attemptNo,
    );
    if (!account) return 'nothing sent';
    const may = !isOver(seen, e, task);
    const result = await context.get(ChangeDocument, { strict: false }).remove(actor, account.id);
    expectThat(isRefusal(result) !== may, `Taking back ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    return said(result);
  };

/** At noon, so many days after the window opens: inside it and ahead, and what is over stays. On the window's end it is lifted. */
export const setTaskClosing =
  (w: number, task: string, days: number): Act =>
  async ({ context, look }, { seen }) => {
    const window = windowAt(seen, w);
    const day = plus(dayOf(window.opensAt), days);
    const noon = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: 'Europe/London', plainTime: '12:00' });
    const may = maySet(seen, window, task, noon.epochMilliseconds);
    const result = await context
      .get(SetTaskClosings, { strict: false })
      .run({ actor, windowId: window.id, closings: [{ task, day, time: '12:00' }] });
    expectThat(isRefusal(result) !== may, `A task's closing ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    if (isRefusal(result)) return said(result);
    const held = seen.bookings.filter((b) => b.windowId === window.id && /^(booked|confirmed)$/.test(b.state)).length;
    expectThat(result === held, `A task's closing was told to ${result} of ${held}`);
    const now = windowAt(await look(), w).taskClosings[task];
    const should = noon.epochMilliseconds === at(window.closesAt) ? undefined : noon.epochMilliseconds;
    expectThat((now && at(now)) === should, `A task closes at ${now}; it was set to ${noon.toString()}`);
    return should === undefined ? 'lifted' : 'set';
  };

/**
 * Somebody with a place comes at the closing of a task, which is set where it was none: in the last moment, or in the first that is
 * too late, when it is not put off any more either.
 */
export const comeAtClosing =
  (n: number, task: string, isLate: boolean): Act =>
  async (world, course) => {
    const held = heldBy(course.seen, n);
    if (!held) return 'no place';
    const w = course.seen.windows.findIndex(({ id }) => id === held.windowId);
    if (windowAt(course.seen, w).taskClosings[task] === undefined) {
      await setTaskClosing(w, task, 7)(world, course);
      course.seen = await world.look();
    }
    const closes = taskTooLate(held, windowAt(course.seen, w), task);
    const then = (closes ?? 0) - (isLate ? 0 : 1);
    if (then <= at(course.seen.now)) return 'too late for that';
    await world.setClock(Temporal.Instant.fromEpochMilliseconds(then));
    course.seen = await world.look();
    if (isLate) await setTaskClosing(w, task, 10)(world, course);
    return send(n, task)(world, course);
  };

function maySet(seen: Snapshot, window: WindowSeen, task: string, wanted: number): boolean {
  const closes = at(window.closesAt);
  if (window.closedAt !== null || wanted <= at(window.opensAt) || wanted > closes) return false;
  if (wanted !== closes && wanted < at(window.bookingClosesAt)) return false;
  const was = window.taskClosings[task];
  const before = was === undefined ? closes : at(was);
  if (before === wanted || (was !== undefined && before <= at(seen.now))) return false;
  return wanted === closes || wanted > at(seen.now);
}
