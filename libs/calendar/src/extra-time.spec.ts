import { describe, expect, it } from '@jest/globals';
import { withExtraTime } from './extra-time.js';

const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);

describe('extra time is a share of civil days, rounded up to whole days, to the same time of day', () => {
  it.each([
    ['2021-05-06T11:00:00Z', '2021-05-20T11:00:00Z', 25, 4, '2021-05-24T11:00:00Z'], // 3.5 days become 4
    ['2021-05-06T11:00:00Z', '2021-05-20T11:00:00Z', 50, 7, '2021-05-27T11:00:00Z'],
    ['2021-05-06T11:00:00Z', '2021-05-06T15:00:00Z', 25, 0, '2021-05-06T15:00:00Z'],
    ['2021-03-12T12:00:00Z', '2021-03-26T12:00:00Z', 25, 4, '2021-03-30T11:00:00Z'], // noon stays noon when the clocks change
  ])('%s to %s and %i%% more', (opensAt, closesAt, percent, extraDays, until) => {
    const found = withExtraTime({ opensAt: instant(opensAt), closesAt: instant(closesAt) }, percent);
    expect(found).toMatchObject({ extraDays });
    expect('closesAt' in found && found.closesAt.toString()).toBe(until);
  });

  it('says where the day comes from', () => {
    const window = { opensAt: instant('2021-05-06T11:00:00Z'), closesAt: instant('2021-05-20T11:00:00Z') };
    expect(withExtraTime(window, 25)).toMatchObject({
      why: 'Extra time of 25% of 14 days, rounded up to 4 days: closes on Monday 24 May 2021 at 12 noon (UK time, BST).',
    });
  });

  it('refuses a window that closes in the hour of a clock change', () => {
    const window = { opensAt: instant('2021-05-06T11:00:00Z'), closesAt: instant('2021-05-20T00:30:00Z') };
    expect(withExtraTime(window, 25)).toMatchObject({ code: 'edge-in-clock-change' });
  });

  it.each([0, -25, 12.5])('throws on %d percent', (percent) => {
    const window = { opensAt: instant('2021-05-06T11:00:00Z'), closesAt: instant('2021-05-20T11:00:00Z') };
    expect(() => withExtraTime(window, percent)).toThrow(RangeError);
  });
});
