import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SetClosingTime } from '../../src/enrolment/index.js';
import { SendReminders } from '../../src/notices/send-reminders.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { liveDocuments, makeDocx, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
let windowId: string;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  administrator = await givePerson(open, { roles: ['administrator'] });
  windowId = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15', name: 'Spring' });
});
afterAll(async () => {
  await open?.close();
});

const path = (): string => `/planning/windows/${windowId}/task-closings`;
const wanted = { 'day-T1': '', 'time-T1': '', 'day-T2': '2027-03-08', 'time-T2': '12:00' };
const sendAccount = async (person: Enrolled, task: string, mark: string): Promise<number> =>
  (
    await sendFile(open, person, {
      component: `account-${task}`,
      name: `${mark}.docx`,
      bytes: await makeDocx(300, mark),
    })
  ).statusCode;
const subjects = async (person: Enrolled): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(
      `select subject from mail_message where to_address = $1 order by composed_at, id`,
      [person.email],
    )
  ).map(({ subject }) => subject);

describe('a window that takes the account of one task up to an earlier time', () => {
  let person: Enrolled;
  beforeAll(async () => {
    person = await giveEnrolled(open, { name: 'Tilda Tasker' });
    await giveBooking(open, person, windowId);
  });

  it.each([
    ['after the window', { 'day-T2': '2027-03-16' }, 'Give a time while the window is open'],
    ['as the window opens', { 'day-T2': '2027-03-01', 'time-T2': '09:00' }, 'Give a time while the window is open'],
    ['no date', { 'day-T2': 'soon' }, 'soon'],
    ['no time', { 'time-T2': '' }, 'time'],
    ['in the hour of the clock change', { 'day-T2': '2027-03-28', 'time-T2': '01:30' }, '1:30am'],
  ])('is refused %s', async (_, given, says) => {
    const answer = await post(open, administrator, path(), { ...wanted, ...given });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(says);
  });

  it('is set by an administrator, told to whoever has a place, and said wherever they look', async () => {
    expect((await post(open, administrator, path(), wanted)).status).toBe(303);
    expect((await post(open, administrator, path(), wanted)).status).toBe(422);
    expect(await subjects(person)).toContain('When your accounts are taken until in Spring');
    const until = /“An improvement project across several schools” taken until\s*Monday 8 March 2027 at (?:12 )?noon/;
    const { id } = await open.database.one<{ id: string }>(`select id from booking where window_id = $1`, [windowId]);
    expect(textOf((await visit(open, administrator, `/planning/windows/${windowId}`)).text)).toMatch(until);
    expect(textOf((await visit(open, person, `/bookings/${id}`)).text)).toMatch(until);
    expect(textOf((await visit(open, person, '/documents')).text)).toContain('earlier than your window closes');
  });

  it('is refused by the database too where it does not lie in the window', async () => {
    await expect(
      open.database.query(
        `update window_task_closing set closes_at = closes_at + interval '1 month' where window_id = $1`,
        [windowId],
      ),
    ).rejects.toThrow('a task closes while its window is open');
  });

  it('reminds, once, whoever has not sent that account, and nobody who has', async () => {
    const sent = await giveEnrolled(open, { name: 'Sam Sender' });
    await giveBooking(open, sent, windowId);
    expect(await sendAccount(sent, 'T2', 'sam')).toBe(303);
    await open.settle();
    // The timetable reminds as well, as soon as it is that day.
    await open.holdClock('2027-03-07T10:00:00Z');
    const remind = (): Promise<number> => open.app.get(SendReminders, { strict: false }).run('job:notices.remind');
    await remind();
    await remind();
    const about = (all: readonly string[]): string[] =>
      all.filter((subject) => subject.includes('The time for your account'));
    expect(about(await subjects(person))).toEqual([
      'The time for your account “An improvement project across several schools” ends tomorrow, and it is not there yet',
    ]);
    expect(about(await subjects(sent))).toEqual([]);
    expect(textOf((await visit(open, person, '/time')).text)).toContain(
      'Send your account “An improvement project across several schools” before',
    );
  });

  it('takes the account up to the last second, and neither a new one nor a change after it; all else goes on', async () => {
    await open.holdClock('2027-03-08T11:59:59Z');
    expect(await sendAccount(person, 'T2', 'in-time')).toBe(303);
    await open.settle();
    await open.holdClock('2027-03-08T12:00:00Z');
    expect(await sendAccount(person, 'T2', 'late')).toBe(422);
    const account = (await liveDocuments(open, person)).find(({ component }) => component === 'account-T2');
    expect((await post(open, person, `/documents/${account?.id}/removal`)).status).toBe(422);
    const removing = `update document set state = 'removed' where id = $1`;
    await expect(open.database.query(removing, [account?.id])).rejects.toThrow('the account of this task stays');
    expect((await liveDocuments(open, person)).map(({ component }) => component)).toEqual(['account-T2']);
    const page = textOf((await visit(open, person, '/documents')).text);
    expect(page).toContain('it can no longer be sent or changed');
    expect(await sendAccount(person, 'T1', 'other task')).toBe(303);
    await open.settle();
    // What is over is not set anew: somebody may have been kept out by it.
    const again = await post(open, administrator, path(), { ...wanted, 'day-T2': '2027-03-10' });
    expect([again.status, textOf(again.text).includes('which is over')]).toEqual([422, true]);
  });

  it('gives whoever has longer than the window as much longer for the task', async () => {
    const adjusted = await giveEnrolled(open, { name: 'Ada Just' });
    await open.holdClock('2027-02-01T10:00:00Z');
    const bookingId = await giveBooking(open, adjusted, windowId);
    const given = { actor: 'job:test', bookingId, day: '2027-03-18', time: '12:00', reason: 'Twenty per cent more' };
    expect(await open.app.get(SetClosingTime, { strict: false }).run(given)).toEqual(
      Temporal.Instant.from('2027-03-18T12:00:00Z'),
    );
    await open.holdClock('2027-03-11T11:59:59Z');
    expect(await sendAccount(adjusted, 'T2', 'adjusted')).toBe(303);
    await open.holdClock('2027-03-11T12:00:00Z');
    expect(await sendAccount(adjusted, 'T2', 'too late')).toBe(422);
    const shown = (await api(open, adjusted, '/documents')).json() as {
      accounts: { closing: { closesAt: string; isOver: boolean } | null }[];
    };
    expect(shown.accounts.map(({ closing }) => closing)).toEqual([
      null,
      expect.objectContaining({ closesAt: '2027-03-11T12:00:00.000Z', isOver: true }),
    ]);
  });

  it('shows those who judge nothing of it', async () => {
    const assessor = await givePerson(open, { roles: ['assessor'] });
    expect((await visit(open, assessor, path())).status).toBe(403);
  });

  it('is not set to a time while places can still be booked', async () => {
    const window = {
      opensOn: '2027-05-03',
      closesOn: '2027-05-17',
      bookingClosesOn: '2027-05-10',
      name: 'Late booking',
    };
    const late = `/planning/windows/${await giveWindow(open, window)}/task-closings`;
    const early = await post(open, administrator, late, { 'day-T2': '2027-05-10', 'time-T2': '08:59' });
    expect([early.status, early.problems]).toEqual([
      422,
      [expect.stringContaining('can be booked until Monday 10 May 2027 at 9am')],
    ]);
    expect((await post(open, administrator, late, { 'day-T2': '2027-05-10', 'time-T2': '09:00' })).status).toBe(303);
  });
});
