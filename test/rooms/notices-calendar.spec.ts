import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CancelBooking } from '../../src/enrolment/bookings/cancel-booking.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, visit } from '../support/browse.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';

let open: TestApp;
let person: Enrolled;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-09-01T09:00:00Z');
  // Letters are not sent here: what opens a calendar can still be read from the one that waits.
  await open.stopWork();
  person = await giveEnrolled(open, { startDate: '2025-09-21' });
});
afterAll(async () => {
  await open?.close();
});

const secret = async (): Promise<string> =>
  (
    await open.database.one<{ secret: string }>(
      `select secret from mail_message where key like 'calendar-link:%' and to_address = $1 order by composed_at desc limit 1`,
      [person.email],
    )
  ).secret;
const unfolded = async (token: string): Promise<string[]> =>
  (await visit(open, null, `/calendars/${token}`)).text.replaceAll('\r\n ', '').split('\r\n');
const entry = (lines: readonly string[], uid: string): readonly string[] => {
  const at = lines.findIndex((line) => line.startsWith(`UID:${uid}`));
  return at < 0 ? [] : lines.slice(at, lines.indexOf('END:VEVENT', at));
};

describe('a participant’s dates in their own calendar', () => {
  it('open by a secret address that is sent by letter, whose hash alone is kept', async () => {
    expect((await visit(open, person, '/calendar-link')).text).toContain('You have no address yet');
    expect((await post(open, person, '/calendar-link')).status).toBe(303);
    const token = await secret();
    const answer = await visit(open, null, `/calendars/${token}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
    const kept = await open.database.query<{ row: string }>(`select to_jsonb(l)::text as row from calendar_link l`);
    expect(kept.some(({ row }) => row.includes(token))).toBe(false);
    expect(entry(await unfolded(token), 'last-day-')).toEqual(
      expect.arrayContaining(['DTSTART;VALUE=DATE:20270321', 'STATUS:CONFIRMED']),
    );
  });

  it('keep an entry’s id and raise its sequence when the thing changes', async () => {
    const token = await secret();
    const id = await giveBooking(
      open,
      person,
      await giveWindow(open, { opensOn: '2026-10-20', name: 'Over the change' }),
    );
    const before = entry(await unfolded(token), `booking-${id}`);
    // Opens in summer time, closes in winter time: each in UTC (edge case 4).
    expect(before).toEqual(
      expect.arrayContaining(['DTSTART:20261020T080000Z', 'DTEND:20261103T120000Z', 'STATUS:CONFIRMED']),
    );
    await open.app.get(CancelBooking, { strict: false }).run({ actor: 'job:story', bookingId: id, agreedPence: 0 });
    const after = entry(await unfolded(token), `booking-${id}`);
    expect(after).toContain('STATUS:CANCELLED');
    const sequence = (lines: readonly string[]): number =>
      Number(lines.find((line) => line.startsWith('SEQUENCE:'))?.slice(9));
    expect(sequence(after)).toBeGreaterThan(sequence(before));
  });

  it('close to an address that was replaced or ended, or that never was', async () => {
    const first = await secret();
    await open.holdClock('2026-09-01T09:01:00Z');
    await post(open, person, '/calendar-link');
    const second = await secret();
    expect(second).not.toBe(first);
    expect((await visit(open, null, `/calendars/${first}`)).status).toBe(404);
    expect((await visit(open, null, `/calendars/${second}`)).status).toBe(200);
    expect((await post(open, person, '/calendar-link/end')).status).toBe(303);
    expect((await visit(open, null, `/calendars/${second}`)).status).toBe(404);
    expect((await visit(open, null, `/calendars/x`)).status).toBe(404);
  });
});
