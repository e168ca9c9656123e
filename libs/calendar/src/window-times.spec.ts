import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import fc from 'fast-check';
import { fitsWithin, isOpenAt, overlaps, windowLength, windowTimes, type WindowTimes } from './window-times.js';

const civil = (iso: string): Temporal.PlainDateTime => Temporal.PlainDateTime.from(iso);
const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);

function window(opens: string, closes: string): WindowTimes {
  const times = windowTimes(civil(opens), civil(closes));
  if (isRefusal(times)) throw new Error(times.code);
  return times;
}

describe('a window is open from its opening instant up to, not including, its closing instant', () => {
  const april = window('2021-03-25T12:00', '2021-04-08T12:00');
  it.each([
    ['2021-03-25T11:59:59.999Z', false],
    ['2021-03-25T12:00:00Z', true],
    ['2021-04-08T10:59:59Z', true], // 11:59:59 in London: the last second
    ['2021-04-08T10:59:59.999999999Z', true],
    ['2021-04-08T11:00:00Z', false], // 12 noon in London, in summer time
    ['2021-04-08T11:00:01Z', false],
  ])('at %s: %p', (at, expected) => {
    expect(isOpenAt(april, instant(at))).toBe(expected);
  });
});

describe('the edges of a window', () => {
  it.each([
    ['2026-03-29T01:30', '2026-04-12T12:00', 'edge-in-clock-change', 'opensAt'],
    ['2026-10-11T12:00', '2026-10-25T01:00', 'edge-in-clock-change', 'closesAt'],
    ['2026-04-12T12:00', '2026-04-12T12:00', 'window-not-in-order', 'closesAt'],
    ['2026-04-12T12:00', '2026-04-11T12:00', 'window-not-in-order', 'closesAt'],
  ])('refuses %s to %s: %s', (opens, closes, code, field) => {
    expect(windowTimes(civil(opens), civil(closes))).toMatchObject({ refused: true, code, field });
  });
});

describe('a booked window closes by the end of the presentBy day', () => {
  const presentBy = Temporal.PlainDate.from('2019-02-28');
  it.each([
    ['2019-02-14T12:00', '2019-02-28T12:00', 'inside', '2019-02-28T12:00:00Z'],
    ['2019-02-14T12:00', '2019-02-28T23:59', 'inside', '2019-02-28T23:59:00Z'],
    ['2019-02-14T12:00', '2019-03-01T00:00', 'inside', '2019-03-01T00:00:00Z'], // closes as the day ends
    ['2019-02-14T12:00', '2019-03-01T00:01', 'straddles', '2019-03-01T00:00:00Z'],
    ['2019-02-28T23:59', '2019-03-14T12:00', 'straddles', '2019-03-01T00:00:00Z'],
    ['2019-03-01T00:00', '2019-03-14T12:00', 'after', '2019-03-01T00:00:00Z'],
  ])('%s to %s lies %s', (opens, closes, kind, tooLateAt) => {
    const fit = fitsWithin(window(opens, closes), presentBy);
    expect([fit.kind, fit.fits, fit.tooLateAt.toString()]).toEqual([kind, kind === 'inside', tooLateAt]);
  });

  it('says why it does not fit', () => {
    expect(fitsWithin(window('2019-02-21T12:00', '2019-03-07T12:00'), presentBy).why).toBe(
      'It opens in time but closes on Thursday 7 March 2019 at 12 noon (UK time, GMT), after the end of 28 February 2019.',
    );
  });

  it('a straddling window still takes a submission at 23:59:59.999 of the day and none after it', () => {
    const straddling = window('2019-02-21T12:00', '2019-03-07T12:00');
    const { tooLateAt } = fitsWithin(straddling, presentBy);
    const counted = { opensAt: straddling.opensAt, closesAt: tooLateAt };
    expect(isOpenAt(counted, instant('2019-02-28T23:59:59.999Z'))).toBe(true);
    expect(isOpenAt(counted, instant('2019-03-01T00:00:00Z'))).toBe(false);
  });
});

describe('the length of a window is civil days, not multiples of 24 hours', () => {
  it.each([
    [
      '2021-03-25T12:00',
      '2021-04-08T12:00',
      14,
      335,
      /; on 28 March 2021 the clocks go forward, so an hour is missing\.$/,
    ],
    [
      '2021-10-28T12:00',
      '2021-11-11T12:00',
      14,
      337,
      /; on 31 October 2021 the clocks go back, so there is an hour more\.$/,
    ],
    ['2021-05-06T12:00', '2021-05-20T12:00', 14, 336, /^14 days, from 6 May 2021 to 20 May 2021\.$/],
    ['2021-05-06T09:00', '2021-05-06T12:00', 0, 3, /^0 days/],
  ])('%s to %s is %i days and %i hours', (opens, closes, civilDays, hours, why) => {
    const length = windowLength(window(opens, closes));
    expect([length.civilDays, length.hours]).toEqual([civilDays, hours]);
    expect(length.why).toMatch(why);
  });

  it('does not depend on where in the year the window lies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 60 }), (from, days) => {
        const opens = civil('2017-01-01T12:00').add({ days: from });
        const times = windowTimes(opens, opens.add({ days }));
        if (isRefusal(times)) throw new Error(times.code);
        const { civilDays, hours } = windowLength(times);
        expect(civilDays).toBe(days);
        expect([-1, 0, 1]).toContain(hours - days * 24);
      }),
    );
  });
});

describe('windows overlap where they share an instant', () => {
  it('a window that opens as another closes does not overlap it', () => {
    const first = window('2026-01-05T12:00', '2026-01-19T12:00');
    expect(overlaps(first, window('2026-01-19T12:00', '2026-02-02T12:00'))).toBe(false);
    expect(overlaps(first, window('2026-01-19T11:59', '2026-02-02T12:00'))).toBe(true);
  });

  it('agrees with looking at every hour', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(span, span, (a, b) => {
        const [first, second] = [hours(a), hours(b)];
        const shared = Array.from({ length: 40 }, (_, hour) => hour).some(
          (hour) => isOpenAt(first, at(hour)) && isOpenAt(second, at(hour)),
        );
        expect(overlaps(first, second)).toBe(shared);
        expect(overlaps(second, first)).toBe(shared);
      }),
    );
  });
});

function at(hour: number): Temporal.Instant {
  return instant('2026-03-28T12:00:00Z').add({ hours: hour });
}

function hours([from, length]: [number, number]): WindowTimes {
  return { opensAt: at(from), closesAt: at(from + length) };
}
