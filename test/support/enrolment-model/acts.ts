import { isRefusal } from '#libs/refusal';
import { CancelBooking } from '../../../src/enrolment/bookings/cancel-booking.js';
import { JoinWaitingList, LeaveWaitingList } from '../../../src/enrolment/bookings/join-waiting-list.js';
import { SetClosingTime } from '../../../src/enrolment/bookings/set-closing-time.js';
import { BookWindow, ConfirmBooking, Enrolments } from '../../../src/enrolment/index.js';
import { CloseCharge } from '../../../src/enrolment/participants/close-charge.js';
import { CorrectStartDate } from '../../../src/enrolment/participants/correct-start-date.js';
import { ExtendClock } from '../../../src/enrolment/participants/extend-clock.js';
import { GrantDeferral } from '../../../src/enrolment/participants/grant-deferral.js';
import { WithdrawEnrolment } from '../../../src/enrolment/participants/withdraw-enrolment.js';
import { ChangeCapacity } from '../../../src/enrolment/windows/add-windows.js';
import { actor, expectThat, heldBy, personOf, plus, said, windowAt, type Act } from './course.js';
import { at, couldTake, dayOf, isLive, liveOf, placesFor, tooLate, windowOf } from './rules.js';

export const book =
  (n: number, w: number): Act =>
  async ({ context }, { seen }) => {
    const e = personOf(seen, n);
    const may = couldTake(seen, e, windowAt(seen, w)) && placesFor(seen, e, windowAt(seen, w)) > 0;
    const { signInId } = e;
    const result = await context
      .get(BookWindow, { strict: false })
      .run({ actor, signInId, windowId: windowAt(seen, w).id });
    expectThat(isRefusal(result) !== may, `Booking ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    return said(result);
  };

export const join =
  (n: number, w: number): Act =>
  async ({ context }, { seen }) => {
    const e = personOf(seen, n);
    const window = windowAt(seen, w);
    const waits = seen.waiting.some((l) => l.enrolmentId === e.id && l.windowId === window.id);
    const may = couldTake(seen, e, window) && (waits || placesFor(seen, e, window) <= 0);
    const { signInId } = e;
    const result = await context.get(JoinWaitingList, { strict: false }).run({ actor, signInId, windowId: window.id });
    expectThat((typeof result === 'number') === may, `Waiting ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    return said(result);
  };

/** For one of the windows that serve their version of the framework. */
export const bookOwn =
  (n: number, nth: number): Act =>
  (world, course) => {
    const { windows } = course.seen;
    const own = [...windows.keys()].filter((w) => windows[w]?.framework === personOf(course.seen, n).framework);
    return book(n, own[nth % Math.max(1, own.length)] ?? 0)(world, course);
  };

/** For one of the windows that are full, where there is one. */
export const joinFull =
  (n: number, nth: number): Act =>
  (world, course) => {
    const { windows, bookings } = course.seen;
    const full = [...windows.keys()].filter((w) => {
      const taken = bookings.filter((b) => b.windowId === windows[w]?.id && isLive(b)).length;
      const serves = windows[w]?.framework === personOf(course.seen, n).framework;
      return serves && taken >= (windows[w]?.capacity ?? 0) && windows[w]?.closedAt === null;
    });
    return join(n, full[nth % Math.max(1, full.length)] ?? 0)(world, course);
  };

/** Everybody who could take a place in a window asks for one, or waits: so that lists come to be. */
export const crowd =
  (w: number): Act =>
  async (world, course) => {
    let came = 'nobody';
    for (const [n, e] of course.seen.enrolments.entries()) {
      const { seen } = course;
      if (!couldTake(seen, e, windowAt(seen, w))) continue;
      const isFull = placesFor(seen, e, windowAt(seen, w)) <= 0;
      await (isFull ? join(n, w) : book(n, w))(world, course);
      if (isFull) came = 'some wait';
      course.seen = await world.look();
    }
    return came;
  };

export const leave =
  (n: number, w: number): Act =>
  async ({ context }, { seen }) => {
    const { signInId } = personOf(seen, n);
    return said(
      await context.get(LeaveWaitingList, { strict: false }).run({ actor, signInId, windowId: windowAt(seen, w).id }),
    );
  };

export const cancel =
  (n: number): Act =>
  async ({ context }, { seen }) => {
    const held = heldBy(seen, n);
    if (!held) return 'no place';
    const window = windowOf(seen, held.windowId);
    const result = await context
      .get(CancelBooking, { strict: false })
      .run({ actor, bookingId: held.id, agreedPence: 75_00 });
    const may = at(seen.now) < at(window.opensAt);
    expectThat(isRefusal(result) !== may, `Cancelling ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    // 21 days or fewer before the opening: 75 pounds, and not a day earlier.
    const daysLeft = Temporal.PlainDate.from(dayOf(seen.now)).until(
      Temporal.PlainDate.from(dayOf(window.opensAt)),
    ).days;
    if ('pence' in result) expectThat(result.pence === (daysLeft <= 21 ? 75_00 : 0), `It cost ${result.pence} pence`);
    return said(result);
  };

export const confirm =
  (n: number): Act =>
  async ({ context }, { seen }) => {
    const held = heldBy(seen, n);
    if (!held) return 'no place';
    const result = await context.get(ConfirmBooking, { strict: false }).run({ actor, bookingId: held.id });
    const isLate = at(seen.now) >= at(windowOf(seen, held.windowId).confirmBy);
    const may = held.state === 'confirmed' || !isLate || held.keptAt !== null;
    expectThat(isRefusal(result) !== may, `Confirming ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    return said(result);
  };

/** Handing in, as the room of submissions does it: by the clock first, then the enrolment, then the place. */
export const submit =
  (n: number): Act =>
  async ({ context, database }, { seen }) => {
    const e = personOf(seen, n);
    const held = heldBy(seen, n);
    if (!held) return 'no place';
    const window = windowOf(seen, held.windowId);
    const now = at(seen.now);
    if (now < at(window.opensAt) || now >= tooLate(held, window, e)) return 'not open';
    const enrolments = context.get(Enrolments, { strict: false });
    await database.transact(actor, async (tx) => {
      await enrolments.lockEnrolment(tx, e.id);
      for (const step of [await enrolments.markPresented(tx, e.id), await enrolments.useBooking(tx, held.id)])
        expectThat(!isRefusal(step), `A place that is open could not be used: ${said(step)}`);
    });
    return 'done';
  };

export const release =
  (n: number, passed: boolean): Act =>
  async ({ context, database }, { seen }) => {
    const e = personOf(seen, n);
    const live = liveOf(seen, e);
    if (live?.state !== 'used' || !['presented', 'resubmitting'].includes(e.state)) return 'nothing to release';
    const on = Temporal.PlainDate.from(dayOf(seen.now));
    const settled = await database.transact(actor, (tx) =>
      context
        .get(Enrolments, { strict: false })
        .settleReleased(tx, { on, results: [{ enrolmentId: e.id, attemptNo: e.attemptNo, passed }] }),
    );
    // Two resubmissions, and the third fail is the last.
    const should = passed ? 'passed' : e.attemptNo > 2 ? 'failed' : 'resubmitting';
    expectThat(settled.get(e.id) === should, `A release made ${settled.get(e.id)} of what should be ${should}`);
    return should;
  };

/** An outcome that was released is superseded: by an appeal, or where the quality agent disagrees. */
export const supersede =
  (n: number, passed: boolean): Act =>
  async ({ context, database }, { seen }) => {
    const e = personOf(seen, n);
    if (!['passed', 'failed', 'resubmitting'].includes(e.state)) return 'no outcome';
    if (e.state === 'resubmitting' && liveOf(seen, e)?.state === 'used') return 'is being judged';
    // Who resubmits, or ran out of time to, had failed the attempt before.
    const isBeforeOpen = e.state !== 'passed' && e.attemptNo > 1 && liveOf(seen, e)?.state !== 'used';
    const change = {
      attemptNo: isBeforeOpen ? e.attemptNo - 1 : e.attemptNo,
      was: e.state === 'passed' ? ('passed' as const) : ('failed' as const),
      now: passed ? ('passed' as const) : ('failed' as const),
      on: Temporal.PlainDate.from(dayOf(seen.now)),
      reason: 'Superseded',
    };
    const result = await database.transact(actor, (tx) =>
      context.get(Enrolments, { strict: false }).settleAnew(tx, e.id, change),
    );
    expectThat(!isRefusal(result), `An outcome could not be superseded: ${said(result)}`);
    return result === null ? 'nothing to give back' : 'gave back an attempt';
  };

export const withdraw =
  (n: number): Act =>
  async ({ context, lead }, { seen }) => {
    const { id, state } = personOf(seen, n);
    const command = { actor, signInId: lead.signInId, enrolmentId: id, reason: 'other', note: '' };
    const result = await context.get(WithdrawEnrolment, { strict: false }).run(command);
    const may = !['passed', 'failed', 'withdrawn'].includes(state);
    expectThat(isRefusal(result) !== may, `Withdrawing ${may ? 'was refused' : 'was let'}: ${said(result)}`);
    return said(result);
  };

export const defer =
  (n: number, fromIn: number, days: number): Act =>
  async ({ context, lead }, { seen, decided }) => {
    const e = personOf(seen, n);
    const from = plus(dayOf(seen.now), fromIn);
    const until = plus(from, days);
    const wish = { enrolmentId: e.id, reason: 'other', from, until };
    const grant = context.get(GrantDeferral, { strict: false });
    const shown = await grant.preview(wish);
    if ('refused' in shown) return shown.code;
    const command = { ...wish, actor, signInId: lead.signInId, note: '', seenPresentBy: shown.presentBy };
    const result = await grant.run(command);
    expectThat(!isRefusal(result), `What was shown was refused: ${said(result)}`);
    decided[n]?.deferrals.push({ from, until });
    return 'done';
  };

export const extend =
  (n: number, days: number): Act =>
  async ({ context, lead }, { seen, decided }) => {
    const wish = { enrolmentId: personOf(seen, n).id, days: String(days) };
    const extending = context.get(ExtendClock, { strict: false });
    const shown = await extending.preview(wish);
    if ('refused' in shown) return shown.code;
    const command = { ...wish, actor, signInId: lead.signInId, reason: 'A reason', seenPresentBy: shown.presentBy };
    const result = await extending.run(command);
    expectThat(!isRefusal(result), `What was shown was refused: ${said(result)}`);
    decided[n]?.extensions.push(days);
    return personOf(seen, n).state === 'lapsed' ? 'reinstated' : 'done';
  };

/** To any day before or after, often back to one that it had: that is how the same clock runs out twice. */
export const correct =
  (n: number, days: number): Act =>
  async ({ context }, { seen, decided }) => {
    const e = personOf(seen, n);
    const wish = { enrolmentId: e.id, startDate: plus(e.start, days) };
    const correcting = context.get(CorrectStartDate, { strict: false });
    const shown = await correcting.preview(wish);
    if ('refused' in shown) return shown.code;
    const result = await correcting.run({ ...wish, actor, reason: 'A slip', seenPresentBy: shown.presentBy });
    expectThat(!isRefusal(result), `What was shown was refused: ${said(result)}`);
    const heard = decided[n];
    if (heard) heard.start = wish.startDate;
    return e.state === 'lapsed' && !shown.isOver ? 'reinstated' : 'done';
  };

export const ownClosing =
  (n: number, days: number): Act =>
  async ({ context }, { seen }) => {
    const held = heldBy(seen, n);
    if (!held) return 'no place';
    const day = plus(dayOf(windowOf(seen, held.windowId).closesAt), days);
    const command = { actor, bookingId: held.id, day, time: '17:00', reason: 'An adjustment' };
    return said(await context.get(SetClosingTime, { strict: false }).run(command));
  };

export const pay =
  (n: number, isWaived: boolean): Act =>
  async ({ context, lead }, { seen }) => {
    const open = seen.charges.find(({ enrolmentId, isOpen }) => isOpen && enrolmentId === personOf(seen, n).id);
    if (!open) return 'owes nothing';
    const closing = context.get(CloseCharge, { strict: false });
    const { signInId } = lead;
    return said(
      await (isWaived
        ? closing.waive({ actor, signInId, chargeId: open.id, reason: 'A reason' })
        : closing.settle({ actor, chargeId: open.id })),
    );
  };

export const capacity =
  (w: number, places: number): Act =>
  async ({ context }, { seen }) => {
    const command = { actor, windowId: windowAt(seen, w).id, capacity: places };
    return said(await context.get(ChangeCapacity, { strict: false }).run(command));
  };
