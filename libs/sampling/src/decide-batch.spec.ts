import { describe, expect, it } from '@jest/globals';
import { decideBatch } from './index.js';
import type { Moderated } from './index.js';

const random = (n: number): Moderated[] =>
  Array.from({ length: n }, (_, at) => ({
    script: `S${at}`,
    stratum: 'random',
    assessor: `A${at % 4}`,
    difference: 0,
    outOfTolerance: false,
    flip: false,
  }));
const changed = (n: number, changes: Readonly<Record<number, Partial<Moderated>>>): Moderated[] =>
  random(n).map((item, at) => ({ ...item, ...changes[at] }));
const flip = { flip: true, difference: -1 };
const decision = (moderated: Moderated[], extended = false, cyclesDone = 0): string => {
  const { decision, assessors } = decideBatch({ moderated, extended, cyclesDone });
  return [decision, ...assessors].join(' ');
};

describe('the batch rule (domain.md 8.3)', () => {
  it.each<[string, string, Moderated[], boolean, number]>([
    ['nothing found', 'confirm', random(20), false, 0],
    ['an empty batch', 'confirm', [], false, 0],
    ['one flip', 'extend', changed(20, { 3: flip }), false, 0],
    [
      'one flip, still the only one of 20 random items after extension: 5 % is not more than 5 %',
      'confirm',
      changed(20, { 3: flip }),
      true,
      0,
    ],
    ['one flip of 19 random items after extension is more than 5 %', 'remark-all', changed(19, { 3: flip }), true, 0],
    ['two flips on one assessor', 'remark-assessor A3', changed(20, { 3: flip, 7: flip }), false, 0],
    ['two flips on two assessors', 'remark-all', changed(20, { 3: flip, 4: flip }), false, 0],
    [
      'two flips on two assessors, one of them in the census',
      'remark-all',
      changed(20, { 3: { ...flip, stratum: 'census' }, 4: flip }),
      false,
      0,
    ],
    [
      '2 of 20 out of tolerance: 10 % is not more than 10 %',
      'confirm',
      changed(20, { 1: { outOfTolerance: true }, 2: { outOfTolerance: true } }),
      false,
      0,
    ],
    [
      '2 of 19 out of tolerance',
      'extend',
      changed(19, { 1: { outOfTolerance: true }, 2: { outOfTolerance: true } }),
      false,
      0,
    ],
    [
      '2 of 19 out of tolerance on two assessors after extension',
      'remark-all',
      changed(19, { 1: { outOfTolerance: true }, 2: { outOfTolerance: true } }),
      true,
      0,
    ],
    [
      '2 of 19 out of tolerance on one assessor after extension',
      'remark-assessor A1',
      changed(19, { 1: { outOfTolerance: true }, 5: { outOfTolerance: true } }),
      true,
      0,
    ],
    [
      'census items out of tolerance count for no share',
      'confirm',
      changed(10, { 1: { outOfTolerance: true, stratum: 'census' }, 2: { outOfTolerance: true, stratum: 'census' } }),
      false,
      0,
    ],
    [
      'a mean difference of exactly 1',
      'confirm',
      changed(4, { 0: { difference: 2 }, 1: { difference: -2 } }),
      false,
      0,
    ],
    ['a mean difference above 1', 'extend', changed(4, { 0: { difference: 3 }, 1: { difference: -2 } }), false, 0],
    ['a re-mark in the second cycle', 'remark-all', changed(20, { 3: flip, 4: flip }), false, 1],
    ['a re-mark after two cycles is the board’s (edge case 31)', 'board', changed(20, { 3: flip, 4: flip }), false, 2],
    ['nothing found after two cycles', 'confirm', random(20), false, 2],
  ])('%s: %s', (_, expected, moderated, extended, cycles) => {
    expect(decision(moderated, extended, cycles)).toBe(expected);
  });

  it('says by which rule, with the numbers', () => {
    expect(decideBatch({ moderated: changed(20, { 3: flip, 4: flip }), extended: false, cyclesDone: 2 })).toEqual({
      decision: 'board',
      assessors: [],
      reasons: ['flips-on-several-assessors', 'cycles-used-up'],
      facts: { flips: 2, randomItems: 20, randomFlips: 2, randomOutOfTolerance: 0, meanDifference: 0.1 },
    });
  });
});
