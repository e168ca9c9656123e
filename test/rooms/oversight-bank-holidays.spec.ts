import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addWorkingDays, englandBankHolidays } from '#libs/calendar';
import { WarnOfTableEnd } from '../../src/oversight/bank-holidays/warn-of-end.js';
import { bankHolidays } from '../../src/qualification/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { ensureFramework } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
let lead: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-12-18T10:00:00Z');
  administrator = await givePerson(open, { roles: ['administrator'] });
  lead = await givePerson(open, { roles: ['lead'] });
  await ensureFramework(open);
  // No night's run of the timetable's: the spec has its own.
  await open.keepFromTimetable('oversight.nightly');
});
afterAll(async () => {
  await open?.close();
});

const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);
const days = async (): Promise<string[]> =>
  (await bankHolidays(open.database)).holidays.map((holiday) => holiday.date.toString());
const change = (fields: Record<string, string>, who = administrator): ReturnType<typeof post> =>
  post(open, who, '/bank-holidays', { date: '', name: '', year: '', reason: 'Proclaimed', ...fields });

describe('England’s bank holidays', () => {
  it('are at first those that we ship, and are what clocks count by', async () => {
    expect(await days()).toEqual(englandBankHolidays.holidays.map((holiday) => holiday.date.toString()));
  });

  it('are shown with what a change would move before it is made', async () => {
    const add = '/bank-holidays/change?kind=add&date=2026-12-29&name=Proclaimed+day';
    const shown = textOf((await visit(open, administrator, add)).text);
    // Fifteen working days from 28 December, the day before: 28 December and 1 January are bank holidays.
    expect(shown).toMatch(/A script that is given out then is marked by\s*19 January 2027\s*20 January 2027/);
    expect(await days()).not.toContain('2026-12-29');
  });

  it('are changed by an administrator with a reason, and then count', async () => {
    const before = addWorkingDays(date('2026-12-18'), 7, await bankHolidays(open.database)).date.toString();
    expect((await change({ kind: 'add', date: '2026-12-29', name: 'Proclaimed day', reason: ' ' })).problems).toEqual([
      'Say why the table is changed, such as the proclamation that it follows',
    ]);
    expect((await change({ kind: 'add', date: '2026-12-29', name: 'Proclaimed day' })).status).toBe(303);
    const after = addWorkingDays(date('2026-12-18'), 7, await bankHolidays(open.database)).date.toString();
    expect([before, after]).toEqual(['2026-12-31', '2027-01-04']);
    const entry = await open.database.one(
      `select act, why, facts from journal_entry where aggregate = 'bank-holidays' order by id desc limit 1`,
    );
    expect(entry).toEqual({
      act: 'bank-holidays.changed',
      why: 'Proclaimed',
      facts: { kind: 'add', date: '2026-12-29', name: 'Proclaimed day' },
    });
    expect((await change({ kind: 'remove', date: '2026-12-29' })).status).toBe(303);
    expect(await days()).not.toContain('2026-12-29');
  });

  it.each([
    ['twice', { kind: 'add', date: '2026-12-25', name: 'Again' }, 'bank-holiday-twice'],
    ['outside the table', { kind: 'add', date: '2031-05-01', name: 'Far' }, 'bank-holiday-outside-table'],
    ['that is over', { kind: 'remove', date: '2026-08-31' }, 'bank-holiday-is-over'],
    ['today', { kind: 'add', date: '2026-12-18', name: 'Too late' }, 'bank-holiday-is-over'],
    ['that is none', { kind: 'remove', date: '2026-12-30' }, 'bank-holiday-not-there'],
    ['without a name', { kind: 'add', date: '2026-12-30', name: ' ' }, 'bank-holiday-name-missing'],
    ['on no day', { kind: 'add', date: '2027-02-29', name: 'Leap' }, 'bank-holiday-date-unreadable'],
    ['of a year that is not the next', { kind: 'add-year', year: '2031' }, 'bank-holiday-year-not-next'],
  ])('refuse a change of one %s', async (_, fields, code) => {
    const had = await days();
    const answer = await api(open, administrator, '/bank-holidays', {
      date: '',
      name: '',
      year: '',
      reason: 'x',
      ...fields,
    });
    expect((answer.json() as { code: string }).code).toBe(code);
    expect(await days()).toEqual(had);
  });

  it('are extended by the next year once, where two ask at once', async () => {
    const both = await Promise.all([
      change({ kind: 'add-year', year: '2029' }),
      change({ kind: 'add-year', year: '2029' }),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422]);
    const table = await bankHolidays(open.database);
    expect(table.lastDay.toString()).toBe('2029-12-31');
    expect(table.holidays.filter((holiday) => holiday.date.year === 2029)).toHaveLength(8);
    expect((await days()).includes('2029-03-30')).toBe(true);
  });

  it('are seen by leads, who change nothing', async () => {
    expect(textOf((await visit(open, lead, '/bank-holidays')).text)).toContain('Boxing Day');
    expect((await change({ kind: 'add', date: '2027-12-30', name: 'x' }, lead)).status).toBe(403);
  });
});

describe('a table that ends within twelve months', () => {
  it('is told to leads and administrators, and by one letter from the night’s run', async () => {
    const nightly = (): Promise<number> => open.app.get(WarnOfTableEnd, { strict: false }).run('job:spec');
    expect(await nightly()).toBe(0);
    expect((await visit(open, lead, '/forecast')).text).not.toContain('The table of bank holidays');
    // Twelve months before the last day is far enough; a day later is not.
    await open.holdClock('2028-12-31T10:00:00Z');
    expect(await nightly()).toBe(0);
    await open.holdClock('2029-01-01T10:00:00Z');
    expect([await nightly(), await nightly()]).toEqual([1, 0]);
    const [letter] = await open.database.query<{ body: string }>(
      `select body from mail_message where key like 'bank-holidays-end:%' and to_address = $1`,
      [administrator.email],
    );
    expect(letter?.body).toContain('ends on 31 December 2029');
    await open.database.query(
      `update web_session set created_at = clock_timestamp(), last_seen_at = clock_timestamp()`,
    );
    expect(textOf((await visit(open, lead, '/forecast')).text)).toContain(
      'The table of bank holidays ends on 31 December 2029',
    );
    expect(textOf((await visit(open, administrator, '/')).text)).toContain('Add the next year of bank holidays');
  });
});
