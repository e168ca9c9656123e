import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MoveUnconfirmed } from '../../src/enrolment/bookings/move-unconfirmed.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import {
  enrolmentNow,
  enrolmentsOf,
  giveBooking,
  giveEnrolled,
  giveWindow,
  type Enrolled,
} from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
let lead: Person;
beforeAll(async () => {
  open = await openTestApp();
  // Who has not confirmed in time is moved by each case itself.
  await open.keepFromTimetable('booking.confirm-by');
  administrator = await givePerson(open, { roles: ['administrator'] });
  lead = await givePerson(open, { roles: ['lead'] });
});
afterEach(async () => {
  // Each case has the windows it makes, and no other.
  await open.database.query(`delete from charge`);
  await open.database.query(`delete from booking`);
  await open.database.query(`delete from assessment_window`);
});
afterAll(async () => {
  await open?.close();
});

const today = (at = '2026-11-02T10:00:00Z'): Promise<void> => open.holdClock(at);
const nextOf = async (person: Person): Promise<string[]> =>
  ((await api(open, person, '/')).json() as { things: { text: string }[] }).things.map(({ text }) => text);
const states = (person: Enrolled): Promise<{ window: string; state: string }[]> =>
  open.database.query(
    `select w.name as window, b.state from booking b join assessment_window w on w.id = b.window_id
     where b.enrolment_id = $1 order by b.booked_at, w.opens_at`,
    [person.enrolmentId],
  );
const move = (id: string): Promise<string> =>
  open.app.get(MoveUnconfirmed, { strict: false }).run('job:booking.confirm-by', id);

describe('a participant who books', () => {
  it('sees the own day with its reason, and only windows that fit and can be booked', async () => {
    await today();
    const person = await giveEnrolled(open, { startDate: '2025-08-31' });
    await giveWindow(open, { opensOn: '2027-01-14', name: 'January 2027' });
    await giveWindow(open, { opensOn: '2027-02-10', name: 'Full one', capacity: 1 });
    await giveWindow(open, { opensOn: '2027-02-18', name: 'Straddles' });
    await giveWindow(open, { opensOn: '2027-02-11', name: 'Not open yet', bookingOpensOn: '2026-12-01' });
    await giveWindow(open, { opensOn: '2027-02-12', name: 'Of another provider', provider: 'ELSE' });
    await giveWindow(open, { opensOn: '2026-11-20', name: 'Booking over', bookingClosesOn: '2026-11-01' });
    const other = await giveEnrolled(open);
    const full = await open.database.one<{ id: string }>(`select id from assessment_window where name = 'Full one'`);
    await giveBooking(open, other, full.id);
    const shown = (await api(open, person, '/windows')).json() as {
      enrolment: { lastDay: string; why: string; inWords: string };
      windows: { name: string; left: number }[];
      coming: { name: string }[];
      full: { name: string }[];
    };
    expect(shown.enrolment).toMatchObject({
      lastDay: '2027-02-28',
      why: '18 months from 31 August 2025; February has 28 days',
      inWords: 'in 118 days',
    });
    expect(shown.windows.map(({ name, left }) => [name, left])).toEqual([['January 2027', 60]]);
    expect(shown.coming.map(({ name }) => name)).toEqual(['Not open yet']);
    expect(shown.full.map(({ name }) => name)).toEqual(['Full one']);
    const page = await visit(open, person, '/windows');
    expect(textOf(page.text)).toContain('You present for assessment by the end of 28 February 2027');
  });

  it('looks, takes a place once however often the form is sent, confirms and is told what is next', async () => {
    await today();
    const person = await giveEnrolled(open);
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', name: 'February 2027' });
    expect(await nextOf(person)).toContain('Book your assessment window');
    const before = await visit(open, person, `/windows/${windowId}/booking`);
    expect(textOf(before.text)).toContain('A place that is booked and not used costs £100.00');
    const [one, two] = await Promise.all(
      [1, 2].map(() => post(open, person, `/windows/${windowId}/bookings`, {}, 'same')),
    );
    expect([one?.status, one?.location]).toEqual([303, two?.location]);
    expect(await nextOf(person)).toContain('Confirm your place in February 2027');
    const place = one?.location ?? '';
    expect(textOf((await visit(open, person, place)).text)).toContain('Booked, not yet confirmed');
    expect((await visit(open, person, `${place}/confirmation`)).status).toBe(200);
    expect((await post(open, person, `${place}/confirmation`)).status).toBe(303);
    expect((await api(open, person, `${place}/confirmation`, {})).status).toBe(200);
    expect((await enrolmentNow(open, person)).booking?.state).toBe('confirmed');
    expect(await states(person)).toEqual([{ window: 'February 2027', state: 'confirmed' }]);
  });

  it('may confirm up to, not at, the instant to confirm by', async () => {
    await today();
    const person = await giveEnrolled(open);
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', confirmByOn: '2027-01-21' });
    const place = `/bookings/${await giveBooking(open, person, windowId)}/confirmation`;
    await open.holdClock('2027-01-21T09:00:00Z');
    expect(((await api(open, person, place, {})).json() as { code: string }).code).toBe('confirm-by-passed');
    await open.holdClock('2027-01-21T08:59:59.999Z');
    expect((await api(open, person, place, {})).status).toBe(200);
  });

  it('after the day to confirm by has the place confirmed as it is taken', async () => {
    await today();
    const person = await giveEnrolled(open);
    const windowId = await giveWindow(open, { opensOn: '2026-11-26' });
    await giveBooking(open, person, windowId);
    expect((await enrolmentNow(open, person)).booking?.state).toBe('confirmed');
  });

  it('cannot reach a place, or a window, of somebody else', async () => {
    await today();
    const [one, two] = [await giveEnrolled(open), await giveEnrolled(open)];
    const windowId = await giveWindow(open, { opensOn: '2027-02-25' });
    const place = `/bookings/${await giveBooking(open, one, windowId)}`;
    expect((await visit(open, two, place)).status).toBe(404);
    expect((await post(open, two, `${place}/cancellation`, { agreedPence: '0' })).status).toBe(404);
    const elsewhere = await giveWindow(open, { opensOn: '2027-02-26', provider: 'ELSE' });
    expect((await post(open, two, `/windows/${elsewhere}/bookings`)).status).toBe(404);
    for (const who of [administrator, lead]) expect((await visit(open, who, '/windows')).status).toBe(403);
    expect((await visit(open, await givePerson(open, { roles: ['assessor'] }), place)).status).toBe(403);
  });
});

describe('a participant who cancels', () => {
  it('pays nothing 22 days before, and the framework’s charge, shown before, from 21 days on', async () => {
    await today();
    const windowId = await giveWindow(open, { opensOn: '2027-02-25' });
    const [early, late] = [await giveEnrolled(open), await giveEnrolled(open)];
    const [one, two] = [await giveBooking(open, early, windowId), await giveBooking(open, late, windowId)];
    await open.holdClock('2027-02-03T23:59:59Z');
    expect((await visit(open, early, `/bookings/${one}/cancellation`)).text).toContain('costs nothing');
    expect((await post(open, early, `/bookings/${one}/cancellation`, { agreedPence: '0' })).location).toBe('/windows');
    expect((await enrolmentNow(open, early)).unpaidPence).toBe(0);
    // Midnight: the page that was open still says nothing is owed, so it is said again first.
    await open.holdClock('2027-02-04T00:00:00Z');
    const stale = await post(open, late, `/bookings/${two}/cancellation`, { agreedPence: '0' });
    expect([stale.status, stale.problems]).toEqual([
      422,
      ['Cancelling now costs £75.00. Look at it again before you decide'],
    ]);
    expect(stale.text).toContain('Cancel and owe £75.00');
    expect((await enrolmentNow(open, late)).booking?.state).toBe('booked');
    await post(open, late, `/bookings/${two}/cancellation`, { agreedPence: '7500' });
    expect((await enrolmentNow(open, late)).unpaidPence).toBe(7_500);
    expect(await nextOf(late)).toContain('Pay £75.00 before you book');
    const again = await post(open, late, `/windows/${windowId}/bookings`);
    expect(again.problems[0]).toContain('You owe £75.00');
  });

  it('cannot once the window is open', async () => {
    await today();
    const person = await giveEnrolled(open);
    const id = await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-02-25' }));
    await open.holdClock('2027-02-25T09:00:00Z');
    const refused = await api(open, person, `/bookings/${id}/cancellation`, { agreedPence: 10_000 });
    expect((refused.json() as { code: string }).code).toBe('window-has-opened');
  });

  it('frees the seat for the next person, the lowest first', async () => {
    await today();
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', capacity: 2 });
    const [one, two, three] = [await giveEnrolled(open), await giveEnrolled(open), await giveEnrolled(open)];
    const id = await giveBooking(open, one, windowId);
    await giveBooking(open, two, windowId);
    await post(open, one, `/bookings/${id}/cancellation`, { agreedPence: '0' });
    const third = await giveBooking(open, three, windowId);
    const { seat } = await open.database.one<{ seat: number }>(`select seat from booking where id = $1`, [third]);
    expect(seat).toBe(1);
  });
});

describe('a place that is not confirmed in time', () => {
  it('moves to the next window that fits and has a place, with a letter and no charge', async () => {
    await today();
    const person = await giveEnrolled(open);
    const id = await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-02-25', name: 'February' }));
    const full = await giveWindow(open, { opensOn: '2027-04-08', name: 'April', capacity: 1 });
    await giveBooking(open, await giveEnrolled(open), full);
    await giveWindow(open, { opensOn: '2027-06-24', name: 'June', bookingOpensOn: '2027-05-01' });
    expect(await move(id)).toBe('nothing');
    await open.holdClock('2027-01-21T09:00:00Z');
    expect(await Promise.all([move(id), move(id)])).toEqual(expect.arrayContaining(['moved', 'nothing']));
    expect(await states(person)).toEqual([
      { window: 'February', state: 'moved' },
      { window: 'June', state: 'booked' },
    ]);
    const mine = await enrolmentNow(open, person);
    expect([mine.unpaidPence, mine.state]).toEqual([0, 'active']);
    const mail = await open.database.query(`select subject from mail_message where to_address = $1`, [person.email]);
    expect(mail).toEqual([{ subject: 'Your assessment has moved to June' }]);
  });

  it('is kept where no later window fits, can still be confirmed, and staff are told: never a silent lapse', async () => {
    await today();
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-02-25', name: 'February' }));
    await giveWindow(open, { opensOn: '2027-06-24', name: 'June' });
    await open.holdClock('2027-01-25T09:00:00Z');
    expect(await move(id)).toBe('kept');
    expect(await move(id)).toBe('nothing');
    expect(await nextOf(administrator)).toContain('Speak to 1 participant with a place that is not confirmed');
    expect((await visit(open, administrator, '/planning/windows')).text).toContain(
      '1 not confirmed in time, place kept',
    );
    expect((await api(open, person, `/bookings/${id}/confirmation`, {})).status).toBe(200);
    expect((await enrolmentNow(open, person)).booking?.state).toBe('confirmed');
  });

  it('can be used all the same', async () => {
    await today();
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-02-25' }));
    await open.holdClock('2027-02-26T09:00:00Z');
    await move(id);
    await open.database.transact('job:spec', async (tx) => {
      await enrolmentsOf(open).useBooking(tx, id);
    });
    expect((await enrolmentNow(open, person)).booking?.state).toBe('used');
  });
});

describe('a closing time of one’s own (edge case 50)', () => {
  it('is given by a lead, later than the window’s, and seen by the person and staff only', async () => {
    await today();
    const person = await giveEnrolled(open);
    const id = await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-02-25' }));
    const path = `/bookings/${id}/closing-time`;
    const give = async (change: Record<string, string>): Promise<string | undefined> =>
      (
        (
          await api(open, lead, path, { day: '2027-03-15', time: '12:00', reason: 'Agreed in May', ...change })
        ).json() as {
          code?: string;
        }
      ).code;
    expect(await give({ day: '2027-03-11' })).toBe('adjustment-not-later');
    expect(await give({ time: '01:30' })).toBe('edge-in-clock-change');
    expect(await give({ reason: '' })).toBe('reason-missing');
    expect(await give({ day: 'later' })).toBe('date-unreadable');
    expect(await give({})).toBeUndefined();
    expect((await enrolmentNow(open, person)).booking?.closesAt.toString()).toBe('2027-03-15T12:00:00Z');
    expect(textOf((await visit(open, person, `/bookings/${id}`)).text)).toContain('Monday 15 March 2027 at 12 noon');
    expect((await visit(open, administrator, path)).status).toBe(403);
    const [row] = await open.database.query(
      `select why from journal_entry where act = 'booking.closing-time-set' and aggregate_id = $1`,
      [id],
    );
    expect(row).toEqual({ why: 'Agreed in May' });
    expect((await visit(open, person, `/bookings/${id}`)).text).not.toContain('Agreed in May');
  });
});

describe('the plan of windows', () => {
  const fields = {
    name: 'February 2027',
    opensOn: '2027-02-25',
    opensTime: '09:00',
    closesOn: '2027-03-11',
    closesTime: '12:00',
    bookingOpensOn: '2026-08-29',
    bookingClosesOn: '2027-02-11',
    confirmByOn: '2027-01-21',
    capacity: '60',
  };

  it('takes a window, and refuses its name a second time', async () => {
    await today();
    expect((await post(open, administrator, '/planning/windows', fields)).location).toBe('/planning/windows');
    const twice = await post(open, administrator, '/planning/windows', fields);
    expect(twice.problems).toEqual(['There is a window called February 2027 already. Give this one another name']);
    expect((await visit(open, lead, '/planning/windows')).text).toContain('0 of 60');
    expect((await post(open, lead, '/planning/windows', fields)).status).toBe(403);
  });

  it('edge case 4: refuses an edge between 1am and 2am, when clocks change, with the field', async () => {
    await today();
    const refused = await post(open, administrator, '/planning/windows', { ...fields, closesTime: '01:30' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('id="closesTime-error"');
    expect(refused.text).toContain('value="01:30"');
  });

  it('shows a year before it is made, and makes what was shown', async () => {
    await today();
    const year = {
      year: '2026',
      months: ['2', '6'],
      weekday: '4',
      nth: '-1',
      days: '14',
      opensTime: '09:00',
      closesTime: '12:00',
      bookingOpensDaysBefore: '180',
      bookingClosesDaysBefore: '14',
      confirmByDaysBefore: '35',
      capacity: '24',
    };
    const query = new URLSearchParams(
      Object.entries(year).flatMap(([key, value]) => [value].flat().map((one) => [key, one])),
    );
    const preview = await visit(open, administrator, `/planning/year?${query.toString()}`);
    expect(textOf(preview.text)).toContain('Make 2 windows');
    expect(await open.database.query(`select 1 from assessment_window`)).toHaveLength(0);
    expect((await post(open, administrator, '/planning/year', year)).status).toBe(303);
    const made = await open.database.query(`select name, capacity from assessment_window order by opens_at`);
    expect(made).toEqual([
      { name: 'February 2027', capacity: 24 },
      { name: 'June 2027', capacity: 24 },
    ]);
    expect((await post(open, administrator, '/planning/year', year)).problems).toEqual([
      'No window in this plan can be made. Change the pattern',
    ]);
  });

  it('changes the places of a window, never below those that are taken, whatever their seats', async () => {
    await today();
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', capacity: 3 });
    const people = [await giveEnrolled(open), await giveEnrolled(open), await giveEnrolled(open)];
    const ids: string[] = [];
    for (const person of people) ids.push(await giveBooking(open, person, windowId));
    const change = (capacity: string): ReturnType<typeof post> =>
      post(open, administrator, `/planning/windows/${windowId}/capacity`, { capacity });
    expect((await change('2')).problems).toEqual(['3 places are taken, so there cannot be fewer']);
    await post(open, people[0] ?? null, `/bookings/${ids[0] ?? ''}/cancellation`, { agreedPence: '0' });
    expect((await change('2')).status).toBe(303);
    const seats = await open.database.query(`select seat from booking where seat is not null order by seat`);
    expect(seats).toEqual([{ seat: 1 }, { seat: 2 }]);
    expect((await change('many')).problems).toEqual(['Give the number of places as a whole number from 1 to 10,000']);
  });

  it('is kept apart by provider', async () => {
    await today();
    const windowId = await giveWindow(open, { opensOn: '2027-02-25', provider: 'ELSE', name: 'Elsewhere' });
    expect((await visit(open, administrator, '/planning/windows')).text).not.toContain('Elsewhere');
    expect((await visit(open, administrator, `/planning/windows/${windowId}`)).status).toBe(404);
    expect((await post(open, administrator, `/planning/windows/${windowId}/capacity`, { capacity: '9' })).status).toBe(
      404,
    );
  });
});

describe('a window that is closing', () => {
  it('says how many of its places were dealt with, follows the work, and says nothing once it is closed', async () => {
    await today();
    // Nothing closes it here but the spec.
    const work = await open.database.one<{ id: string }>(
      `insert into work_item (kind, key, subject, state, due_at, lease_until)
       values ('submission.close-windows', 'held', '{}', 'running', app_now(), '2099-01-01') returning id`,
    );
    const windowId = await giveWindow(open, { opensOn: '2026-12-01', name: 'December' });
    const bookings: string[] = [];
    for (let n = 0; n < 4; n += 1) bookings.push(await giveBooking(open, await giveEnrolled(open), windowId));
    const line = async (): Promise<string> => textOf((await visit(open, lead, '/planning/windows')).text);
    expect(await line()).not.toContain('Closing');
    await open.database.transact('job:spec', async (tx) => {
      await enrolmentsOf(open).useBooking(tx, bookings[0] ?? '');
    });
    await open.database.query(`update booking set personal_closes_at = '2026-12-20T12:00:00Z' where id = $1`, [
      bookings[1],
    ]);
    await today('2026-12-15T12:00:00Z');
    expect(await line()).toContain('Closing: 1 of 4; 1 may submit for longer');
    await open.database.transact('job:spec', async (tx) => {
      await enrolmentsOf(open).missBookings(tx, [bookings[2] ?? '']);
    });
    expect(await line()).toContain('Closing: 2 of 4; 1 may submit for longer');
    expect((await visit(open, lead, '/planning/windows')).text).toContain(`data-live="work:${work.id}"`);
    await open.database.query(`update assessment_window set closed_at = app_now() where id = $1`, [windowId]);
    expect(await line()).not.toContain('Closing');
    await open.database.query(`delete from work_item where id = $1`, [work.id]);
  });
});
