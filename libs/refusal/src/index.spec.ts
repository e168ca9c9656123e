import { describe, expect, it } from '@jest/globals';
import { allRefusals, firstRefusal, isRefusal, refuse, type Rule } from './index.js';

interface Account {
  readonly words: number;
  readonly readable: boolean;
}

const withinTheLimit: Rule<Account, 'over-limit'> = {
  name: 'an account has at most 4,000 words',
  source: 'framework, tasks',
  refuses: ({ words }) => (words > 4000 ? refuse('over-limit', { words, limit: 4000 }, 'account') : null),
};
const readable: Rule<Account, 'unreadable'> = {
  name: 'an account can be read',
  source: 'ours: nothing unreadable is ever counted as 0 words',
  refuses: (account) => (account.readable ? null : refuse('unreadable')),
};
const rules: Rule<Account, 'over-limit' | 'unreadable'>[] = [readable, withinTheLimit];

describe('a refusal', () => {
  it('has a code and facts, and a field only where it is about one', () => {
    expect(refuse('over-limit', { words: 4001 }, 'account')).toEqual({
      refused: true,
      code: 'over-limit',
      facts: { words: 4001 },
      field: 'account',
    });
    expect(refuse('unreadable')).toEqual({ refused: true, code: 'unreadable', facts: {} });
    expect('field' in refuse('unreadable')).toBe(false);
  });

  it.each<[string, unknown, boolean]>([
    ['a refusal', refuse('unreadable'), true],
    ['a value', { words: 4000 }, false],
    ['a value that tells whether it was refused', { refused: false }, false],
    ['nothing', null, false],
    ['undefined', undefined, false],
    ['text', 'refused', false],
  ])('is told apart from results: %s', (_, result, expected) => {
    expect(isRefusal(result)).toBe(expected);
  });
});

describe('rules', () => {
  it('let 4,000 words pass and refuse 4,001', () => {
    expect(firstRefusal(rules, { words: 4000, readable: true })).toBeNull();
    expect(firstRefusal(rules, { words: 4001, readable: true })?.code).toBe('over-limit');
  });

  it('are asked in their order: the first that refuses speaks', () => {
    expect(firstRefusal(rules, { words: 4001, readable: false })?.code).toBe('unreadable');
    expect(firstRefusal([...rules].reverse(), { words: 4001, readable: false })?.code).toBe('over-limit');
  });

  it('all speak where a page shows all that is in the way', () => {
    expect(allRefusals(rules, { words: 4001, readable: false }).map(({ code }) => code)).toEqual([
      'unreadable',
      'over-limit',
    ]);
    expect(allRefusals(rules, { words: 4000, readable: true })).toEqual([]);
  });
});
