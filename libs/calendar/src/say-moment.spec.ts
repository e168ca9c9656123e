import { describe, expect, it } from '@jest/globals';
import { sayCount, sayDate, sayDay, sayList } from './say-date.js';
import { sayDeadline, sayEndOfDay, sayMoment, sayMomentAlsoIn, sayTime } from './say-moment.js';

const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);

describe('dates for people', () => {
  it('are written out', () => {
    const day = Temporal.PlainDate.from('2026-01-05');
    expect([sayDate(day), sayDay(day), sayEndOfDay(day)]).toEqual([
      '5 January 2026',
      'Monday 5 January 2026',
      'the end of Monday 5 January 2026 (UK time)',
    ]);
    expect(sayDay(Temporal.PlainDate.from('2028-12-31'))).toBe('Sunday 31 December 2028');
  });

  it('counts have their noun and their commas', () => {
    expect([1, 0, 14, 4000, 1234567].map((n) => sayCount(n, 'day'))).toEqual([
      '1 day',
      '0 days',
      '14 days',
      '4,000 days',
      '1,234,567 days',
    ]);
  });

  it('lists end in and', () => {
    expect([sayList([]), sayList(['a']), sayList(['a', 'b']), sayList(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});

describe('times for people', () => {
  it.each([
    ['12:00', '12 noon'],
    ['00:00', '12 midnight'],
    ['00:30', '12:30am'],
    ['12:30', '12:30pm'],
    ['09:00', '9am'],
    ['16:05', '4:05pm'],
    ['23:59', '11:59pm'],
    ['11:59:59', '11:59:59am'],
    ['12:00:01', '12:00:01pm'],
  ])('%s is %s', (time, said) => {
    expect(sayTime(Temporal.PlainTime.from(time))).toBe(said);
  });
});

describe('a deadline', () => {
  it.each([
    ['2026-12-11T00:00:00Z', 'the end of Thursday 10 December 2026 (UK time)'],
    ['2026-12-10T23:59:59.999Z', 'the end of Thursday 10 December 2026 (UK time)'],
    ['2026-07-05T23:00:00Z', 'the end of Sunday 5 July 2026 (UK time)'],
    // The nights on which the clocks change.
    ['2026-03-29T00:00:00Z', 'the end of Saturday 28 March 2026 (UK time)'],
    ['2026-10-24T23:00:00Z', 'the end of Saturday 24 October 2026 (UK time)'],
    ['2026-12-11T12:00:00Z', 'Friday 11 December 2026 at 12 noon (UK time, GMT)'],
    ['2026-12-11T00:00:01Z', 'Friday 11 December 2026 at 12:00:01am (UK time, GMT)'],
    ['2026-12-10T23:59:58Z', 'Thursday 10 December 2026 at 11:59:58pm (UK time, GMT)'],
  ])('%s is %s', (at, said) => {
    expect(sayDeadline(instant(at))).toBe(said);
  });
});

describe('moments for people are in UK time and name what the clocks are on', () => {
  it.each([
    ['2026-01-05T12:00:00Z', 'Monday 5 January 2026 at 12 noon (UK time, GMT)'],
    ['2026-07-06T11:00:00Z', 'Monday 6 July 2026 at 12 noon (UK time, BST)'],
    ['2026-07-05T23:00:00Z', 'Monday 6 July 2026 at 12 midnight, as the day begins (UK time, BST)'],
    ['2026-03-29T00:59:59Z', 'Sunday 29 March 2026 at 12:59:59am (UK time, GMT)'],
    ['2026-03-29T01:00:00Z', 'Sunday 29 March 2026 at 2am (UK time, BST)'],
    ['2026-10-25T00:30:00Z', 'Sunday 25 October 2026 at 1:30am (UK time, BST)'],
    ['2026-10-25T01:30:00Z', 'Sunday 25 October 2026 at 1:30am (UK time, GMT)'],
  ])('%s is %s', (at, said) => {
    expect(sayMoment(instant(at))).toBe(said);
  });

  it.each([
    ['2026-01-05T12:00:00Z', 'Asia/Dubai', /GMT\), which is 4pm in Dubai$/],
    ['2026-07-06T11:00:00Z', 'Asia/Dubai', /BST\), which is 3pm in Dubai$/],
    ['2026-01-05T12:00:00Z', 'Pacific/Auckland', /, which is 1am on Tuesday 6 January 2026 in Auckland$/],
    ['2026-01-05T12:00:00Z', 'America/Argentina/Buenos_Aires', /, which is 9am in Buenos Aires$/],
    ['2026-01-05T12:00:00Z', 'Europe/Lisbon', /^Monday 5 January 2026 at 12 noon \(UK time, GMT\)$/],
  ])('edge case 4: %s also in %s, for somebody abroad', (at, zone, said) => {
    expect(sayMomentAlsoIn(instant(at), zone)).toMatch(said);
  });

  it.each(['Mars/Olympus', '', '+04:00'])('refuses the zone %p', (zone) => {
    expect(sayMomentAlsoIn(instant('2026-01-05T12:00:00Z'), zone)).toMatchObject({
      code: 'unknown-zone',
      facts: { zone },
    });
  });
});
