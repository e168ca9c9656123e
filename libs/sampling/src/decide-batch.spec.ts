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

describe('a batch of which every decision was looked at (edge case 29)', () => {
  const allSeen = (moderated: Moderated[]): string =>
    decideBatch({ moderated, extended: false, allSeen: true, cyclesDone: 0 }).decision;

  it('has nothing to extend to: a single flip, or marks out of tolerance, are corrected and that is all', () => {
    expect(allSeen(changed(1, { 0: flip }))).toBe('confirm');
    expect(allSeen(changed(3, { 0: { outOfTolerance: true, difference: 5 } }))).toBe('confirm');
    expect(allSeen([])).toBe('confirm');
  });

  it('is marked again for two flips all the same', () => {
    expect(allSeen(changed(5, { 0: flip, 4: flip }))).toBe('remark-assessor');
    expect(allSeen(changed(5, { 0: flip, 1: flip }))).toBe('remark-all');
  });
});

describe('a batch under a sequential policy', () => {
  const after = (kind: 'proven' | 'not-provable', moderated: Moderated[]): string =>
    decideBatch({ moderated, extended: true, cyclesDone: 0, sequential: { kind } }).decision;

  it('grows to the size that is missing for a proof, more than once', () => {
    const grown = decideBatch({
      moderated: changed(20, { 3: flip }),
      extended: true,
      cyclesDone: 0,
      sequential: { kind: 'extend', to: 31 },
    });
    expect(grown).toMatchObject({ decision: 'extend', to: 31, reasons: ['not-proven-yet'] });
  });

  it('stops when proven, and is marked again when no sample can prove it', () => {
    expect(after('proven', changed(20, { 3: flip }))).toBe('confirm');
    expect(after('not-provable', changed(20, { 3: flip }))).toBe('remark-all');
  });
});

describe('what the board had looked at to the last decision (edge case 31)', () => {
  it('is confirmed whatever was found, so that no cycle leads back to marking', () => {
    const moderated = changed(20, { 3: flip, 4: flip, 5: flip });
    expect(decideBatch({ moderated, extended: true, cyclesDone: 9, censused: true }).decision).toBe('confirm');
  });
});
