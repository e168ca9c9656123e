import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isSeed, permutationOf } from './index.js';

describe('the permutation', () => {
  it('is the one that the Python in the README prints', () => {
    expect([...permutationOf(12, 'ff'.repeat(32), '00'.repeat(32))]).toEqual([4, 2, 0, 6, 7, 5, 9, 11, 3, 1, 10, 8]);
    const thousand = permutationOf(1000, 'fedcba9876543210'.repeat(4), '0123456789abcdef'.repeat(4));
    expect(createHash('sha256').update(thousand.join(',')).digest('hex')).toBe(
      '4600a0a288f351bd786c4e2876875c3fc242e221f505c3d488118f2fac260c8b',
    );
  });

  it('holds every place once', () => {
    for (const n of [0, 1, 2, 300]) {
      const places = [...permutationOf(n, 'ab'.repeat(32), 'cd'.repeat(32))];
      expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, at) => at));
    }
  });

  it('brings every place to the front about equally often', () => {
    const first = new Map<number, number>();
    for (let i = 0; i < 6000; i++) {
      const [at] = permutationOf(6, createHash('sha256').update(`${i}`).digest('hex'), '11'.repeat(32));
      first.set(at!, (first.get(at!) ?? 0) + 1);
    }
    // 1,000 each are expected; χ² with 5 degrees of freedom passes 25.7 once in 10,000 tries, and the tries are always the same.
    const chi = [...first.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(first.size).toBe(6);
    expect(chi).toBeLessThan(25.7);
  });

  it('refuses a seed that is not 32 bytes of lower-case hex', () => {
    expect(isSeed('0'.repeat(63))).toBe(false);
    expect(isSeed('G'.repeat(64))).toBe(false);
    expect(() => permutationOf(3, '00'.repeat(32), 'short')).toThrow('64 lower-case hex digits');
  });
});
