import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { visit } from '../support/browse.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
let person: Enrolled;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-09-01T09:00:00Z');
  await open.stopWork();
  person = await giveEnrolled(open, { startDate: '2025-09-21' });
});
afterAll(async () => {
  await open?.close();
});

const statements = async (path: string): Promise<number> =>
  Number(/\d+/.exec(String((await visit(open, person, path)).headers['server-timing']))?.[0]);

describe('a participant’s time', () => {
  it('says the last day with its reason, and the same in the picture and in words', async () => {
    const { status, text } = await visit(open, person, '/time');
    expect(status).toBe(200);
    expect(text).toContain('18 months from 21 September 2025');
    expect(text).toContain('<svg');
    expect(text).toContain('Book a window that closes by');
    expect(text).toContain('Your last day');
    expect(text).toContain('The last day to present for assessment');
  });

  it('offers no place that somebody waits for', async () => {
    const windowId = await giveWindow(open, { opensOn: '2026-12-01', name: 'December', capacity: 1 });
    const waits = await giveEnrolled(open, { startDate: '2025-09-21' });
    await open.database.query(
      `insert into waiting_place (window_id, enrolment_id, attempt_no, joined_at) values ($1, $2, 1, app_now())`,
      [windowId, waits.enrolmentId],
    );
    const { text } = await visit(open, person, '/time');
    expect(text).not.toContain(`/windows/${windowId}/booking`);
    expect(text).toContain('No place is left');
  });

  it('offers windows that fit, and shows the place once there is one, in a constant number of statements', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-01-11', name: 'January' });
    expect((await visit(open, person, '/time')).text).toContain(`/windows/${windowId}/booking`);
    const few = await statements('/time');
    for (const month of ['02', '03'])
      for (const day of ['01', '02', '03'])
        await giveWindow(open, { opensOn: `2027-${month}-${day}`, name: `On ${day} ${month}` });
    expect(await statements('/time')).toBe(few);
    const bookingId = await giveBooking(open, person, windowId);
    const { text } = await visit(open, person, '/time');
    expect(text).toContain(`/bookings/${bookingId}`);
    expect(text).toContain('Confirm your place by');
  });

  it('tells one who is not enrolled who enrols them', async () => {
    const nobody = await givePerson(open, { roles: ['participant'] });
    expect((await visit(open, nobody, '/time')).text).toContain('You are not enrolled yet');
  });
});
