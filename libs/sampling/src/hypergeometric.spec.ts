import { describe, expect, it } from '@jest/globals';
import { chanceToSeeOne, drawFor, moreThan, mostWrong } from './index.js';

/** domain.md 5.3: N; 5 % 95 %; 5 % 90 %; 10 % 95 %; 10 % 90 %; 5 % 95 % accepting one. */
const published = [
  [10, 10, 9, 8, 7, 10],
  [15, 15, 14, 12, 10, 15],
  [20, 16, 14, 12, 11, 20],
  [30, 23, 21, 15, 13, 30],
  [40, 25, 21, 18, 14, 35],
  [60, 31, 26, 20, 16, 45],
  [80, 36, 29, 22, 18, 52],
  [100, 39, 32, 23, 18, 58],
  [115, 45, 36, 25, 20, 66],
  [200, 47, 37, 26, 20, 72],
] as const;

describe('the size of a draw with a guarantee', () => {
  it.each(published)('for %i decisions is %i, %i, %i, %i, and %i accepting one', (total, ...sizes) => {
    expect([
      drawFor(total, 0.05, 0.95),
      drawFor(total, 0.05, 0.9),
      drawFor(total, 0.1, 0.95),
      drawFor(total, 0.1, 0.9),
      drawFor(total, 0.05, 0.95, 1),
    ]).toEqual(sizes);
  });

  it('is nothing for nothing and never more than there is', () => {
    expect(drawFor(0, 0.05, 0.95)).toBe(0);
    expect(drawFor(3, 0.05, 0.95)).toBe(3);
  });

  it('counts "more than 29 % of 100" as 30, in spite of binary fractions', () => {
    expect(moreThan(0.29, 100)).toBe(30);
  });
});

describe('the chance that a conventional sample catches an error rate of 10 % (domain.md 5.3)', () => {
  it.each([
    [60, 8, 59],
    [60, 10, 68],
    [60, 15, 84],
    [30, 6, 50],
    [30, 10, 72],
    [100, 10, 67],
  ])('%i decisions, %i drawn: %i %%', (total, drawn, chance) => {
    expect(Math.round(chanceToSeeOne({ total, wrong: total / 10, drawn }) * 100)).toBe(chance);
  });
});

describe('the most that may be wrong after a clean sample', () => {
  it.each([
    [10, 0.26],
    [20, 0.14],
    [29, 0.098],
    [59, 0.05],
  ])('of %i from a large batch tends to 1 - 0.05^(1/n)', (drawn, bound) => {
    expect(mostWrong(1_000_000, drawn, 0, 0.95) / 1_000_000).toBeCloseTo(bound, 2);
  });
});
