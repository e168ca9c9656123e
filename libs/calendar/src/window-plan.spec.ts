import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import fc from 'fast-check';
import { academicYear } from './academic-year.js';
import { englandBankHolidays as table } from './bank-holidays.js';
import { nthWeekday, sayWindowPattern, type WindowPattern } from './window-pattern.js';
import { planWindows, type ProposedWindow } from './window-plan.js';

const pattern: WindowPattern = {
  months: [4, 2, 10, 4],
  weekday: 4,
  nth: 1,
  days: 14,
  opensAt: Temporal.PlainTime.from('09:00'),
  closesAt: Temporal.PlainTime.from('12:00'),
  bookingOpensDaysBefore: 180,
  bookingClosesDaysBefore: 21,
  confirmByDaysBefore: 35,
};

function plan(changed: Partial<WindowPattern> = {}, year = 2020): ProposedWindow[] {
  const windows = planWindows({ ...pattern, ...changed }, academicYear(year), table);
  if (isRefusal(windows)) throw new Error(windows.code);
  return windows;
}

describe('a year of windows is proposed from a pattern before any is made', () => {
  it('says what the pattern is', () => {
    expect(sayWindowPattern(pattern)).toBe(
      'Opens on the first Thursday of February, April and October at 9am, for 14 days, and closes at 12 noon.',
    );
    expect(sayWindowPattern({ ...pattern, nth: -1, months: [6] })).toContain('the last Thursday of June');
  });

  it('gives one window a month, in the order of the academic year', () => {
    expect(plan().map(({ why }) => why)).toEqual([
      'Thursday 1 October 2020 to Thursday 15 October 2020',
      'Thursday 4 February 2021 to Thursday 18 February 2021',
      'Thursday 1 April 2021 to Thursday 15 April 2021',
    ]);
  });

  it('sets all five edges at civil times in London', () => {
    const april = plan()[2]?.dates;
    expect(Object.fromEntries(Object.entries(april ?? {}).map(([edge, at]) => [edge, String(at)]))).toEqual({
      bookingOpensAt: '2020-10-03T08:00:00Z', // 180 days before 1 April 2021, 9am in summer time
      confirmBy: '2021-02-25T12:00:00Z', // 35 days before
      bookingClosesAt: '2021-03-11T12:00:00Z', // 21 days before
      opensAt: '2021-04-01T08:00:00Z',
      closesAt: '2021-04-15T11:00:00Z',
    });
  });

  it('moves an edge off a weekend or bank holiday, and says so', () => {
    const [may] = plan({ months: [5], weekday: 1 }, 2025);
    expect(may?.why).toBe(
      'Tuesday 5 May 2026 to Monday 18 May 2026; opening moved from 4 May 2026, which is not a working day',
    );
    const [december] = plan({ months: [12], weekday: 4, nth: 2, days: 15 }, 2026);
    expect(december?.why).toBe(
      'Thursday 10 December 2026 to Tuesday 29 December 2026; closing moved from 25 December 2026, which is not a working day',
    );
  });

  it('reports a window that meets one that stands already', () => {
    const standing = {
      opensAt: Temporal.Instant.from('2021-04-15T10:59:59Z'),
      closesAt: Temporal.Instant.from('2021-04-20T11:00:00Z'),
    };
    const windows = planWindows(pattern, academicYear(2020), table, [standing]);
    expect(isRefusal(windows) ? windows : windows.map(({ problems }) => problems.length)).toEqual([0, 0, 1]);
    expect(isRefusal(windows) ? null : windows[2]?.problems[0]).toMatchObject({
      code: 'windows-overlap',
      facts: { opens: '2021-04-15T11:59:59', closes: '2021-04-20T12:00:00' },
    });
  });

  it('reports proposals that meet each other', () => {
    const found = plan({ months: [2, 3], days: 30 });
    expect(found.map(({ problems }) => problems.map(({ code }) => code))).toEqual([[], ['windows-overlap']]);
  });

  it('reports edges in the hour of a clock change and edges out of order', () => {
    const [hour] = plan({ months: [2], closesAt: Temporal.PlainTime.from('01:30') });
    expect(hour?.dates).toBeNull();
    expect(hour?.problems).toMatchObject([{ code: 'edge-in-clock-change', field: 'closesAt' }]);
    const [late] = plan({ months: [2], bookingClosesDaysBefore: 0 });
    expect(late?.problems).toMatchObject([{ code: 'window-not-in-order', facts: { first: 'bookingClosesAt' } }]);
  });

  it('refuses an opening in the hour of a clock change too', () => {
    const [hour] = plan({ months: [2], opensAt: Temporal.PlainTime.from('01:00') });
    expect(hour?.problems).toMatchObject([{ code: 'edge-in-clock-change', facts: { civil: '2021-02-04T01:00:00' } }]);
  });

  it('keeps windows that open on the first and on the last day of the span, and none beyond', () => {
    const span = (first: string, last: string): number => {
      const days = { firstDay: Temporal.PlainDate.from(first), lastDay: Temporal.PlainDate.from(last) };
      const windows = planWindows({ ...pattern, months: [1, 12], nth: -1 }, days, table);
      return isRefusal(windows) ? -1 : windows.length;
    };
    expect(span('2021-01-28', '2021-12-30')).toBe(2); // the last Thursdays of January and of December
    expect(span('2021-01-29', '2021-12-30')).toBe(1);
    expect(span('2021-01-28', '2021-12-29')).toBe(1);
  });

  it('says where the table of bank holidays does not reach', () => {
    expect(plan({}, 2028).map(({ tableEndsBefore }) => tableEndsBefore)).toEqual([false, true, true]);
  });

  it.each([
    [{ months: [] }, 'months'],
    [{ months: [13] }, 'months'],
    [{ nth: 5 }, 'nth'],
    [{ nth: 0 }, 'nth'],
    [{ weekday: 8 }, 'weekday'],
    [{ days: 1.5 }, 'days'],
    [{ confirmByDaysBefore: -1 }, 'confirmByDaysBefore'],
  ])('refuses the pattern with %p', (changed, field) => {
    expect(planWindows({ ...pattern, ...changed }, academicYear(2020), table)).toMatchObject({
      code: 'window-pattern-not-usable',
      field,
    });
  });
});

describe('the nth weekday of a month', () => {
  it('agrees with crossing days off', () => {
    const nths = fc.constantFrom(1, 2, 3, 4, -1);
    fc.assert(
      fc.property(
        fc.integer({ min: 2017, max: 2060 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 7 }),
        nths,
        (year, month, weekday, nth) => {
          const days = Array.from({ length: 31 }, (_, at) => new Date(Date.UTC(year, month - 1, at + 1)))
            .filter((day) => day.getUTCMonth() === month - 1 && (day.getUTCDay() || 7) === weekday)
            .map((day) => day.toISOString().slice(0, 10));
          const found = nthWeekday(Temporal.PlainYearMonth.from({ year, month }), weekday, nth);
          expect(found.toString()).toBe(days.at(nth > 0 ? nth - 1 : -1));
        },
      ),
    );
  });
});
