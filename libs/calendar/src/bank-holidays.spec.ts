import { describe, expect, it } from '@jest/globals';
import { checkBankHolidays, easterSunday, expectedBankHolidays } from './bank-holiday-rule.js';
import { englandBankHolidays as table } from './bank-holidays.js';

const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);
const years = Array.from({ length: 12 }, (_, at) => 2017 + at);

describe('the table of bank holidays is the rule and what was proclaimed besides', () => {
  const ruled = years.flatMap(expectedBankHolidays).map((day) => day.date.toString());
  const written = table.holidays.map((day) => day.date.toString());

  it('has beyond the rule only the one-offs and the days moved for them', () => {
    expect(written.filter((day) => !ruled.includes(day))).toEqual([
      '2020-05-08', // VE day, in place of 4 May
      '2022-06-02', // the spring holiday, moved to the Jubilee
      '2022-06-03', // the Platinum Jubilee
      '2022-09-19', // the State Funeral
      '2023-05-08', // the coronation
    ]);
  });

  it('lacks of the rule only the days that were moved', () => {
    expect(ruled.filter((day) => !written.includes(day))).toEqual(['2020-05-04', '2022-05-30']);
  });

  it('names each of the others as the rule does', () => {
    const names = new Map(years.flatMap(expectedBankHolidays).map((day) => [day.date.toString(), day.name]));
    const differing = table.holidays.filter((day) => (names.get(day.date.toString()) ?? day.name) !== day.name);
    expect(differing).toEqual([]);
  });

  it('is in order, each day once, none at a weekend', () => {
    expect(checkBankHolidays(table)).toBeNull();
    expect(written).toEqual(written.toSorted());
    expect(table.holidays.filter((day) => day.date.dayOfWeek > 5)).toEqual([]);
  });
});

describe('the days that a year has by rule', () => {
  it.each([
    '2017-04-16',
    '2018-04-01',
    '2019-04-21',
    '2020-04-12',
    '2021-04-04',
    '2022-04-17',
    '2023-04-09',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2028-04-16',
    '2029-04-01',
    '2030-04-21',
    '2031-04-13',
    '2049-04-18', // a week earlier than the moon alone would have it
    '2076-04-19',
    '2038-04-25', // the latest there can be
    '2285-03-22', // the earliest there can be
  ])('Easter Sunday is %s', (day) => {
    expect(easterSunday(date(day).year).toString()).toBe(day);
  });

  it.each([
    [2031, ['2031-01-01', '2031-12-25', '2031-12-26']],
    [2032, ['2032-01-01', '2032-12-27', '2032-12-28']], // Christmas Day on a Saturday
    [2033, ['2033-01-03', '2033-12-26', '2033-12-27']], // on a Sunday
    [2026, ['2026-01-01', '2026-12-25', '2026-12-28']], // on a Friday
  ])('%i has its winter holidays, or their substitutes, on %p', (year, expected) => {
    const winter = expectedBankHolidays(year).filter((day) => day.date.month === 1 || day.date.month === 12);
    expect(winter.map((day) => day.date.toString())).toEqual(expected);
  });

  it('are eight', () => expect(new Set(expectedBankHolidays(2031).map((day) => day.date.toString())).size).toBe(8));
});

describe('an edited table', () => {
  const row = { date: date('2026-06-15'), name: 'A day for all' };
  it.each([
    [{ ...table, holidays: [...table.holidays, row, row] }, 'bank-holiday-twice'],
    [{ ...table, holidays: [{ ...row, date: date('2029-01-01') }] }, 'bank-holiday-outside-table'],
    [{ ...table, holidays: [{ ...row, date: date('2016-12-31') }] }, 'bank-holiday-outside-table'],
    [{ ...table, lastDay: date('2016-12-31') }, 'bank-holidays-not-in-order'],
  ])('%# is refused: %s', (edited, code) => {
    expect(checkBankHolidays(edited)).toMatchObject({ code });
  });

  it('is accepted with a holiday on its first and on its last day, even where that is one day', () => {
    const day = date('2027-01-01');
    const oneDay = { firstDay: day, lastDay: day, holidays: [{ date: day, name: 'New Year’s Day' }] };
    expect(checkBankHolidays(oneDay)).toBeNull();
  });

  it('is accepted with one more day', () => {
    expect(checkBankHolidays({ ...table, holidays: [...table.holidays, row] })).toBeNull();
  });
});
