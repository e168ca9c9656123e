import { describe, expect, it } from '@jest/globals';
import { assurance, pearson, percent, sizeOf } from './index.js';

describe('the size of a random draw', () => {
  it.each([
    [0, 0],
    [3, 3],
    [10, 10],
    [60, 10],
    [101, 11],
    [115, 12],
  ])('10 %%, at least 10: of %i draws %i', (total, drawn) => expect(sizeOf(percent().size, total)).toBe(drawn));

  it.each([
    [1, 1],
    [15, 15],
    [16, 15],
    [100, 15],
    [101, 20],
    [200, 20],
    [201, 25],
  ])("Pearson's table: of %i draws %i", (total, drawn) => expect(sizeOf(pearson().size, total)).toBe(drawn));

  it.each([
    [10, 4],
    [60, 8],
    [115, 11],
    [200, 15],
  ])('the square root: of %i draws %i', (total, drawn) => expect(sizeOf({ kind: 'square-root' }, total)).toBe(drawn));

  it('an assurance: of 60 draws 31', () => expect(sizeOf(assurance().size, 60)).toBe(31));
  it('all: of 60 draws 60', () => expect(sizeOf({ kind: 'all' }, 60)).toBe(60));
});
