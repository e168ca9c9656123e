import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bookingLifecycle } from '../../src/enrolment/bookings/booking.lifecycle.js';
import { enrolmentLifecycle } from '../../src/enrolment/enrolment.lifecycle.js';
import { BookWindow, closesAtFor, enrolmentOf } from '../../src/enrolment/index.js';
import { isRefusal } from '#libs/refusal';
import { openTestApp, type TestApp } from '../support/app.js';
import { enrolmentsOf, enrolmentNow, giveBooking, giveEnrolled, giveWindow } from '../support/story/enrolment.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-02T10:00:00Z');
});
afterEach(async () => {
  await open.settle();
  await open.database.query(
    `update booking set state = 'cancelled', seat = null where state in ('booked', 'confirmed', 'used')`,
  );
  await open.database.query(
    `update assessment_window set closed_at = app_now(), name = id::text where closed_at is null`,
  );
});
afterAll(async () => {
  await open?.close();
});

const book = (signInId: string, windowId: string): ReturnType<BookWindow['run']> =>
  open.app.get(BookWindow, { strict: false }).run({ actor: 'job:spec', signInId, windowId });

describe('the states of the database', () => {
  it.each([
    ['enrolment', enrolmentLifecycle.states],
    ['booking', bookingLifecycle.states],
  ] as const)('are the states of the lifecycle: %s', async (table, states) => {
    const { text } = await open.database.one<{ text: string }>(
      `select string_agg(pg_get_constraintdef(oid), ' ') as text from pg_constraint
       where conrelid = $1::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%ANY%state%' or
             (conrelid = $1::regclass and conname = $1 || '_state_check')`,
      [table],
    );
    const listed = new Set([...text.matchAll(/'([a-z-]+)'::text/g)].map(([, state]) => state));
    expect(listed).toEqual(new Set(states));
  });
});

describe('the last place', () => {
  it('goes to exactly one of fifty who ask at once (edge case 46)', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', capacity: 1 });
    const people = await Promise.all(Array.from({ length: 50 }, () => giveEnrolled(open)));
    const results = await Promise.all(people.map((person) => book(person.signInId, windowId)));
    const booked = results.filter((result) => !isRefusal(result));
    const refused = results.flatMap((result) => (isRefusal(result) ? [result.code] : []));
    expect(booked).toHaveLength(1);
    expect(new Set(refused)).toEqual(new Set(['window-full']));
    const seats = await open.database.query(`select seat from booking where window_id = $1 and seat is not null`, [
      windowId,
    ]);
    expect(seats).toEqual([{ seat: 1 }]);
  });

  it('is one place for a person who asks ten times at once', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', capacity: 10 });
    const person = await giveEnrolled(open);
    const results = await Promise.all(Array.from({ length: 10 }, () => book(person.signInId, windowId)));
    expect(results.filter((result) => !isRefusal(result))).toHaveLength(1);
    expect(new Set(results.flatMap((result) => (isRefusal(result) ? [result.code] : [])))).toEqual(
      new Set(['already-booked']),
    );
  });

  it('cannot be sold twice, nor beyond the capacity, by the database itself', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', capacity: 1 });
    const [one, two] = await Promise.all([giveEnrolled(open), giveEnrolled(open)]);
    const put = (enrolmentId: string, seat: number): Promise<unknown> =>
      open.database.query(
        `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at) values ($1, $2, 1, 'booked', $3, app_now())`,
        [windowId, enrolmentId, seat],
      );
    await put(one.enrolmentId, 1);
    await expect(put(two.enrolmentId, 1)).rejects.toThrow(/booking_one_person_a_seat/);
    await expect(put(two.enrolmentId, 2)).rejects.toThrow(/has no seat 2/);
  });
});

describe('a booking closes', () => {
  it('with its window, or as the last day ends where the window straddles it (edge case 3)', async () => {
    // 18 months from 25 August 2025: 25 February 2027, a window from 18 February to 4 March.
    const windowId = await giveWindow(open, { opensOn: '2027-02-18' });
    const person = await giveEnrolled(open, { startDate: '2025-09-25' });
    const bookingId = await giveBooking(open, person, windowId);
    expect((await closesAtFor(open.database, bookingId)).closesAt.toString()).toBe('2027-03-04T12:00:00Z');
    await open.database.query(`update enrolment set present_by = '2027-02-25' where id = $1`, [person.enrolmentId]);
    expect((await closesAtFor(open.database, bookingId)).closesAt.toString()).toBe('2027-02-26T00:00:00Z');
  });
});

describe('what rooms to the right do', () => {
  it('presents once, and uses the booking once', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-02-18' });
    const person = await giveEnrolled(open);
    const bookingId = await giveBooking(open, person, windowId);
    const enrolments = enrolmentsOf(open);
    for (let time = 1; time <= 2; time += 1) {
      await open.database.transact('job:spec', async (tx) => {
        expect(isRefusal(await enrolments.markPresented(tx, person.enrolmentId))).toBe(false);
        expect(isRefusal(await enrolments.useBooking(tx, bookingId))).toBe(false);
      });
    }
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.presentedAt?.toString(), mine.booking?.state]).toEqual([
      'presented',
      '2026-11-02T10:00:00Z',
      'used',
    ]);
  });

  it('makes a no-show once it has closed, with one charge and one letter, and gives the place back', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-02-18', capacity: 1 });
    const person = await giveEnrolled(open);
    const bookingId = await giveBooking(open, person, windowId);
    for (let time = 1; time <= 3; time += 1)
      await open.database.transact('job:spec', async (tx) => {
        const missed = await enrolmentsOf(open).missBookings(tx, [bookingId]);
        expect(missed).toEqual(time === 2 ? [bookingId] : []);
        await tx.query(`update booking set personal_closes_at = app_now() where id = $1`, [bookingId]);
      });
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.booking, mine.unpaidPence]).toEqual(['active', null, 10_000]);
    const other = await giveEnrolled(open);
    expect(isRefusal(await book(other.signInId, windowId))).toBe(false);
    const mail = await open.database.query(`select 1 from mail_message where to_address = $1`, [person.email]);
    expect(mail).toHaveLength(1);
  });

  it('bars another booking while a charge is open, whatever it is for (edge case 49)', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-02-18' });
    const person = await giveEnrolled(open);
    await open.database.query(
      `insert into charge (enrolment_id, kind, pence, at) values ($1, 'resubmission', 15000, app_now())`,
      [person.enrolmentId],
    );
    const refused = await book(person.signInId, windowId);
    expect(isRefusal(refused) && [refused.code, refused.facts]).toEqual(['unpaid-charge', { pence: 15_000 }]);
    await open.database.query(
      `update charge set waived_at = app_now(), waive_reason = 'spec' where enrolment_id = $1`,
      [person.enrolmentId],
    );
    expect(isRefusal(await book(person.signInId, windowId))).toBe(false);
  });

  it('opens a resubmission that presentBy does not bind, and gives the same when asked again', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-05-10' });
    const enrolments = enrolmentsOf(open);
    const releasedOn = Temporal.PlainDate.from('2026-11-02');
    await open.database.transact('job:spec', async (tx) => {
      await enrolments.markPresented(tx, person.enrolmentId);
    });
    const openings = [];
    for (let time = 1; time <= 2; time += 1)
      openings.push(
        await open.database.transact('job:spec', (tx) =>
          enrolments.openResubmission(tx, person.enrolmentId, { afterAttempt: 1, releasedOn }),
        ),
      );
    const why = '6 months from 2 November 2026';
    const expected = { attemptNo: 2, resubmitBy: '2027-05-02', resubmitByWhy: why, feePence: 0 };
    expect(openings).toEqual([expected, expected]);
    // presentBy was 10 November 2026: a window in February lies after it and fits all the same (edge case 37).
    const windowId = await giveWindow(open, { opensOn: '2027-02-18' });
    expect(isRefusal(await book(person.signInId, windowId))).toBe(false);
    expect((await enrolmentNow(open, person)).booking?.attemptNo).toBe(2);
  });

  it('edge case 35: ends a resubmission that an upheld appeal has overtaken: place free, fee lifted or paid back, once', async () => {
    const enrolments = enrolmentsOf(open);
    const on = Temporal.PlainDate.from('2026-11-02');
    for (const isPaid of [false, true]) {
      const person = await giveEnrolled(open);
      await open.database.transact('job:spec', async (tx) => {
        await enrolments.markPresented(tx, person.enrolmentId);
        await enrolments.openResubmission(tx, person.enrolmentId, { afterAttempt: 1, releasedOn: on });
        await enrolments.openResubmission(tx, person.enrolmentId, { afterAttempt: 2, releasedOn: on });
      });
      expect((await enrolmentNow(open, person)).unpaidPence).toBe(15_000);
      if (isPaid)
        await open.database.query(`update charge set settled_at = app_now() where enrolment_id = $1`, [
          person.enrolmentId,
        ]);
      const change = { attemptNo: 2, was: 'failed', now: 'passed', on, reason: 'The appeal was upheld' } as const;
      const settle = (): Promise<unknown> =>
        open.database.transact('job:spec', (tx) => enrolments.settleAnew(tx, person.enrolmentId, change));
      const answers = await Promise.all(Array.from({ length: 50 }, settle));
      const took = answers.filter((answer) => !isRefusal(answer) && answer !== null);
      expect(took).toEqual([
        { attemptNo: 3, places: 0, refundedPence: isPaid ? 15_000 : 0, liftedPence: isPaid ? 0 : 15_000 },
      ]);
      const mine = await enrolmentOf(open.database, person.signInId);
      expect([mine?.state, mine?.attemptNo, mine?.unpaidPence, mine?.booking]).toEqual(['passed', 2, 0, null]);
      const [charge] = await open.database.query(
        `select waived_at is not null as waived, refunded_at is not null as refunded from charge where enrolment_id = $1`,
        [person.enrolmentId],
      );
      expect(charge).toEqual({ waived: !isPaid, refunded: isPaid });
    }
  });

  it('offers no fourth attempt, and none after the long stop (edge case 37)', async () => {
    const person = await giveEnrolled(open);
    const enrolments = enrolmentsOf(open);
    const ask = (afterAttempt: number): Promise<unknown> =>
      open.database.transact('job:spec', (tx) =>
        enrolments.openResubmission(tx, person.enrolmentId, {
          afterAttempt,
          releasedOn: Temporal.PlainDate.from('2026-11-02'),
        }),
      );
    expect(await ask(3)).toMatchObject({ code: 'attempts-used-up' });
    await open.database.query(`update enrolment set long_stop = '2026-11-01' where id = $1`, [person.enrolmentId]);
    expect(await ask(1)).toMatchObject({ code: 'resubmission-after-long-stop', facts: { longStop: '2026-11-01' } });
  });
});
