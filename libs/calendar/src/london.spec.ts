import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import fc from 'fast-check';
import { endOfLondonDay, londonDate, londonInstant, londonTime, startOfLondonDay } from './london.js';

const civil = (iso: string): Temporal.PlainDateTime => Temporal.PlainDateTime.from(iso);
const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);

describe('clocks change in London at 01:00 UTC on the last Sundays of March and October', () => {
  it.each([
    ['2026-01-05T12:00', '2026-01-05T12:00:00Z'],
    ['2026-07-06T12:00', '2026-07-06T11:00:00Z'],
    ['2026-03-29T00:59:59', '2026-03-29T00:59:59Z'], // the last second before the clocks go forward
    ['2026-03-29T02:00', '2026-03-29T01:00:00Z'],
    ['2026-10-25T00:59:59', '2026-10-24T23:59:59Z'],
    ['2026-10-25T02:00', '2026-10-25T02:00:00Z'], // two o'clock comes once: the hour before it came twice
  ])('%s in London is %s', (time, expected) => {
    const found = londonInstant(civil(time));
    // As text: to toEqual, which looks at a thing's own properties, all instants are alike.
    expect(isRefusal(found) ? found.code : found.toString()).toBe(expected);
  });

  it.each(['2026-03-29T01:00', '2026-03-29T01:59:59', '2026-10-25T01:00', '2026-10-25T01:30', '2026-07-06T01:15'])(
    'refuses an edge at %s',
    (time) => {
      expect(londonInstant(civil(time))).toMatchObject({
        code: 'edge-in-clock-change',
        facts: { civil: civil(time).toString() },
      });
    },
  );

  it('gives every other time of every day from 2017 to 2060 exactly one instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 44 * 366 }), fc.integer({ min: 0, max: 24 * 60 - 1 }), (day, minute) => {
        const time = civil('2017-01-01T00:00').add({ days: day }).add({ minutes: minute });
        const found = londonInstant(time);
        const isForbidden = minute >= 60 && minute < 120;
        expect(isRefusal(found)).toBe(isForbidden);
        if (isRefusal(found)) return;
        expect(londonTime(found).toString()).toBe(time.toString());
        expect(found.epochMilliseconds).toBe(oracle(time));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a day is a day in London, not in UTC', () => {
  it.each([
    ['2026-01-05T23:59:59Z', '2026-01-05'],
    ['2026-07-05T22:59:59Z', '2026-07-05'],
    ['2026-07-05T23:00:00Z', '2026-07-06'], // 23:00 in UTC is midnight in summer London
  ])('%s lies on %s', (at, day) => {
    expect(londonDate(instant(at)).toString()).toBe(day);
  });

  it.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-02-28', 24],
  ])('%s lasts %i hours', (day, hours) => {
    const date = Temporal.PlainDate.from(day);
    expect(startOfLondonDay(date).until(endOfLondonDay(date)).total('hours')).toBe(hours);
  });
});

/** Milliseconds since 1970 by counting days and looking up the last Sundays by hand. */
function oracle(time: Temporal.PlainDateTime): number {
  const days = daysSince1970(time.year, time.month, time.day);
  const utc = (days * 24 + time.hour) * 60 + time.minute;
  const forward = (lastSunday(time.year, 3) * 24 + 2) * 60;
  const back = (lastSunday(time.year, 10) * 24 + 1) * 60;
  return (utc >= forward && utc < back ? utc - 60 : utc) * 60_000;
}

function lastSunday(year: number, month: 3 | 10): number {
  const last = daysSince1970(year, month, 31);
  return last - ((last + 4) % 7); // day 0, 1 January 1970, was a Thursday: day 3 was a Sunday
}

function daysSince1970(year: number, month: number, day: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] ?? 0;
  const past = year - 1;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477;
  return (year - 1970) * 365 + leaps + before + (isLeap && month > 2 ? 1 : 0) + day - 1;
}
