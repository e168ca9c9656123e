import { describe, expect, it } from '@jest/globals';
import { accuracyOf } from './accuracy.js';

const of = (agree: number, disagreeMarks: number, disagreeOutcome: number): ReturnType<typeof accuracyOf> =>
  accuracyOf({ agree, disagreeMarks, disagreeOutcome }, 95);

describe('accuracy (Metric 5)', () => {
  it('counts disagreement on the outcome only, with the exact interval', () => {
    const { value, low, high } = of(8, 1, 1);
    expect(value).toBeCloseTo(0.9, 12);
    // Clopper–Pearson for 9 of 10, as published tables have it: 0.5550 to 0.9975.
    expect(low).toBeCloseTo(0.555, 3);
    expect(high).toBeCloseTo(0.9975, 4);
  });

  it('says that ten without a disagreement cannot prove 95 %', () => {
    // 2.5 % tail: 0.025^(1/10) = 0.6915.
    expect(of(10, 0, 0).sentence).toContain(
      'cannot prove 95 %: even without one disagreement it would show no more than 69.1 %',
    );
  });

  it('says what is proven, what is not, and what was missed', () => {
    // 0.025^(1/72) = 0.9501 and 0.025^(1/71) = 0.9494.
    expect(of(72, 0, 0).sentence).toContain('proves the 95 %');
    expect(of(71, 0, 0).sentence).toContain('cannot prove');
    expect(of(97, 0, 3).sentence).toContain('neither proves');
    expect(of(40, 0, 20).sentence).toContain('were missed');
  });

  it('says nothing of nothing', () => {
    expect(of(0, 0, 0)).toMatchObject({ value: null, looked: 0 });
  });
});
