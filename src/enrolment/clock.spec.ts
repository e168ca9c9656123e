import { describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { clockOf, lastDayOf } from './clock.js';
import { readDate, readTime } from './read-date.js';
import { startDateProblem } from './start-date.js';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const rule = npqel2017.clock;

describe('a participant’s clock', () => {
  it.each([
    // Edge 1: starts whose day the month eighteen months later has not.
    ['2017-08-31', '2019-02-28', '18 months from 31 August 2017; February has 28 days'],
    ['2018-08-31', '2020-02-29', '18 months from 31 August 2018; February has 29 days in 2020'],
    ['2020-02-29', '2021-08-29', '18 months from 29 February 2020'],
    ['2018-02-28', '2019-08-28', '18 months from 28 February 2018'],
  ])('that begins on %s ends on %s', (start, end, why) => {
    const clock = clockOf(rule, day(start));
    expect([clock.date.toString(), clock.why]).toEqual([end, why]);
  });

  it('takes its months from the last row that begins no later than the start', () => {
    const rows = {
      ...rule,
      presentByMonths: [
        { startsOnOrAfter: null, months: 18 },
        { startsOnOrAfter: '2018-07-01', months: 24 },
      ],
    };
    expect(clockOf(rows, day('2018-06-30')).date.toString()).toBe('2019-12-30');
    expect(clockOf(rows, day('2018-07-01')).date.toString()).toBe('2020-07-01');
  });

  it('shifts by a deferral’s civil days where the framework says so, and not where it does not', () => {
    const deferrals = [{ from: day('2026-12-01'), until: day('2027-03-01') }];
    expect(clockOf(rule, day('2026-09-21'), { deferrals, extendedDays: 0 }).date.toString()).toBe('2028-06-19');
    const still = { ...rule, deferralShiftsClock: false };
    expect(clockOf(still, day('2026-09-21'), { deferrals, extendedDays: 0 }).date.toString()).toBe('2028-03-21');
  });

  it('never goes beyond the long stop', () => {
    const stopped = { ...rule, longStop: '2028-01-31' };
    expect(clockOf(stopped, day('2026-09-21')).date.toString()).toBe('2028-01-31');
  });

  it('binds the first attempt by presentBy and a later one by its own day', () => {
    const enrolment = { presentBy: '2028-03-21', resubmitBy: '2028-12-01' };
    expect(lastDayOf({ ...enrolment, attemptNo: 1 }).toString()).toBe('2028-03-21');
    expect(lastDayOf({ ...enrolment, attemptNo: 2 }).toString()).toBe('2028-12-01');
  });
});

describe('a date as people write it', () => {
  it.each([
    ['2026-09-21', '2026-09-21'],
    ['21/09/2026', '2026-09-21'],
    ['1/9/2026', '2026-09-01'],
    [' 29/02/2024 ', '2024-02-29'],
    ['29/02/2026', null],
    ['31/04/2026', null],
    ['09/21/2026', null],
    ['2026-13-01', null],
    ['2026-9-1', null],
    ['21/09/26', null],
    ['0000-01-01', null],
    ['46286', null],
    ['', null],
  ])('%j is %j', (text, expected) => {
    expect(readDate(text)?.toString() ?? null).toBe(expected);
  });

  it.each([
    ['09:00', '09:00:00'],
    ['9:05', '09:05:00'],
    ['23:59', '23:59:00'],
    ['24:00', null],
    ['noon', null],
  ])('the time %j is %j', (text, expected) => {
    expect(readTime(text)?.toString() ?? null).toBe(expected);
  });
});

describe('a start date', () => {
  const today = day('2026-11-02');
  it.each([
    ['2027-11-02', null],
    ['2027-11-03', 'start-date-far-ahead'],
    ['2017-07-01', null],
    ['2017-06-30', 'start-date-before-the-framework'],
    ['31/02/2026', 'start-date-unreadable'],
  ])('%s: %s', (given, code) => {
    expect(startDateProblem(given, readDate(given), today)?.code ?? null).toBe(code);
  });
});
