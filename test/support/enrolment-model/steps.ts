import fc from 'fast-check';
import * as acts from './acts.js';
import * as calendar from './calendar-acts.js';
import type { Act, Course } from './course.js';
import { declare, lately, missAndDeclare } from './declare-act.js';
import { checkStep } from './invariants.js';
import { at, isHeld, liveOf, tooLate, windowOf } from './rules.js';
import type { EnrolmentSeen, Snapshot } from './snapshot.js';
import { comeAtClosing, send, setTaskClosing, takeBack } from './task-acts.js';
import { transfer } from './transfer-act.js';
import { windowCount, type World } from './world.js';

/** Places in the order of enrolments; a step is for one of them, and is left out where there is none. */
type Whom = (seen: Snapshot) => readonly number[];

interface Made {
  readonly name: string;
  readonly whom: Whom;
  /** Which of those whom it may be for. */
  readonly which: number;
  readonly act: (n: number) => Act;
}

const chosen = ({ whom, which }: Made, seen: Snapshot): number | undefined => {
  const among = whom(seen);
  return among[which % Math.max(1, among.length)];
};

/** One step: the act through the real use case, then a look at all that it left. */
class Step implements fc.AsyncCommand<Course, World> {
  private came = '';
  constructor(private readonly made: Made) {}

  check({ seen }: Course): boolean {
    return chosen(this.made, seen) !== undefined;
  }

  async run(course: Course, world: World): Promise<void> {
    const before = course.seen;
    const n = chosen(this.made, before) ?? 0;
    const { name } = this.made;
    this.came = `${name} of ${n}`;
    const outcome = await this.made.act(n)(world, course);
    this.came += ` → ${outcome}`;
    const kind = `${name.split(' ')[0]}: ${outcome}`;
    tally.set(kind, (tally.get(kind) ?? 0) + 1);
    course.seen = await world.look();
    checkStep(before, course.seen, course.decided);
  }

  toString(): string {
    return this.came || this.made.name;
  }
}

/** What the steps came to, so that a spec can see that each of them was reached. */
export const tally = new Map<string, number>();

const everybody: Whom = ({ enrolments }) => [...enrolments.keys()];
const those =
  (is: (e: EnrolmentSeen, seen: Snapshot) => boolean): Whom =>
  (seen) =>
    seen.enrolments.flatMap((e, n) => (is(e, seen) ? [n] : []));
const whoNeedsAPlace = those((e, seen) => /^(active|resubmitting)$/.test(e.state) && !liveOf(seen, e));
const whoHolds = those((e, seen) => seen.bookings.some((b) => b.enrolmentId === e.id && isHeld(b)));
const whoMaySubmit = those((e, seen) =>
  seen.bookings.some((b) => {
    const w = windowOf(seen, b.windowId);
    return b.enrolmentId === e.id && isHeld(b) && at(w.opensAt) <= at(seen.now) && at(seen.now) < tooLate(b, w, e);
  }),
);
const whoIsJudged = those((e, seen) => liveOf(seen, e)?.state === 'used' && /^(presented|resubmitting)$/.test(e.state));
const whoHasAnOutcome = those(
  (e, seen) => /^(passed|failed|resubmitting)$/.test(e.state) && liveOf(seen, e)?.state !== 'used',
);
const whoWaits = those((e, seen) => seen.waiting.some(({ enrolmentId }) => enrolmentId === e.id));
const whoOwes = those(({ unpaid }) => unpaid > 0);
const whoRuns = those(({ state }) => state === 'active' || state === 'lapsed');
const whoRanOutBefore = those(({ id }, seen) =>
  seen.entries.some(({ of, act }) => of === id && act === 'enrolment.lapsed'),
);
const whoLapsed = those(({ state }) => state === 'lapsed');
const whoHasNotBegun = those(({ state, hasBegun }) => /^(active|deferred)$/.test(state) && !hasBegun);
const whoHasSent = those(({ id }, { accounts }) => accounts.some((a) => a.enrolmentId === id && a.isThere));
const isAnyDue: Whom = (seen) => (calendar.moments(seen).length > 0 ? [0] : []);

const which = fc.nat({ max: 59 });
const window = fc.nat({ max: windowCount - 1 });
function step<T extends readonly unknown[]>(
  name: string,
  whom: Whom,
  of: (n: number, ...given: T) => Act,
  ...given: { [K in keyof T]: fc.Arbitrary<T[K]> }
): fc.Arbitrary<Made> {
  return fc.tuple(which, fc.tuple(...given)).map(([which, values]) => ({
    name: [name, ...values.map(String)].join(' '),
    whom,
    which,
    act: (n) => of(n, ...(values as unknown as T)),
  }));
}
const job = (name: string, act: Act): fc.Arbitrary<Made> =>
  fc.constant({ name, whom: () => [0], which: 0, act: () => act });

const bookOne = step('book', whoNeedsAPlace, acts.bookOwn, which);
const joinOne = step('wait', whoNeedsAPlace, acts.joinFull, which);
const cancelOne = step('cancel', whoHolds, acts.cancel);
const submitOne = step('submit', whoMaySubmit, acts.submit);
const deferOne = step(
  'defer',
  whoRuns,
  acts.defer,
  fc.integer({ min: -30, max: 150 }),
  fc.integer({ min: 1, max: 200 }),
);
const task = fc.constantFrom('T1', 'T2');
const sendOne = step('send', everybody, send, task);
const transferOne = step('transfer', whoHasNotBegun, transfer);
const declareOne = step('declare', lately, declare, fc.constantFrom(1, 60, 3_000, 12_000));
const offers = job('offer', calendar.offer);
const confirms = job('confirm-by', calendar.confirmBy);
const turns = job('turn', calendar.turn);
const closings = job('close', calendar.closeWindows);

const racing = fc.oneof(
  bookOne,
  joinOne,
  cancelOne,
  offers,
  confirms,
  turns,
  closings,
  submitOne,
  deferOne,
  declareOne,
  sendOne,
  transferOne,
);
const race = fc.tuple(racing, racing, fc.constantFrom(0, 0, 3, 10, 30)).map(([a, b, ms]): Made => ({
  name: `at-once (${a.name}, ${b.name}, ${ms} ms after)`,
  whom: (seen) => (chosen(a, seen) !== undefined && chosen(b, seen) !== undefined ? [0] : []),
  which: 0,
  act: () => (world, course) => {
    const [first, second] = [a, b].map((made) => made.act(chosen(made, course.seen) ?? 0)) as [Act, Act];
    return calendar.atOnce(first, second, ms)(world, course);
  },
}));
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);

/** Steps in the measure in which they lead somewhere. */
export const steps: fc.Arbitrary<fc.AsyncCommand<Course, World>>[] = [
  ...times(8, bookOne),
  step('book', everybody, acts.book, window),
  ...times(4, joinOne),
  step('wait', everybody, acts.join, window),
  ...times(
    4,
    step('crowd', everybody, (_, w) => acts.crowd(w), window),
  ),
  step('leave', whoWaits, acts.leave, window),
  ...times(2, cancelOne),
  ...times(2, step('confirm', whoHolds, acts.confirm)),
  ...times(6, submitOne),
  step('release', whoIsJudged, acts.release, fc.boolean()),
  ...times(3, step('release', whoIsJudged, acts.release, fc.constant(false))),
  step('supersede', whoHasAnOutcome, acts.supersede, fc.boolean()),
  step('withdraw', everybody, acts.withdraw),
  ...times(2, deferOne),
  ...times(2, step('extend', whoRuns, acts.extend, fc.integer({ min: 1, max: 28 }))),
  step('correct', everybody, acts.correct, fc.constantFrom(-61, -30, -1, 1, 30, 61)),
  ...times(2, step('correct', whoLapsed, acts.correct, fc.constantFrom(30, 61))),
  step('correct', whoRanOutBefore, acts.correct, fc.constantFrom(-30, -61)),
  step('own-closing', whoHolds, acts.ownClosing, fc.integer({ min: -1, max: 20 })),
  ...times(3, step('pay', whoOwes, acts.pay, fc.boolean())),
  ...times(4, declareOne),
  transferOne,
  step('transfer', everybody, transfer),
  ...times(3, sendOne),
  ...times(2, step('come-at-closing', whoHolds, comeAtClosing, task, fc.boolean())),
  ...times(3, step('take-back', whoHasSent, takeBack, task)),
  ...times(
    3,
    step(
      'task-closing',
      everybody,
      (_, w, code, days) => setTaskClosing(w, code, days),
      window,
      task,
      fc.integer({ min: -1, max: 16 }),
    ),
  ),
  ...times(
    3,
    step('miss-and-declare', whoHolds, missAndDeclare, fc.constantFrom(1, 60, 3_000), fc.boolean(), fc.boolean()),
  ),
  step('capacity', everybody, (_, w, places) => acts.capacity(w, places), window, fc.integer({ min: 1, max: 3 })),
  closings,
  confirms,
  offers,
  turns,
  ...times(3, job('night', calendar.inOrder(calendar.closeWindows, calendar.confirmBy, calendar.offer, calendar.turn))),
  ...times(
    8,
    step('pass-to', isAnyDue, (_, place) => calendar.passTo(place), fc.nat({ max: 5 })),
  ),
  step('pass-days', everybody, (_, days) => calendar.passDays(days), fc.integer({ min: 1, max: 20 })),
  ...times(3, race),
].map((made) => made.map((one) => new Step(one)));
