import { describe, expect, it } from '@jest/globals';
import {
  followsFromSeeds,
  judgeSeed,
  npqel2017,
  roomBesideSeeds,
  seedsAmong,
  type Mark,
  type MarkSet,
} from './index.js';

const every = npqel2017.accreditation.seedEvery;
const codes = npqel2017.criteria.map(({ code }) => code);
const all = (mark: Mark, but: MarkSet = {}): MarkSet => ({
  ...Object.fromEntries(codes.map((code) => [code, mark])),
  ...but,
});

describe('a seed', () => {
  it('is good within the tolerance by which two assessors are compared', () => {
    expect(judgeSeed(npqel2017, all(2), all(2))).toMatchObject({ verdict: 'good', comparison: { differing: [] } });
    expect(judgeSeed(npqel2017, all(2), all(2, { '1.4.1': 1 }))).toMatchObject({
      verdict: 'good',
      comparison: { differing: [{ criterion: '1.4.1', first: 2, second: 1 }] },
    });
  });

  it('is missed by one criterion two marks away, and by a decision across the threshold', () => {
    expect(judgeSeed(npqel2017, all(2), all(2, { '1.4.1': 0 })).verdict).toBe('missed');
    const decided = judgeSeed(npqel2017, all(1), all(1, { '2.4.1': 0 }));
    expect(decided.verdict).toBe('missed');
    expect(decided.comparison.reasons.map(({ rule }) => rule)).toContain('decision-differs');
  });

  it('is one in ten of what somebody is given, and at least one a round', () => {
    expect([0, 1, 9, 10, 11, 20, 21].map((scripts) => seedsAmong(every, scripts))).toEqual([0, 1, 1, 1, 2, 2, 3]);
  });

  it('takes its room out of what somebody has, but not the only place', () => {
    expect([0, 1, 2, 3, 11, 12, 13].map((free) => roomBesideSeeds(every, free))).toEqual([0, 1, 1, 2, 10, 10, 11]);
    for (let free = 2; free < 200; free += 1) {
      const scripts = roomBesideSeeds(every, free);
      expect(scripts + seedsAmong(every, scripts)).toBeLessThanOrEqual(free);
      expect(scripts + 1 + seedsAmong(every, scripts + 1)).toBeGreaterThan(free);
    }
  });

  it('warns when it is missed, suspends when two in a row are, and begins anew after a good one', () => {
    expect(followsFromSeeds(npqel2017, [])).toBe('nothing');
    expect(followsFromSeeds(npqel2017, ['good', 'missed', 'missed'])).toBe('nothing');
    expect(followsFromSeeds(npqel2017, ['missed', 'good', 'missed'])).toBe('warning');
    expect(followsFromSeeds(npqel2017, ['missed', 'missed', 'good'])).toBe('suspension');
    expect(followsFromSeeds(npqel2017, ['missed', 'missed', 'missed'])).toBe('suspension');
  });
});
