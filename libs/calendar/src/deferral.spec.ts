import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkDeferral, deferralTotal, deferredDays, deferredDaysAfter, type Deferral } from './deferral.js';

const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);
const deferral = (from: string, until: string): Deferral => ({ from: date(from), until: date(until) });

describe('a deferral runs from its first day up to, not including, the day of return', () => {
  it('counts its civil days', () => expect(deferredDays([deferral('2019-02-01', '2019-03-01')])).toBe(28));
  it('counts civil days across a clock change', () =>
    expect(deferredDays([deferral('2026-03-28', '2026-03-30')])).toBe(2));
  it('counts none where there is none', () => expect(deferredDays([])).toBe(0));

  it.each([
    ['2019-02-01', '2019-02-01'],
    ['2019-02-02', '2019-02-01'],
  ])('refuses one from %s until %s', (from, until) => {
    expect(checkDeferral(deferral(from, until))).toMatchObject({
      code: 'deferral-not-in-order',
      facts: { from, until },
      field: 'until',
    });
    expect(() => deferredDays([deferral(from, until)])).toThrow(RangeError);
  });

  it('accepts one of a single day', () => expect(checkDeferral(deferral('2019-02-01', '2019-02-02'))).toBeNull());
});

describe('a day in two deferrals counts once', () => {
  it('agrees with marking days on a list, whatever the order', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
        const marked = new Set(spans.flatMap(([from, days]) => Array.from({ length: days }, (_, at) => from + at)));
        const deferrals = spans.map(([from, days]) => {
          const first = date('2019-01-01').add({ days: from });
          return { from: first, until: first.add({ days }) };
        });
        expect(deferredDays(deferrals)).toBe(marked.size);
      }),
    );
  });
});

describe('a last day is moved by the deferred days that lie between', () => {
  const after = (deferrals: readonly Deferral[]): string =>
    date('2027-05-03')
      .add({ days: 184 + deferredDaysAfter(date('2027-05-03'), date('2027-11-03'), deferrals) })
      .toString();

  it.each([
    ['none', [], '2027-11-03'],
    ['one that was over by then', [deferral('2027-03-01', '2027-05-04')], '2027-11-03'],
    ['one that goes on for a day after it', [deferral('2027-03-01', '2027-05-05')], '2027-11-04'],
    ['one between', [deferral('2027-06-01', '2027-06-29')], '2027-12-01'],
    ['one over the last day: as many days are left after it', [deferral('2027-11-01', '2028-01-01')], '2028-01-03'],
    ['one that begins on the last day', [deferral('2027-11-03', '2027-12-01')], '2027-12-01'],
    ['one that begins the day after', [deferral('2027-11-04', '2027-12-01')], '2027-11-03'],
    [
      'one that the first moves it into',
      [deferral('2027-06-01', '2027-06-03'), deferral('2027-11-05', '2027-11-06')],
      '2027-11-06',
    ],
  ])('%s', (_, deferrals, lastDay) => expect(after(deferrals)).toBe(lastDay));

  it('agrees with counting the days that are not deferred', () => {
    const span = fc.tuple(fc.integer({ min: -20, max: 80 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), fc.integer({ min: 1, max: 60 }), (spans, length) => {
        const first = date('2027-03-01');
        const deferrals = spans.map(([from, days]) => ({
          from: first.add({ days: from }),
          until: first.add({ days: from + days }),
        }));
        const isOff = (day: number): boolean => spans.some(([from, days]) => from <= day && day < from + days);
        let last = 0;
        for (let left = length; left > 0;) if (!isOff((last += 1))) left -= 1;
        expect(length + deferredDaysAfter(first, first.add({ days: length }), deferrals)).toBe(last);
      }),
    );
  });
});

describe('deferrals total at most 12 months', () => {
  it.each([
    ['2018-09-01', '2019-09-01', 365, true],
    ['2019-09-01', '2020-09-01', 366, true], // a year with a 29 February is still 12 months
    ['2018-09-01', '2019-09-02', 366, false],
  ])('%s until %s: %i days, within the limit %p', (from, until, days, isWithinLimit) => {
    expect(deferralTotal([deferral(from, until)], 12)).toMatchObject({ days, isWithinLimit });
  });

  it('says by how much they exceed it', () => {
    const two = [deferral('2018-09-01', '2019-03-01'), deferral('2019-05-01', '2019-11-05')];
    expect(deferralTotal(two, 12).why).toBe(
      '369 days deferred, 4 days over the limit of 12 months from 1 September 2018 (365 days).',
    );
  });

  it('is within the limit where nothing is deferred', () => {
    expect(deferralTotal([], 12)).toEqual({ days: 0, limitDays: 0, isWithinLimit: true, why: 'Nothing is deferred.' });
  });
});
