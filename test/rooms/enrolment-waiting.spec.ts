import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { CancelBooking } from '../../src/enrolment/bookings/cancel-booking.js';
import { JoinWaitingList } from '../../src/enrolment/bookings/join-waiting-list.js';
import { MoveUnconfirmed } from '../../src/enrolment/bookings/move-unconfirmed.js';
import { OfferPlaces } from '../../src/enrolment/bookings/offer-places.js';
import { waitingInOrder } from '../../src/enrolment/bookings/waiting-list.js';
import { BookWindow } from '../../src/enrolment/index.js';
import { ChangeCapacity } from '../../src/enrolment/windows/add-windows.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit } from '../support/browse.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-02T10:00:00Z');
  // Who has not confirmed in time is moved by the case itself.
  await open.keepFromTimetable('booking.confirm-by');
});
afterEach(async () => {
  await open.settle();
  await open.database.query(`delete from waiting_place`);
  await open.database.query(`delete from charge`);
  await open.database.query(`delete from booking`);
  await open.database.query(`delete from assessment_window`);
});
afterAll(async () => {
  await open?.close();
});

const book = ({ signInId }: Enrolled, windowId: string): ReturnType<BookWindow['run']> =>
  open.app.get(BookWindow, { strict: false }).run({ actor: 'job:spec', signInId, windowId });
const join = ({ signInId }: Enrolled, windowId: string): ReturnType<JoinWaitingList['run']> =>
  open.app.get(JoinWaitingList, { strict: false }).run({ actor: 'job:spec', signInId, windowId });
const cancel = (bookingId: string): ReturnType<CancelBooking['run']> =>
  open.app.get(CancelBooking, { strict: false }).run({ actor: 'job:spec', bookingId, agreedPence: 0 });
const offer = (windowId: string): Promise<number> =>
  open.app.get(OfferPlaces, { strict: false }).run('job:booking.offer-places', windowId);
const people = (n: number): Promise<Enrolled[]> => Promise.all(Array.from({ length: n }, () => giveEnrolled(open)));
/** Ten at a time: the pool lets no more race, and whoever queues for a connection longer than five seconds is turned away. */
async function race<Of, Result>(all: readonly Of[], run: (one: Of) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < all.length; from += 10)
    results.push(...(await Promise.all(all.slice(from, from + 10).map((one) => run(one)))));
  return results;
}
const holders = async (windowId: string): Promise<string[]> =>
  (
    await open.database.query<{ id: string }>(
      `select enrolment_id as id from booking where window_id = $1 and seat is not null order by booked_at, id`,
      [windowId],
    )
  ).map(({ id }) => id);
const full = async (capacity = 1): Promise<{ windowId: string; bookings: string[] }> => {
  const windowId = await giveWindow(open, { opensOn: '2027-02-25', name: 'February 2027', capacity });
  const bookings = [];
  for (const person of await people(capacity)) bookings.push(await giveBooking(open, person, windowId));
  return { windowId, bookings };
};
const one = async (): Promise<{ windowId: string; bookingId: string }> => {
  const { windowId, bookings } = await full();
  return { windowId, bookingId: bookings[0] ?? '' };
};

describe('the list of a full window', () => {
  it('takes in exactly those of fifty who did not get the last place, and one of them on cancel (edge case 46)', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', capacity: 1 });
    const all = await people(50);
    const results = await race(all, (person) => book(person, windowId));
    const winners = results.filter((result): result is string => !isRefusal(result));
    expect(winners).toHaveLength(1);
    const losers = all.filter((_, index) => isRefusal(results[index] ?? ''));
    const places = await race(losers, (person) => join(person, windowId));
    expect(places.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 49 }, (_, n) => n + 1));
    const first = losers[places.indexOf(1)];
    const late = await people(50);
    const [barging] = await Promise.all([
      race(late, (person) => book(person, windowId)),
      cancel(winners[0] ?? '').then(() => Promise.all([offer(windowId), offer(windowId), offer(windowId)])),
    ]);
    expect(barging.filter((result) => typeof result === 'string')).toEqual([]);
    await open.settle();
    expect(await holders(windowId)).toEqual([first?.enrolmentId]);
  });

  it('keeps its order, passes over whom the window no longer fits, and forgets who books elsewhere', async () => {
    const { windowId, bookings } = await full(3);
    const elsewhere = await giveWindow(open, { opensOn: '2027-03-25', name: 'March 2027' });
    const [a, b, c, d, e] = (await people(5)) as [Enrolled, Enrolled, Enrolled, Enrolled, Enrolled];
    for (const person of [a, b, c, d, e]) await join(person, windowId);
    await open.database.query(`update enrolment set present_by = '2027-03-01' where id = $1`, [a.enrolmentId]);
    await giveBooking(open, c, elsewhere);
    for (const id of bookings.slice(0, 2)) await cancel(id);
    await open.settle();
    const now = await holders(windowId);
    expect(now).toHaveLength(3);
    expect(now).toEqual(expect.arrayContaining([b.enrolmentId, d.enrolmentId]));
    const left = await open.database.query(`select enrolment_id as id from waiting_place order by turn`);
    expect(left).toEqual([{ id: a.enrolmentId }, { id: e.enrolmentId }]);
    const letters = (person: Enrolled): Promise<unknown[]> =>
      open.database.query(`select 1 from mail_message where to_address = $1`, [person.email]);
    expect([await letters(a), await letters(b), await letters(c)].map(({ length }) => length)).toEqual([0, 1, 0]);
  });

  it('gives one place for one cancellation, however often the work is done and the form is sent', async () => {
    const { windowId, bookingId } = await one();
    const [a, b] = (await people(2)) as [Enrolled, Enrolled];
    await join(a, windowId);
    await join(b, windowId);
    const again = await Promise.all([cancel(bookingId), cancel(bookingId), offer(windowId), offer(windowId)]);
    expect(again.slice(0, 2).filter((result) => isRefusal(result as never))).toHaveLength(1);
    await Promise.all([offer(windowId), offer(windowId)]);
    await open.settle();
    expect(await holders(windowId)).toEqual([a.enrolmentId]);
    expect(await open.database.query(`select 1 from mail_message where to_address = $1`, [b.email])).toEqual([]);
  });

  it('gives the places that a raised capacity makes', async () => {
    const { windowId } = await one();
    const [a, b, c] = (await people(3)) as [Enrolled, Enrolled, Enrolled];
    for (const person of [a, b, c]) await join(person, windowId);
    await open.app.get(ChangeCapacity, { strict: false }).run({ actor: 'job:spec', windowId, capacity: 3 });
    await open.settle();
    const now = await holders(windowId);
    expect(now).toHaveLength(3);
    expect(now).toEqual(expect.arrayContaining([a.enrolmentId, b.enrolmentId]));
    expect(now).not.toContain(c.enrolmentId);
  });

  it('is overtaken by nobody whose unconfirmed place is moved', async () => {
    const { bookingId } = await one();
    const later = await giveWindow(open, { opensOn: '2027-03-25', name: 'March 2027', capacity: 1 });
    const [holder, waits] = (await people(2)) as [Enrolled, Enrolled];
    await giveBooking(open, holder, later);
    await join(waits, later);
    // A place that is free and that no job has given yet.
    await open.database.query(`update assessment_window set capacity = 2 where id = $1`, [later]);
    await open.holdClock('2027-01-22T10:00:00Z');
    expect(await open.app.get(MoveUnconfirmed, { strict: false }).run('job:spec', bookingId)).toBe('kept');
    await offer(later);
    expect(await holders(later)).toEqual(expect.arrayContaining([holder.enrolmentId, waits.enrolmentId]));
    await open.holdClock('2026-11-02T10:00:00Z');
  });

  it('passes over who owes where the framework bars them, and only there', async () => {
    const { windowId } = await one();
    const [owes, other] = (await people(2)) as [Enrolled, Enrolled];
    await join(owes, windowId);
    await join(other, windowId);
    await open.database.query(
      `insert into charge (enrolment_id, kind, pence, at) values ($1, 'resubmission', 15000, app_now())`,
      [owes.enrolmentId],
    );
    const barring = (isBarring: boolean): Promise<unknown> =>
      open.database.query(
        `update framework_version set definition = jsonb_set(definition, '{booking,unpaidChargeBarsSubmission}', $1)`,
        [JSON.stringify(isBarring)],
      );
    expect(await waitingInOrder(open.database, windowId)).toEqual([other.enrolmentId]);
    await barring(false);
    expect(await waitingInOrder(open.database, windowId)).toEqual([owes.enrolmentId, other.enrolmentId]);
    await barring(true);
  });

  it('is not for whom booking is barred, nor where there is a place', async () => {
    const { windowId } = await one();
    const free = await giveWindow(open, { opensOn: '2027-03-25', name: 'March 2027' });
    const [owes, booked, late] = (await people(3)) as [Enrolled, Enrolled, Enrolled];
    await open.database.query(
      `insert into charge (enrolment_id, kind, pence, at) values ($1, 'resubmission', 15000, app_now())`,
      [owes.enrolmentId],
    );
    expect(await join(owes, windowId)).toMatchObject({ code: 'unpaid-charge' });
    expect(await join(late, free)).toMatchObject({ code: 'window-has-places' });
    expect(await open.database.query(`select 1 from waiting_place`)).toEqual([]);
    await giveBooking(open, booked, free);
    expect(await join(booked, windowId)).toMatchObject({ code: 'already-booked' });
    await open.database.query(`update enrolment set present_by = '2027-03-01' where id = $1`, [late.enrolmentId]);
    expect(await join(late, windowId)).toMatchObject({ code: 'window-does-not-fit' });
  });
});

describe('the pages of the list', () => {
  it('let a participant join, see their place, and leave; staff see how many wait', async () => {
    const { windowId } = await one();
    const [a, b] = (await people(2)) as [Enrolled, Enrolled];
    const administrator = await givePerson(open, { roles: ['administrator'] });
    await join(a, windowId);
    const path = `/windows/${windowId}/waiting-place`;
    expect(textOf((await visit(open, b, '/windows')).text)).toContain('Wait for a place in February 2027');
    await post(open, b, path, {});
    expect(textOf((await visit(open, b, path)).text)).toMatch(/Your place on the list\s*2/);
    expect(textOf((await visit(open, administrator, '/planning/windows')).text)).toContain('2 waiting');
    expect(textOf((await visit(open, administrator, `/planning/windows/${windowId}`)).text)).toContain('2 waiting');
    await post(open, b, `${path}/end`, {});
    expect(textOf((await visit(open, b, path)).text)).toContain('Join the list');
    const acts = await open.database.query<{ act: string }>(
      `select act from journal_entry where aggregate = 'waiting' and act <> 'waiting.ended'`,
    );
    expect(acts.map(({ act }) => act)).toContain('waiting.left');
  });
});
