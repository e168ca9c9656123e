import { describe, expect, it } from '@jest/globals';
import { firstRefusal } from '#libs/refusal';
import { npqel2017 } from '#libs/rubric';
import { bookingRules, cancellationCharge, type BookFacts } from './booking.rules.js';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

const facts: BookFacts = {
  now: at('2026-11-02T10:00:00Z'),
  state: 'active',
  frameworkVersion: 'NPQEL-2017.1',
  lastDay: Temporal.PlainDate.from('2027-03-31'),
  bookedWindow: null,
  unpaidPence: 0,
  unpaidBars: true,
  deferrals: [],
  window: {
    frameworkVersion: 'NPQEL-2017.1',
    opensAt: at('2027-02-25T09:00:00Z'),
    closesAt: at('2027-03-11T12:00:00Z'),
    bookingOpensAt: at('2026-11-02T10:00:00Z'),
    bookingClosesAt: at('2027-02-11T12:00:00Z'),
  },
  seatsLeft: 1,
};

const say = (change: Partial<BookFacts>, window: Partial<BookFacts['window']> = {}): string | null =>
  firstRefusal(bookingRules, { ...facts, ...change, window: { ...facts.window, ...window } })?.code ?? null;

describe('a place in a window', () => {
  it('is let to whom nothing keeps from it, from the instant booking opens', () => {
    expect(say({})).toBeNull();
    expect(say({ now: at('2026-11-02T09:59:59.999Z') })).toBe('booking-not-open-yet');
  });

  it('is let up to, not at, the instant booking closes', () => {
    expect(say({ now: at('2027-02-11T11:59:59.999Z') })).toBeNull();
    expect(say({ now: at('2027-02-11T12:00:00Z') })).toBe('booking-closed');
  });

  it.each(['deferred', 'presented', 'passed', 'failed', 'lapsed', 'withdrawn'] as const)(
    'is not let to one who is %s',
    (state) => {
      expect(say({ state })).toBe('not-in-a-state-to-book');
    },
  );

  it('is let to one who resubmits', () => {
    expect(say({ state: 'resubmitting' })).toBeNull();
  });

  it.each([
    // presentBy counts to its end: London is an hour ahead of UTC in summer.
    ['closes as the day ends', '2027-03-31', '2027-03-31T23:00:00Z', null],
    ['closes a millisecond later', '2027-03-31', '2027-03-31T23:00:00.001Z', 'window-does-not-fit'],
    ['closes on the day', '2027-03-11', '2027-03-11T12:00:00Z', null],
    ['straddles it (edge case 3)', '2027-03-10', '2027-03-11T12:00:00Z', 'window-does-not-fit'],
    ['opens after it', '2027-02-24', '2027-03-11T12:00:00Z', 'window-does-not-fit'],
  ])('fits where the window %s', (_, lastDay, closesAt, code) => {
    expect(say({ lastDay: Temporal.PlainDate.from(lastDay) }, { closesAt: at(closesAt) })).toBe(code);
  });

  it('is one an attempt', () => {
    expect(say({ bookedWindow: 'June 2027' })).toBe('already-booked');
  });

  it('is barred by an open charge where the framework says so', () => {
    expect(say({ unpaidPence: 1 })).toBe('unpaid-charge');
    expect(say({ unpaidPence: 1, unpaidBars: false })).toBeNull();
  });

  it('is of the person’s own framework, and free', () => {
    expect(say({ frameworkVersion: 'NPQEL-2019.1' })).toBe('other-framework');
    expect(say({ seatsLeft: 0 })).toBe('window-full');
  });
});

describe('cancelling', () => {
  const opensAt = at('2027-02-25T09:00:00Z');
  it.each([
    ['2027-02-03T23:59:59Z', 0],
    ['2027-02-04T00:00:00Z', 7_500],
    ['2027-02-24T12:00:00Z', 7_500],
  ])('at %s costs %i pence: 21 civil days or fewer', (now, pence) => {
    expect(cancellationCharge(npqel2017.booking, opensAt, at(now))).toBe(pence);
  });

  it('counts days in London, not in UTC', () => {
    // 25 June 2027 at 9am BST; 3 June at 23:30 UTC is 4 June in London, 21 days before.
    const june = at('2027-06-25T08:00:00Z');
    expect(cancellationCharge(npqel2017.booking, june, at('2027-06-03T22:59:59Z'))).toBe(0);
    expect(cancellationCharge(npqel2017.booking, june, at('2027-06-03T23:00:00Z'))).toBe(7_500);
  });
});
