import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finalStates, next, toMermaid } from '#libs/lifecycle';
import { bookingLifecycle, liveBookingStates } from './bookings/booking.lifecycle.js';
import { enrolmentLifecycle } from './enrolment.lifecycle.js';
import { bookingLabels, enrolmentLabels } from './labels.js';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** Every cell of state × event that leads somewhere; every other cell leads nowhere. */
const enrolmentMoves: Readonly<Record<string, string>> = {
  'active defer': 'deferred',
  'active present': 'presented',
  'active lapse': 'lapsed',
  'active withdraw': 'withdrawn',
  'deferred return': 'active',
  'deferred withdraw': 'withdrawn',
  'presented pass': 'passed',
  'presented resubmit': 'resubmitting',
  'presented fail': 'failed',
  'presented withdraw': 'withdrawn',
  'presented disqualify': 'disqualified',
  'resubmitting pass': 'passed',
  'resubmitting resubmit': 'resubmitting',
  'resubmitting fail': 'failed',
  'resubmitting unsettle': 'presented',
  'resubmitting withdraw': 'withdrawn',
  'resubmitting disqualify': 'disqualified',
  'passed fail': 'failed',
  'passed resubmit': 'resubmitting',
  'failed pass': 'passed',
  'failed resubmit': 'resubmitting',
  'failed unsettle': 'presented',
  'lapsed reinstate': 'active',
  'lapsed withdraw': 'withdrawn',
  'disqualified unsettle': 'presented',
  'disqualified resubmit': 'resubmitting',
};

const bookingMoves: Readonly<Record<string, string>> = {
  'booked confirm': 'confirmed',
  'booked use': 'used',
  'booked miss': 'no-show',
  'booked cancel': 'cancelled',
  'booked move': 'moved',
  'confirmed use': 'used',
  'confirmed miss': 'no-show',
  'confirmed cancel': 'cancelled',
  'used annul': 'cancelled',
  'no-show reinstate': 'confirmed',
};

describe('the lifecycle of an enrolment', () => {
  const cells = enrolmentLifecycle.states.flatMap((state) =>
    enrolmentLifecycle.events.map((event) => ({ state, event, to: enrolmentMoves[`${state} ${event}`] ?? null })),
  );

  it('has eleven events on nine states', () => {
    expect(cells).toHaveLength(99);
    expect(cells.filter(({ to }) => to !== null)).toHaveLength(Object.keys(enrolmentMoves).length);
  });

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(enrolmentLifecycle, state, event)).toBe(to);
  });

  it('ends for good with a withdrawal only: an outcome may be superseded, a sanction overturned', () => {
    expect(finalStates(enrolmentLifecycle)).toEqual(['withdrawn']);
  });

  it('has a label for each state and each audience, and no other', () => {
    expect(Object.keys(enrolmentLabels)).toEqual([...enrolmentLifecycle.states]);
  });

  it('is drawn in the README as it is', () => {
    expect(readme).toContain(toMermaid(enrolmentLifecycle));
  });
});

describe('the lifecycle of a booking', () => {
  const cells = bookingLifecycle.states.flatMap((state) =>
    bookingLifecycle.events.map((event) => ({ state, event, to: bookingMoves[`${state} ${event}`] ?? null })),
  );

  it('has seven events on six states', () => {
    expect(cells).toHaveLength(42);
    expect(cells.filter(({ to }) => to !== null)).toHaveLength(Object.keys(bookingMoves).length);
  });

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(bookingLifecycle, state, event)).toBe(to);
  });

  it('leaves a live state only by an event, and of what is over a no-show alone comes back to life', () => {
    const over = bookingLifecycle.states.filter((state) => !liveBookingStates.includes(state));
    expect(['no-show', ...finalStates(bookingLifecycle)]).toEqual(over);
  });

  it('has a label for each state and each audience, and no other', () => {
    expect(Object.keys(bookingLabels)).toEqual([...bookingLifecycle.states]);
  });

  it('is drawn in the README as it is', () => {
    expect(readme).toContain(toMermaid(bookingLifecycle));
  });
});
