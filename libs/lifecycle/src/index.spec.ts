import { describe, expect, it } from '@jest/globals';
import { defineLifecycle, finalStates, next, statesThatAllow, toMermaid } from './index.js';

const booking = defineLifecycle({
  name: 'booking',
  initial: 'booked',
  table: {
    booked: { confirm: 'confirmed', cancel: 'cancelled', move: 'booked' },
    confirmed: { use: 'used', cancel: 'cancelled' },
    used: {},
    cancelled: {},
  },
});

describe('defining a lifecycle', () => {
  it('lists its states in the order of the table and its events by name', () => {
    expect(booking.states).toEqual(['booked', 'confirmed', 'used', 'cancelled']);
    expect(booking.events).toEqual(['cancel', 'confirm', 'move', 'use']);
  });

  it('throws on a state that no way leads to, and names it', () => {
    const table = { draft: { submit: 'submitted' }, submitted: {}, lost: { find: 'draft' } } as const;
    expect(() => defineLifecycle({ name: 'submission', initial: 'draft', table })).toThrow(
      'submission: no way leads to lost',
    );
  });

  it('throws where two states lead only to each other', () => {
    const table = { draft: {}, here: { go: 'there' }, there: { go: 'here' } } as const;
    expect(() => defineLifecycle({ name: 'walk', initial: 'draft', table })).toThrow('no way leads to here, there');
  });

  it('throws on a target that is no state, and names where it stands', () => {
    const table: Record<string, Record<string, string>> = { draft: { submit: 'sent' } };
    expect(() => defineLifecycle({ name: 'submission', initial: 'draft', table })).toThrow(
      'submission: draft + submit leads to sent, which is no state',
    );
  });

  it('throws where the initial state is not in the table', () => {
    const table: Record<string, Record<string, string>> = { draft: {} };
    expect(() => defineLifecycle({ name: 'submission', initial: 'born', table })).toThrow(
      'submission: begins in born, which is no state',
    );
  });
});

describe('the next state', () => {
  it.each([
    ['booked', 'confirm', 'confirmed'],
    ['booked', 'move', 'booked'],
    ['booked', 'use', null],
    ['used', 'cancel', null],
  ] as const)('from %s by %s is %s', (from, event, to) => {
    expect(next(booking, from, event)).toBe(to);
  });

  it('is none for an event that only JavaScript knows', () => {
    const event: string = 'toString';
    expect(next(booking, 'booked', event as 'use')).toBeNull();
  });

  it('is allowed from the states that have a row for the event', () => {
    expect(statesThatAllow(booking, 'cancel')).toEqual(['booked', 'confirmed']);
    expect(finalStates(booking)).toEqual(['used', 'cancelled']);
  });
});

describe('the picture of a lifecycle', () => {
  it('is a mermaid diagram with every arrow of the table', () => {
    expect(toMermaid(booking)).toBe(
      [
        'stateDiagram-v2',
        '  [*] --> booked',
        '  booked --> confirmed: confirm',
        '  booked --> cancelled: cancel',
        '  booked --> booked: move',
        '  confirmed --> used: use',
        '  confirmed --> cancelled: cancel',
        '  used --> [*]',
        '  cancelled --> [*]',
      ].join('\n'),
    );
  });
});
