import { normalQuantile } from './distributions.js';
import { around, type Estimate, notComputable } from './estimate.js';
import type { Pair } from './exact-agreement.js';
import { quadraticWeights, type Weights } from './weights.js';

/** Fewer pairs than this and the figure says little: shown as "not enough evidence". */
export const kappaNeedsPairs = 20;

/**
 * Weighted kappa of two raters over the categories 0 … k - 1 (Cohen 1968), with the large-sample interval of Fleiss,
 * Cohen and Everitt (1969). Not computable without pairs, or where both used one category only: that is 0 / 0, not 1.
 */
export function weightedKappa(pairs: readonly Pair[], weights: Weights, confidence = 0.95): Estimate {
  const n = pairs.length;
  if (n === 0) return notComputable('nothing-to-compare', 0);
  const table = shares(pairs, weights.length);
  const rows = table.map((row) => total(row));
  const columns = weights.map((_, column) => total(table.map((row) => row[column] ?? 0)));
  const each = (value: (row: number, column: number, weight: number) => number): number =>
    total(weights.map((line, row) => total(line.map((weight, column) => value(row, column, weight)))));
  const observed = each((row, column, weight) => weight * (table[row]?.[column] ?? 0));
  const expected = each((row, column, weight) => weight * (rows[row] ?? 0) * (columns[column] ?? 0));
  if (1 - expected < 1e-12) return notComputable('one-category', n);
  const kappa = (observed - expected) / (1 - expected);
  // The mean weight of a row over the columns' shares, and of a column over the rows'.
  const rowMean = weights.map((line) => total(line.map((weight, column) => weight * (columns[column] ?? 0))));
  const columnMean = weights.map((_, column) =>
    total(weights.map((line, row) => (line[column] ?? 0) * (rows[row] ?? 0))),
  );
  const spread = each(
    (row, column, weight) =>
      (table[row]?.[column] ?? 0) * (weight - ((rowMean[row] ?? 0) + (columnMean[column] ?? 0)) * (1 - kappa)) ** 2,
  );
  const variance = (spread - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2);
  const half = normalQuantile(1 - (1 - confidence) / 2) * Math.sqrt(Math.max(0, variance));
  return around(kappa, half, n, [-1, 1]);
}

/** Quadratic weighted kappa over the marks 0 … `highest` (2 where none is given). 0.70 and above is usually accepted. */
export function quadraticKappa(pairs: readonly Pair[], highest = 2): Estimate {
  return weightedKappa(pairs, quadraticWeights(highest + 1));
}

function shares(pairs: readonly Pair[], categories: number): number[][] {
  const table = Array.from({ length: categories }, () => Array.from({ length: categories }, () => 0));
  for (const [first, second] of pairs) {
    const row = table[first];
    if (!row || row[second] === undefined) throw new RangeError(`${first}, ${second} is outside the scale`);
    row[second] += 1 / pairs.length;
  }
  return table;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
