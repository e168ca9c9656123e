import { describe, expect, it } from '@jest/globals';
import { compareMarkSets, fewestMarks, npqel2017, passes, type Criterion, type Mark, type MarkSet } from './index.js';

const codes = npqel2017.criteria.map(({ code }) => code);
const all = (mark: Mark, more: MarkSet = {}): MarkSet => ({
  ...Object.fromEntries(codes.map((code) => [code, mark])),
  ...more,
});
const inArea = (area: number): Criterion[] => npqel2017.criteria.filter((criterion) => criterion.area === area);

describe('the cases that a marking system gets wrong', () => {
  it('edge case 18: half of an odd sum is rounded up, in whole numbers', () => {
    expect([fewestMarks(6, 50), fewestMarks(5, 50), fewestMarks(1, 50)]).toEqual([3, 3, 1]);
    // 29 × 100 / 100 is 28.999999999999996 in floats.
    expect(fewestMarks(100, 29)).toBe(29);
    const area = npqel2017.areas.find(({ number }) => inArea(number).length % 2 === 1)!.number;
    const own = inArea(area);
    const max = own.length * 2;
    const given = (marks: number): MarkSet =>
      all(2, Object.fromEntries(own.map(({ code }, at) => [code, Math.max(0, Math.min(2, marks - 2 * at)) as Mark])));
    expect(passes(npqel2017, given(max / 2)).passed).toBe(true);
    expect(passes(npqel2017, given(max / 2 - 1)).passed).toBe(false);
  });

  it('edge case 19: marks carried forward from the task that is not done again count in an area of both tasks', () => {
    const area = npqel2017.areas.find(
      ({ number }) => new Set(inArea(number).map(({ task }) => task)).size === 2,
    )!.number;
    const [own, other] = ['T1', 'T2'].map((task) => npqel2017.criteria.filter((criterion) => criterion.task === task));
    const fresh = Object.fromEntries(own!.map((one) => [one.code, one.area === area ? 0 : 2])) as MarkSet;
    const carried = (mark: Mark): MarkSet => Object.fromEntries(other!.map(({ code }) => [code, mark]));
    const sumOf = (mark: Mark): number | undefined =>
      passes(npqel2017, fresh, carried(mark)).totals.areas.find((total) => total.area === area)?.marks;
    expect(sumOf(2)).toBe(2 * other!.filter((one) => one.area === area).length);
    expect(sumOf(0)).toBe(0);
    expect(() => passes(npqel2017, fresh)).toThrow('no mark');
  });

  describe('edge case 24: two sets of marks', () => {
    const [one, two] = [inArea(1)[0]!.code, inArea(2)[0]!.code];

    it('that both fail, by different marks, are compared by criterion and total', () => {
      const apart = compareMarkSets(npqel2017, all(0), all(0, { [one]: 1 }));
      expect(apart).toMatchObject({ discrepant: false, totalDifference: -1 });
      expect(compareMarkSets(npqel2017, all(0), all(0, { [one]: 2 })).discrepant).toBe(true);
    });

    it('that are one mark apart across the threshold are discrepant, since the decision differs', () => {
      const { reasons, totalDifference } = compareMarkSets(npqel2017, all(1), all(1, { [one]: 0 }));
      expect(totalDifference).toBe(1);
      expect(reasons).toEqual([{ rule: 'decision-differs', firstPassed: true, secondPassed: false }]);
    });

    it('that add up to the same from opposite criteria are discrepant, since no sum hides a criterion', () => {
      const first = all(1, { [one]: 2, [two]: 0 });
      const second = all(1, { [one]: 0, [two]: 2 });
      const { discrepant, totalDifference, reasons } = compareMarkSets(npqel2017, first, second);
      expect({ discrepant, totalDifference }).toEqual({ discrepant: true, totalDifference: 0 });
      expect(reasons.map(({ rule }) => rule)).toContain('criterion-differs');
    });
  });
});
