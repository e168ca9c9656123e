import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SetClosingTime, taskClosingsFor } from '../../src/enrolment/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post } from '../support/browse.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
let windowId: string;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  const administrator = await givePerson(open, { roles: ['administrator'] });
  // The clocks change on 28 March: up to 31 March at noon in London.
  windowId = await giveWindow(open, { opensOn: '2027-03-15', closesOn: '2027-03-31', name: 'Spring' });
  const closings = { 'day-T1': '', 'time-T1': '', 'day-T2': '2027-03-24', 'time-T2': '12:00' };
  const set = await post(open, administrator, `/planning/windows/${windowId}/task-closings`, closings);
  if (set.status !== 303) throw new Error(set.text);
});
afterAll(async () => {
  await open?.close();
});

const booked = async (): Promise<{ person: Enrolled; bookingId: string }> => {
  const person = await giveEnrolled(open);
  return { person, bookingId: await giveBooking(open, person, windowId) };
};
/** An account that no use case was asked for, received at that instant. */
const write = (person: Enrolled, receivedAt: string, component = 'account-T2'): Promise<{ id: string }> =>
  open.database.one<{ id: string }>(
    `insert into document (enrolment_id, attempt_no, component, original_name, sha256, size, state, uploaded_by, uploaded_at)
     values ($1, 1, $2, 'past-the-code.docx', repeat('0', 64), 1, 'superseded', $3, $4) returning id`,
    [person.enrolmentId, component, person.signInId, receivedAt],
  );
const tooLate = 'the account of this task is not taken any more';

describe('the database takes no account of a task that arrives at or after its closing', () => {
  it('whoever has no more time than the window', async () => {
    const { person } = await booked();
    await expect(write(person, '2027-03-24T12:00:00Z')).rejects.toThrow(tooLate);
    await expect(write(person, '2027-03-30T12:00:00Z')).rejects.toThrow(tooLate);
    const { id } = await write(person, '2027-03-24T11:59:59.999Z');
    await expect(
      open.database.query(`update document set uploaded_at = uploaded_at + interval '1 ms' where id = $1`, [id]),
    ).rejects.toThrow(tooLate);
    // What happens to it later is no second arrival.
    await open.database.query(`update document set state = 'removed' where id = $1`, [id]);
  });

  it('nor of whoever has handed in and takes it back', async () => {
    const { person, bookingId } = await booked();
    await open.database.query(`update booking set state = 'used' where id = $1`, [bookingId]);
    await expect(write(person, '2027-03-24T12:00:00Z')).rejects.toThrow(tooLate);
  });

  it('but the other account, and evidence, as long as the window is open', async () => {
    const { person } = await booked();
    await write(person, '2027-03-30T12:00:00Z', 'account-T1');
    await write(person, '2027-03-30T12:00:00Z', 'evidence');
  });

  it('and as much later as they have longer than the window: a closing of their own, or more time after a failure of ours', async () => {
    const [adjusted, failed] = [await booked(), await booked()];
    const given = { actor: 'job:test', day: '2027-04-07', time: '12:00', reason: 'Twenty per cent more' };
    await open.app.get(SetClosingTime, { strict: false }).run({ ...given, bookingId: adjusted.bookingId });
    await open.database.query(`update booking set extended_closes_at = '2027-03-31T12:30:00Z' where id = $1`, [
      failed.bookingId,
    ]);
    // Seven days; an hour and a half.
    for (const [{ person }, before, at] of [
      [adjusted, '2027-03-31T11:59:59.999Z', '2027-03-31T12:00:00Z'],
      [failed, '2027-03-24T13:29:59.999Z', '2027-03-24T13:30:00Z'],
    ] as const) {
      await expect(write(person, at)).rejects.toThrow(tooLate);
      await write(person, before);
      const [closing] = await taskClosingsFor(open.database, person.enrolmentId, 1);
      expect(closing?.closesAt.toISOString()).toBe(Temporal.Instant.from(at).toString({ smallestUnit: 'millisecond' }));
    }
  });

  it('at the same instant whatever time zone the database keeps, across the change of clocks too', async () => {
    const { person, bookingId } = await booked();
    const given = { actor: 'job:test', day: '2027-04-07', time: '12:00', reason: 'Twenty per cent more' };
    await open.app.get(SetClosingTime, { strict: false }).run({ ...given, bookingId });
    const instants: (string | undefined)[] = [];
    for (const zone of ['UTC', 'Europe/London', 'America/New_York'])
      await open.database.transact('job:test', async (tx) => {
        await tx.query(`select set_config('timezone', $1, true)`, [zone]);
        const [closing] = await taskClosingsFor(tx, person.enrolmentId, 1);
        instants.push(closing?.closesAt.toISOString());
      });
    expect(new Set(instants)).toEqual(new Set(['2027-03-31T12:00:00.000Z']));
  });
});
