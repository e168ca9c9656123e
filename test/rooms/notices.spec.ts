import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfirmBooking } from '../../src/enrolment/index.js';
import { SendReminders } from '../../src/notices/send-reminders.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { visit } from '../support/browse.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let lead: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-06-01T09:00:00Z');
  // Nothing but what a case asks for sends here.
  await open.stopWork();
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

const remind = (): Promise<number> => open.app.get(SendReminders, { strict: false }).run('job:notices.remind');
const statements = async (path: string): Promise<number> =>
  Number(/\d+/.exec(String((await visit(open, lead, path)).headers['server-timing']))?.[0]);
const at = (day: string, time = '09:00:00Z'): Promise<void> => open.holdClock(`${day}T${time}`);
const letters = async (person: Enrolled): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(
      `select subject from mail_message where to_address = $1 and key like 'reminder/%' order by composed_at, id`,
      [person.email],
    )
  ).map(({ subject }) => subject);
const record = (person: Enrolled): Promise<{ series: string; days: number; by: number | null }[]> =>
  open.database.query(
    `select series, days_before as days, overtaken_by as by from notice where enrolment_id = $1 order by at, days_before desc`,
    [person.enrolmentId],
  );
/** Everybody of the case before is out of the way: their deadlines are not this case's. */
const alone = async (): Promise<void> => {
  await open.database.query(`update enrolment set state = 'withdrawn' where state <> 'withdrawn'`);
};

describe('a reminder before the last day to present goes out 90, 60, 30, 14, 7 and 1 days before (domain 8.3)', () => {
  // 18 months from 15 March 2025 is 15 September 2026.
  it('on each of those days, once, however often the run is made', async () => {
    await alone();
    const person = await giveEnrolled(open, { startDate: '2025-03-15' });
    const sent: string[] = [];
    // Each day of the timetable with the day before and the day after it.
    for (const daysBefore of [90, 60, 30, 14, 7, 1].flatMap((days) => [days + 1, days, days - 1])) {
      const day = Temporal.PlainDate.from('2026-09-15').subtract({ days: daysBefore }).toString();
      await at(day);
      const written = (await remind()) + (await remind());
      if (written > 0) sent.push(`${day} ${written}`);
    }
    expect(sent).toEqual([
      '2026-06-17 1',
      '2026-07-17 1',
      '2026-08-16 1',
      '2026-09-01 1',
      '2026-09-08 1',
      '2026-09-14 1',
    ]);
    expect((await letters(person)).slice(-2)).toEqual([
      'Your time to present for assessment ends in 7 days, on 15 September 2026',
      'Your time to present for assessment ends tomorrow, on 15 September 2026',
    ]);
    expect((await record(person)).map(({ by }) => by)).toEqual([null, null, null, null, null, null]);
  });

  it('says the date, the reason and what to do', async () => {
    const { body } = await open.database.one<{ body: string }>(
      `select body from mail_message where key like 'reminder/present-by/%/30'`,
    );
    expect(body).toContain('until the end of 15 September 2026, London time (18 months from 15 March 2025)');
    expect(body).toContain('book a window that closes by then');
  });

  it('on the days and from the hour that the framework says', async () => {
    await alone();
    const person = await giveEnrolled(open, { startDate: '2025-03-15' });
    const rule = (path: string, value: number): Promise<unknown> =>
      open.database.query(`update framework_version set definition = jsonb_set(definition, $1::text[], $2::jsonb)`, [
        path,
        String(value),
      ]);
    await rule('{clock,remindFarthest,present-by}', 30);
    await rule('{clock,remindFromHour}', 11);
    // 60 days before, then 30 days before at 10:59 and at 11am British Summer Time.
    await at('2026-07-17', '12:00:00Z');
    expect(await remind()).toBe(0);
    await at('2026-08-16', '09:59:59Z');
    expect(await remind()).toBe(0);
    await at('2026-08-16', '10:00:00Z');
    expect(await remind()).toBe(1);
    expect((await record(person)).map(({ days }) => days)).toEqual([30]);
    // A version that is older than the rule has its days and its hour as they were.
    await alone();
    await open.database.query(
      `update framework_version set definition = definition #- '{clock,remindFarthest}' #- '{clock,remindFromHour}'`,
    );
    const other = await giveEnrolled(open, { startDate: '2025-05-15' });
    await at('2026-08-17', '06:59:59Z');
    expect(await remind()).toBe(0);
    await at('2026-08-17', '07:00:00Z');
    expect(await remind()).toBe(1);
    expect((await record(other)).map(({ days }) => days)).toEqual([90]);
    await rule('{clock,remindFromHour}', 8);
    await open.database.query(
      `update framework_version set definition
         = jsonb_set(definition, '{clock,remindFarthest}', '{"present-by": 90, "confirm-by": 30, "window-closes": 7}')`,
    );
  });

  it('not before eight in the morning, by the clock in London', async () => {
    await alone();
    await giveEnrolled(open, { startDate: '2025-03-15' });
    await at('2026-06-17', '06:59:59Z');
    expect(await remind()).toBe(0);
    await at('2026-06-17', '07:00:00Z');
    expect(await remind()).toBe(1);
  });

  it('after an outage the latest that is due, which stands for those before it: not five letters at once', async () => {
    await alone();
    const person = await giveEnrolled(open, { startDate: '2025-03-15' });
    await at('2026-09-09');
    expect(await remind()).toBe(1);
    expect(await letters(person)).toEqual(['Your time to present for assessment ends in 6 days, on 15 September 2026']);
    expect(await record(person)).toEqual([
      { series: 'present-by', days: 90, by: 7 },
      { series: 'present-by', days: 60, by: 7 },
      { series: 'present-by', days: 30, by: 7 },
      { series: 'present-by', days: 14, by: 7 },
      { series: 'present-by', days: 7, by: null },
    ]);
  });

  it('once each from four workers at the same moment', async () => {
    await alone();
    const people = await Promise.all(Array.from({ length: 8 }, () => giveEnrolled(open, { startDate: '2025-03-15' })));
    await at('2026-09-01');
    await Promise.all([remind(), remind(), remind(), remind()]);
    await remind();
    expect((await Promise.all(people.map(letters))).map(({ length }) => length)).toEqual(people.map(() => 1));
  });

  it('is kept from being twice by the database itself', async () => {
    const again = open.database.query(
      `insert into notice (enrolment_id, series, about, deadline, days_before, why, at)
       select enrolment_id, series, about, deadline, days_before, why, at from notice limit 1`,
    );
    await expect(again).rejects.toThrow('notice_once');
  });

  it.each(['deferred', 'presented', 'passed', 'failed', 'lapsed', 'withdrawn'])(
    'never to one who is %s',
    async (state) => {
      await alone();
      const person = await giveEnrolled(open, { startDate: '2025-03-15' });
      await open.database.query(`update enrolment set state = $2 where id = $1`, [person.enrolmentId, state]);
      await at('2026-09-01');
      expect(await remind()).toBe(0);
    },
  );

  it('begins again for a day that was moved', async () => {
    await alone();
    const person = await giveEnrolled(open, { startDate: '2025-03-15' });
    await at('2026-09-14');
    await remind();
    await at('2026-09-14', '10:00:00Z');
    await open.database.query(`update enrolment set present_by = '2026-10-13' where id = $1`, [person.enrolmentId]);
    expect(await remind()).toBe(1);
    expect((await letters(person)).at(-1)).toContain('13 October 2026');
  });
});

describe('a reminder before a place has to be confirmed, and before a window closes with nothing submitted', () => {
  it('goes by the stages of the place: to book, to confirm, to submit, and then no more', async () => {
    await alone();
    await at('2026-06-01');
    const person = await giveEnrolled(open, { startDate: '2025-07-01' });
    // Opens 1 October, confirm by 27 August, closes 15 October.
    const bookingId = await giveBooking(
      open,
      person,
      await giveWindow(open, { opensOn: '2026-10-01', name: 'Autumn' }),
    );
    await at('2026-08-20');
    expect(await remind()).toBe(1);
    expect(await record(person)).toEqual([
      { series: 'confirm-by', days: 30, by: 7 },
      { series: 'confirm-by', days: 14, by: 7 },
      { series: 'confirm-by', days: 7, by: null },
    ]);
    await open.app.get(ConfirmBooking, { strict: false }).run({ actor: 'job:story', bookingId });
    await at('2026-08-26');
    expect(await remind()).toBe(0);
    await at('2026-10-14');
    expect(await remind()).toBe(1);
    expect((await letters(person)).at(-1)).toBe('Autumn closes tomorrow and nothing is submitted yet');
    await open.database.query(`update booking set state = 'used' where id = $1`, [bookingId]);
    await at('2026-10-15', '07:30:00Z');
    expect(await remind()).toBe(0);
  });

  it('is not sent for a day that had passed when the place was booked', async () => {
    await alone();
    await at('2026-08-22');
    const person = await giveEnrolled(open, { startDate: '2025-07-01' });
    await giveBooking(open, person, await giveWindow(open, { opensOn: '2026-10-01', name: 'Autumn, late' }));
    expect(await remind()).toBe(0);
    await at('2026-08-26');
    expect(await remind()).toBe(1);
  });
});

describe('what was sent is seen', () => {
  it('by the participant and by staff, with what stood for what, in a constant number of statements', async () => {
    await alone();
    const person = await giveEnrolled(open, { startDate: '2025-03-15' });
    await at('2026-06-10');
    const path = `/participants/${person.participantId}/notices`;
    expect((await visit(open, person, '/notices')).text).toContain('No reminder was sent yet');
    const none = await statements(path);
    await at('2026-09-09');
    await remind();
    const own = await visit(open, person, '/notices');
    expect(own.text).toContain('Your time to present for assessment ends in 6 days');
    expect(own.text).toContain('the reminder of 7 days before stood for it');
    expect((await visit(open, lead, path)).text).toContain('Due on 8 September 2026, 7 days before 15 September 2026');
    expect(await statements(path)).toBe(none);
  });
});
