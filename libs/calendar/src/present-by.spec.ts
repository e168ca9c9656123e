import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correspondingDate, presentBy } from './present-by.js';

const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);

describe('presentBy is the corresponding date: the same-numbered day, or the last day of a month that has no such day', () => {
  it.each([
    ['2017-08-31', 18, '2019-02-28', '18 months from 31 August 2017; February has 28 days'],
    ['2018-08-31', 18, '2020-02-29', '18 months from 31 August 2018; February has 29 days in 2020'],
    ['2018-08-30', 18, '2020-02-29', '18 months from 30 August 2018; February has 29 days in 2020'],
    ['2018-08-29', 18, '2020-02-29', '18 months from 29 August 2018'],
    ['2020-02-29', 18, '2021-08-29', '18 months from 29 February 2020'],
    ['2018-02-28', 18, '2019-08-28', '18 months from 28 February 2018'],
    ['2017-12-31', 18, '2019-06-30', '18 months from 31 December 2017; June has 30 days'],
    ['2018-07-01', 24, '2020-07-01', '24 months from 1 July 2018'],
    ['2020-02-29', 24, '2022-02-28', '24 months from 29 February 2020; February has 28 days'],
    ['2017-10-01', 1, '2017-11-01', '1 month from 1 October 2017'],
    ['2017-10-01', 0, '2017-10-01', '0 months from 1 October 2017'],
  ])('%s and %i months is %s', (start, months, end, why) => {
    const found = presentBy(date(start), months);
    expect([found.date.toString(), found.why]).toEqual([end, why]);
  });

  it.each([-1, 1.5, Number.NaN])('throws on %p months', (months) => {
    expect(() => correspondingDate(date('2017-08-31'), months)).toThrow(RangeError);
  });

  it('agrees with plain arithmetic on whole numbers, whatever the date', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1990, max: 2110 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 60 }),
        (year, month, day, months) => {
          fc.pre(day <= daysIn(year, month));
          const ours = correspondingDate(new Temporal.PlainDate(year, month, day), months);
          const count = year * 12 + (month - 1) + months;
          const [endYear, endMonth] = [Math.floor(count / 12), (count % 12) + 1];
          const end = [endYear, endMonth, Math.min(day, daysIn(endYear, endMonth))];
          expect([ours.year, ours.month, ours.day]).toEqual(end);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('a later start never presents earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 40 }), (offset, later) => {
        const start = date('2017-01-01').add({ days: offset });
        const order = Temporal.PlainDate.compare(
          correspondingDate(start, 18),
          correspondingDate(start.add({ days: later }), 18),
        );
        expect(order).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('presentBy is inclusive to the end of its day in London', () => {
  it.each([
    ['2017-08-31', '2019-03-01T00:00:00Z'],
    ['2017-12-31', '2019-06-30T23:00:00Z'], // 30 June 2019 ends in summer time
    ['2017-09-30', '2019-03-31T00:00:00Z'], // 30 March ends in winter time; the clocks change an hour later
  ])('started %s: the first instant too late is %s', (start, endsAt) => {
    expect(presentBy(date(start), 18).endsAt.toString()).toBe(endsAt);
  });
});

describe('a deferral shifts the clock by its civil days, never beyond the long stop', () => {
  const start = date('2017-08-31');

  it('adds deferred days after the months', () => {
    const found = presentBy(start, 18, { deferredDays: 30 });
    expect(found.date.toString()).toBe('2019-03-30');
    expect(found.why).toBe('18 months from 31 August 2017; February has 28 days; moved 30 days later by deferral');
    expect(found.unshifted.toString()).toBe('2019-02-28');
  });

  it('adds an extension to a deferral and says both', () => {
    const found = presentBy(start, 18, { deferredDays: 1, extendedDays: 28 });
    expect(found.date.toString()).toBe('2019-03-29');
    expect(found.why).toMatch(/; moved 1 day later by deferral; extended by 28 days$/);
  });

  it('lets the date lie on the long stop', () => {
    const found = presentBy(start, 18, { deferredDays: 30, longStop: date('2019-03-30') });
    expect([found.date.toString(), found.isHeldByLongStop]).toEqual(['2019-03-30', false]);
  });

  it('holds the date at the long stop and says why', () => {
    const found = presentBy(start, 18, { deferredDays: 31, longStop: date('2019-03-30') });
    expect([found.date.toString(), found.isHeldByLongStop]).toEqual(['2019-03-30', true]);
    expect(found.endsAt.toString()).toBe('2019-03-31T00:00:00Z');
    expect(found.why).toMatch(/but not beyond 30 March 2019, when the programme ends$/);
  });

  it.each([{ deferredDays: -1 }, { extendedDays: 0.5 }])('throws on %p', (shifts) => {
    expect(() => presentBy(start, 18, shifts)).toThrow('days must be a whole number');
  });
});

/** Days of a month by the Gregorian rule, spelled out apart from the platform. */
function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
