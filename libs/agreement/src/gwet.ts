import { tQuantile } from './distributions.js';
import { around, type Estimate, notComputable } from './estimate.js';
import { identityWeights, quadraticWeights, type Weights } from './weights.js';

/** One row for each script: each rater's category 0 … k - 1, or null where that rater did not rate it. */
export type Ratings = readonly (readonly (number | null)[])[];

/**
 * Gwet's agreement coefficient (2008; for any number of raters and gaps: Handbook of Inter-Rater Reliability, 4th
 * edition, 2014): AC1 with identity weights, AC2 with others. Stays sensible where nearly all decisions are the same,
 * where kappa does not. The interval is over scripts, by Student's t. Not computable where no script has two ratings.
 */
export function gwet(ratings: Ratings, weights: Weights, confidence = 0.95): Estimate {
  const k = weights.length;
  const counts = ratings.map((row) => countsOf(row, k)).filter((row) => sum(row) > 0);
  const paired = counts.filter((row) => sum(row) > 1);
  if (paired.length === 0) return notComputable('nothing-to-compare', 0);
  const n = counts.length;
  if (n < 2) return notComputable('too-few', n);
  const used = weights.map((_, category) => sum(counts.map((row) => (row[category] ?? 0) / sum(row))) / n);
  const scale = sum(weights.map((row) => sum(row))) / (k * (k - 1));
  const agreed = counts.map((row) => agreementOf(row, weights));
  const observed = sum(agreed) / paired.length;
  const expected = scale * sum(used.map((share) => share * (1 - share)));
  const value = (observed - expected) / (1 - expected);
  // Each script's own coefficient (0 where it has no pair), less what it does to the chance agreement.
  const own = counts.map((row, index) => {
    const paid = sum(row) > 1 ? ((n / paired.length) * ((agreed[index] ?? 0) - expected)) / (1 - expected) : 0;
    const chance = scale * sum(row.map((count, category) => (count / sum(row)) * (1 - (used[category] ?? 0))));
    return paid - (2 * (1 - value) * (chance - expected)) / (1 - expected);
  });
  const variance = sum(own.map((one) => (one - value) ** 2)) / (n * (n - 1));
  return around(value, tQuantile(1 - (1 - confidence) / 2, n - 1) * Math.sqrt(variance), n, [-1, 1]);
}

/** Gwet's AC1 over `categories` categories: pass and fail are two, marks 0, 1, 2 are three. */
export function ac1(ratings: Ratings, categories: number): Estimate {
  return gwet(ratings, identityWeights(categories));
}

/** Gwet's AC2 with quadratic weights. */
export function ac2(ratings: Ratings, categories: number): Estimate {
  return gwet(ratings, quadraticWeights(categories));
}

/** The share of pairs of this script's ratings that agree, by weight; 0 where there is no pair. */
function agreementOf(row: readonly number[], weights: Weights): number {
  const raters = sum(row);
  if (raters < 2) return 0;
  const alike = row.map((count, category) => {
    const near = sum(row.map((other, column) => other * (weights[category]?.[column] ?? 0)));
    return count * (near - 1);
  });
  return sum(alike) / (raters * (raters - 1));
}

function countsOf(row: readonly (number | null)[], categories: number): number[] {
  const counts = Array.from({ length: categories }, () => 0);
  for (const category of row) {
    if (category === null) continue;
    if (counts[category] === undefined) throw new RangeError(`${category} is outside the scale`);
    counts[category] += 1;
  }
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
