import { describe, expect, it } from '@jest/globals';
import { checkWindowDates, type WindowDates } from './window-dates.js';

const fine = {
  bookingOpensAt: '2025-10-01T09:00:00Z',
  confirmBy: '2026-01-08T12:00:00Z',
  bookingClosesAt: '2026-01-22T12:00:00Z',
  opensAt: '2026-02-12T12:00:00Z',
  closesAt: '2026-02-26T12:00:00Z',
};

function problems(changed: Partial<typeof fine>): string[] {
  const texts = { ...fine, ...changed };
  const dates = Object.fromEntries(Object.entries(texts).map(([edge, text]) => [edge, Temporal.Instant.from(text)]));
  return checkWindowDates(dates as unknown as WindowDates).map(({ code, field }) => `${code} ${field}`);
}

describe('booking opens, is confirmed and closes before a window opens, and the window opens before it closes', () => {
  it('accepts dates in order', () => expect(problems({})).toEqual([]));

  it('accepts booking and confirming up to the instant of opening', () =>
    expect(problems({ confirmBy: fine.opensAt, bookingClosesAt: fine.opensAt })).toEqual([]));

  it.each([
    [{ closesAt: fine.opensAt }, 'window-not-in-order closesAt'],
    [{ bookingClosesAt: '2026-02-12T12:00:01Z' }, 'window-not-in-order opensAt'],
    [{ confirmBy: '2026-02-12T12:00:01Z' }, 'window-not-in-order opensAt'],
    [{ confirmBy: fine.bookingOpensAt }, 'window-not-in-order confirmBy'],
    [{ bookingClosesAt: fine.bookingOpensAt }, 'window-not-in-order bookingClosesAt'],
    [{ closesAt: '2026-02-26T01:30:00Z' }, 'edge-in-clock-change closesAt'],
    [{ bookingOpensAt: '2025-09-01T00:30:00Z' }, 'edge-in-clock-change bookingOpensAt'], // 01:30 in summer London
  ])('refuses %p', (changed, problem) => {
    expect(problems(changed)).toEqual([problem]);
  });
});
