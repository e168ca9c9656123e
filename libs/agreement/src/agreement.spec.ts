import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ac1,
  ac2,
  clopperPearson,
  criterionAgreement,
  decisionAgreement,
  type Estimate,
  gwet,
  icc21,
  identityWeights,
  isComputable,
  type Pair,
  pairAgreement,
  quadraticKappa,
  reliabilityOf,
} from './index.js';

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const why = (estimate: Estimate): string | null => (estimate.value === null ? estimate.why : null);

describe('exact and adjacent agreement', () => {
  it('counts marks that are the same, and marks one apart', () => {
    const { n, exact, adjacent, mean } = pairAgreement([
      [0, 0],
      [1, 2],
      [2, 0],
      [2, 2],
    ]);
    expect([n, exact.value, adjacent.value, mean]).toEqual([4, 0.5, 0.75, 0.25]);
  });

  it('is given criterion by criterion, where both marked', () => {
    const agreement = criterionAgreement([
      { first: { '1.4.1': 2, '1.4.2': 1 }, second: { '1.4.1': 2, '1.4.2': 0 } },
      { first: { '1.4.1': 0 }, second: { '1.4.1': 1, '1.4.2': 1 } },
    ]);
    expect([...agreement].map(([criterion, { n, exact }]) => [criterion, n, exact.value])).toEqual([
      ['1.4.1', 2, 0.5],
      ['1.4.2', 1, 0],
    ]);
  });

  it('is not computable without pairs', () => {
    expect(why(pairAgreement([]).exact)).toBe('nothing-to-compare');
    expect(pairAgreement([]).mean).toBeNull();
  });
});

describe('agreement of decisions against a target of 95 %', () => {
  const decisions = (same: number, other: number): [boolean, boolean][] => [
    ...times<[boolean, boolean]>(same, [true, true]),
    ...times<[boolean, boolean]>(other, [true, false]),
  ];
  it.each([
    [72, 0, 'proven'], // 0.025^(1/72) = 0.9501
    [71, 0, 'not-proven'], // 0.9494
    [95, 5, 'not-proven'],
    [94, 6, 'missed'],
    [0, 0, 'unknown'],
  ])('%i the same and %i not: %s', (same, other, verdict) => {
    expect(decisionAgreement(decisions(same, other)).against(0.95)).toBe(verdict);
  });

  it('tells passes from fails, and who passed', () => {
    expect(
      decisionAgreement([
        [true, true],
        [false, false],
        [true, false],
        [false, true],
        [false, true],
      ]),
    ).toMatchObject({ bothPass: 1, bothFail: 1, onlyFirstPasses: 1, onlySecondPasses: 2 });
  });
});

describe('where nothing can be computed, it says so', () => {
  it('edge case 44: kappa of ratings that are all the same is 0 / 0, not 1', () => {
    expect(why(quadraticKappa(times<Pair>(30, [2, 2])))).toBe('one-category');
    expect(why(quadraticKappa([]))).toBe('nothing-to-compare');
  });

  it('but AC1 of the same ratings is 1: that is why it stands beside kappa', () => {
    expect(ac1(times<Pair>(30, [2, 2]), 3).value).toBe(1);
    expect(why(ac1([[2, null]], 3))).toBe('nothing-to-compare');
    expect(why(ac2([[2, 2]], 3))).toBe('too-few');
  });

  it('edge case 44: ICC of one script, of one rater, or of totals that are all the same', () => {
    expect(why(icc21([[30, 28]]))).toBe('too-few');
    expect(why(icc21([[30], [28]]))).toBe('too-few');
    expect(why(icc21(times(4, [30, 30])))).toBe('no-spread');
    expect(why(icc21(times(3, [34, 33])))).toBe('no-spread');
    expect(isComputable(icc21(times(4, [30, 30])))).toBe(false);
  });

  it('and ratings outside the scale throw', () => {
    expect(() => quadraticKappa([[0, 3]])).toThrow(RangeError);
    expect(() => ac1([[0, 3]], 3)).toThrow(RangeError);
    expect(() => clopperPearson(3, 2)).toThrow(RangeError);
    expect(() => icc21([[1, 2], [1]])).toThrow(RangeError);
  });
});

describe('coefficients whatever the ratings', () => {
  const mark = fc.integer({ min: 0, max: 2 });
  const pairs = fc.array(fc.tuple(mark, mark), { minLength: 2, maxLength: 60 });

  it('are the same when the raters are exchanged, and lie in their intervals', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const turned = given.map(([first, second]): Pair => [second, first]);
        for (const coefficient of [quadraticKappa, (some: Pair[]) => ac1(some, 3), (some: Pair[]) => ac2(some, 3)]) {
          const [one, other] = [coefficient(given), coefficient(turned)];
          expect(one.value === null).toBe(other.value === null);
          if (one.value === null) continue;
          expect(other.value).toBeCloseTo(one.value, 9);
          expect(one.low).toBeLessThanOrEqual(one.value);
          expect(one.high).toBeGreaterThanOrEqual(one.value);
          expect(one.value).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });

  it('are 1 where the raters agree on everything and used two categories', () => {
    fc.assert(
      fc.property(fc.array(mark, { minLength: 2, maxLength: 40 }), (marks) => {
        const same = [0, 2, ...marks].map((one): Pair => [one, one]);
        for (const { value } of [quadraticKappa(same), gwet(same, identityWeights(3)), icc21(same)]) {
          expect(value).toBeCloseTo(1, 9);
        }
      }),
    );
  });
});

describe('reliability is read on the whole interval', () => {
  it.each([
    [0.29, 0.019, 0.761, { from: 'poor', to: 'good' }],
    [0.8, 0.75, 0.89, { from: 'good', to: 'good' }],
    [0.95, 0.9, 0.98, { from: 'excellent', to: 'excellent' }],
    [0.6, 0.5, 0.74, { from: 'moderate', to: 'moderate' }],
  ])('%d from %d to %d', (value, low, high, reading) => {
    expect(reliabilityOf({ value, low, high, n: 6 })).toEqual(reading);
  });

  it('and not at all where there is none', () => {
    expect(reliabilityOf({ value: null, why: 'too-few', n: 1 })).toBeNull();
  });
});
