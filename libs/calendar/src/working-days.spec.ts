import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { englandBankHolidays as table } from './bank-holidays.js';
import { addWorkingDays, isWorkingDay, warnOfTableEnd, workingDayFrom, workingDaysBetween } from './working-days.js';

const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);

describe('within n working days of X: the day of X is excluded, and the n-th working day is the last', () => {
  it.each([
    ['2026-01-05', 1, '2026-01-06'],
    ['2026-01-09', 1, '2026-01-12'], // Friday to Monday
    ['2026-01-10', 1, '2026-01-12'], // Saturday to Monday
    ['2026-12-24', 1, '2026-12-29'], // Friday is Christmas Day, Monday the substitute for Boxing Day
    ['2021-12-24', 1, '2021-12-29'], // both days of Christmas 2021 have substitutes, on Monday and Tuesday
    ['2021-12-24', 4, '2022-01-04'], // and New Year's Day has one on Monday 3 January
    ['2025-12-08', 20, '2026-01-08'], // an appeal's 20 working days over Christmas
    ['2022-06-01', 1, '2022-06-06'], // the Jubilee: Thursday and Friday
    ['2022-09-16', 1, '2022-09-20'], // the State Funeral
    ['2023-05-05', 1, '2023-05-09'], // the coronation
    ['2020-05-04', 4, '2020-05-11'], // Monday 4 May 2020 was worked: the holiday moved to Friday, VE day
    ['2026-01-05', 0, '2026-01-05'],
  ])('%s and %i working days is %s', (from, days, end) => {
    expect(addWorkingDays(date(from), days, table).date.toString()).toBe(end);
  });

  it('says which days were not counted', () => {
    expect(addWorkingDays(date('2025-12-08'), 20, table).why).toBe(
      '20 working days after Monday 8 December 2025, not counting weekends, Christmas Day on 25 December 2025, ' +
        'Boxing Day on 26 December 2025 and New Year’s Day on 1 January 2026',
    );
    expect(addWorkingDays(date('2026-01-05'), 1, table).why).toBe(
      '1 working day after Monday 5 January 2026, not counting weekends',
    );
  });

  it('throws on a clock that runs backwards', () => {
    expect(() => addWorkingDays(date('2026-01-05'), -1, table)).toThrow(RangeError);
  });
});

describe('working days between two dates', () => {
  it.each([
    ['2026-01-05', '2026-01-05', 0],
    ['2026-01-05', '2026-01-06', 1],
    ['2026-01-09', '2026-01-11', 0],
    ['2026-12-24', '2026-12-29', 1],
    ['2026-01-06', '2026-01-05', 0],
  ])('after %s up to %s: %i', (from, to, days) => {
    expect(workingDaysBetween(date(from), date(to), table).days).toBe(days);
  });

  it('names a holiday that falls on the last day, and none that falls on the first', () => {
    expect(workingDaysBetween(date('2026-04-03'), date('2026-04-06'), table).why).toBe(
      '0 working days after Friday 3 April 2026 up to Monday 6 April 2026, not counting weekends, ' +
        'Easter Monday on 6 April 2026',
    );
  });

  it('is the other way round of adding working days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4200 }), fc.integer({ min: 0, max: 60 }), (offset, days) => {
        const from = date('2017-01-01').add({ days: offset });
        const end = addWorkingDays(from, days, table).date;
        expect(workingDaysBetween(from, end, table).days).toBe(days);
        if (days > 0) expect(isWorkingDay(end, table)).toBe(true);
      }),
    );
  });

  it('agrees with five sevenths of whole weeks less the bank holidays in them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3900 }), fc.integer({ min: 0, max: 60 }), (offset, weeks) => {
        const from = date('2017-01-01').add({ days: offset });
        const to = from.add({ weeks });
        const free = table.holidays.filter(
          ({ date: day }) => day.toString() > from.toString() && day.toString() <= to.toString(),
        );
        expect(workingDaysBetween(from, to, table).days).toBe(weeks * 5 - free.length);
      }),
    );
  });

  it('takes the table it is given, so that an added holiday counts at once', () => {
    const added = { ...table, holidays: [...table.holidays, { date: date('2026-06-15'), name: 'A day for all' }] };
    expect(addWorkingDays(date('2026-06-12'), 1, table).date.toString()).toBe('2026-06-15');
    expect(addWorkingDays(date('2026-06-12'), 1, added).date.toString()).toBe('2026-06-16');
  });
});

describe('an edge moves to a working day', () => {
  it.each([
    ['2026-01-05', '2026-01-05'],
    ['2026-12-25', '2026-12-29'],
    ['2026-01-10', '2026-01-12'],
  ])('%s becomes %s', (day, working) => {
    expect(workingDayFrom(date(day), table).toString()).toBe(working);
  });
});

describe('the table of bank holidays comes to an end', () => {
  it.each([
    ['2028-12-20', 1, false],
    ['2028-12-28', 1, false],
    ['2028-12-29', 1, true], // Friday; the next working day lies in 2029
    ['2031-02-28', 1, true],
    ['2016-12-30', 1, true],
  ])('%s and %i working days: reaches past the table %p', (from, days, expected) => {
    expect(addWorkingDays(date(from), days, table).tableEndsBefore).toBe(expected);
    const next = date(from).add({ days: 4 });
    if (expected) expect(workingDaysBetween(date(from), next, table).tableEndsBefore).toBe(true);
  });

  it('reaches its own first and last day', () => {
    const count = (from: string, to: string): boolean =>
      workingDaysBetween(date(from), date(to), table).tableEndsBefore;
    expect([
      count('2017-01-01', '2028-12-31'),
      count('2016-12-31', '2017-02-01'),
      count('2028-12-01', '2029-01-01'),
    ]).toEqual([false, true, true]);
  });

  it('warns a year ahead', () => {
    expect(warnOfTableEnd(table, date('2027-12-31'))).toBeNull();
    expect(warnOfTableEnd(table, date('2028-01-01'))).toBe(
      'The table of bank holidays ends on 31 December 2028. Days after it are counted as if there were no bank holidays.',
    );
    expect(warnOfTableEnd(table, date('2028-12-31'))).toMatch(/^The table of bank holidays ends on/);
    expect(warnOfTableEnd(table, date('2029-01-01'))).toMatch(
      /^The table of bank holidays ended on 31 December 2028\./,
    );
  });
});
