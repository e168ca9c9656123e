import { describe, expect, it } from '@jest/globals';
import { checkClockPolicies, monthsFor, type ClockPolicy } from './clock-policy.js';

const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);
const row = (firstStart: string | null, lastStart: string | null, months: number): ClockPolicy => ({
  firstStart: firstStart === null ? null : date(firstStart),
  lastStart: lastStart === null ? null : date(lastStart),
  months,
  source: 'metric 4',
});
const table = [row(null, '2018-06-30', 18), row('2018-07-01', '2020-07-31', 24), row('2020-08-01', null, 18)];

describe('starts in a range have 24 months, all others 18', () => {
  it.each([
    ['2017-08-31', 18, '18 months for starts up to 30 June 2018 (metric 4)'],
    ['2018-06-30', 18, '18 months for starts up to 30 June 2018 (metric 4)'],
    ['2018-07-01', 24, '24 months for starts from 1 July 2018 to 31 July 2020 (metric 4)'],
    ['2020-07-31', 24, '24 months for starts from 1 July 2018 to 31 July 2020 (metric 4)'],
    ['2020-08-01', 18, '18 months for starts from 1 August 2020 (metric 4)'],
  ])('%s has %i months', (start, months, why) => {
    expect(monthsFor(date(start), table)).toMatchObject({ months, why });
  });

  it('says so where one row holds for every start', () => {
    expect(monthsFor(date('2026-01-05'), [row(null, null, 18)])).toMatchObject({
      why: '18 months for every start (metric 4)',
    });
  });

  it('refuses a start date that no row covers', () => {
    expect(monthsFor(date('2018-07-01'), [row(null, '2018-06-30', 18)])).toMatchObject({
      code: 'no-clock-policy',
      facts: { start: '2018-07-01' },
    });
  });
});

describe('a table of clock policies gives one answer for a start date', () => {
  it('accepts rows that touch', () => expect(checkClockPolicies(table)).toBeNull());

  it('refuses rows that share a day', () => {
    expect(checkClockPolicies([row(null, '2018-07-01', 18), row('2018-07-01', null, 24)])).toMatchObject({
      code: 'clock-policies-overlap',
      facts: { row: 1, other: 2 },
    });
  });

  it('refuses rows that share a day, whichever is written first', () => {
    expect(checkClockPolicies([row('2018-07-01', null, 24), row(null, '2018-07-01', 18)])).toMatchObject({
      code: 'clock-policies-overlap',
    });
  });

  it('refuses a row that ends before it begins', () => {
    expect(checkClockPolicies([row('2018-07-02', '2018-07-01', 18)])).toMatchObject({
      code: 'clock-policy-not-in-order',
      facts: { row: 1 },
    });
  });

  it('accepts a row of a single day', () => {
    expect(checkClockPolicies([row('2018-07-01', '2018-07-01', 18)])).toBeNull();
  });
});
