import { tQuantile } from './distributions.js';
import { type Estimate, notComputable } from './estimate.js';

/** One judgement of an assessor: when (days, or the number of the script in the round) and how far off it was. */
export interface Occasion {
  readonly at: number;
  /** The assessor's total minus the definitive or agreed one: above 0 is lenient. */
  readonly difference: number;
}

/** How much the difference changes for each unit of `at`: above 0, the assessor grows more lenient. */
export interface Drift {
  readonly slope: Estimate;
  /** True where the interval of the slope leaves out 0. */
  readonly drifts: boolean;
}

/**
 * The straight line through an assessor's differences in time, by least squares, with Student's interval. Not
 * computable below three occasions, or where all are at one time.
 */
export function drift(occasions: readonly Occasion[], confidence = 0.95): Drift {
  const n = occasions.length;
  const none = (why: 'too-few' | 'no-spread'): Drift => ({ slope: notComputable(why, n), drifts: false });
  if (n < 3) return none('too-few');
  const middle = occasions.reduce((sum, { at }) => sum + at, 0) / n;
  const height = occasions.reduce((sum, { difference }) => sum + difference, 0) / n;
  const spread = occasions.reduce((sum, { at }) => sum + (at - middle) ** 2, 0);
  if (spread === 0) return none('no-spread');
  const slope = occasions.reduce((sum, { at, difference }) => sum + (at - middle) * (difference - height), 0) / spread;
  const left = occasions.reduce(
    (sum, { at, difference }) => sum + (difference - height - slope * (at - middle)) ** 2,
    0,
  );
  const half = tQuantile(1 - (1 - confidence) / 2, n - 2) * Math.sqrt(left / (n - 2) / spread);
  const estimate = { value: slope, low: slope - half, high: slope + half, n };
  return { slope: estimate, drifts: estimate.low > 0 || estimate.high < 0 };
}

/** The mean difference in each stretch of `length` units of `at`, in order: what a plot of drift shows. */
export function driftByPeriod(
  occasions: readonly Occasion[],
  length: number,
): { readonly from: number; readonly mean: number; readonly n: number }[] {
  if (!(length > 0)) throw new RangeError(`a period of ${length} is none`);
  const periods = new Map<number, number[]>();
  for (const { at, difference } of occasions) {
    const from = Math.floor(at / length) * length;
    periods.set(from, [...(periods.get(from) ?? []), difference]);
  }
  return [...periods]
    .sort(([one], [other]) => one - other)
    .map(([from, differences]) => ({
      from,
      mean: differences.reduce((sum, one) => sum + one, 0) / differences.length,
      n: differences.length,
    }));
}
