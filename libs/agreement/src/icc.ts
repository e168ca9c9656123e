import { fQuantile } from './distributions.js';
import { type Estimate, notComputable } from './estimate.js';

/** How the panel's reliability is read (Koo and Li 2016): on the whole interval, not on the figure alone. */
export type Reliability = 'poor' | 'moderate' | 'good' | 'excellent';

/**
 * ICC(2,1): absolute agreement of single ratings, raters drawn from a panel (Shrout and Fleiss 1979), with the interval
 * of McGraw and Wong (1996). `table` has one row for each script and one column for each rater, without gaps; totals as
 * numbers. Not computable for fewer than two scripts or two raters, or where each rater gives every script the same total.
 */
export function icc21(table: readonly (readonly number[])[], confidence = 0.95): Estimate {
  const n = table.length;
  const k = table[0]?.length ?? 0;
  if (table.some((row) => row.length !== k)) throw new RangeError('every script needs a total of every rater');
  if (n < 2 || k < 2) return notComputable('too-few', n);
  const { rows, columns, error } = meanSquares(table);
  // Scripts that do not differ at all leave nothing to tell apart, even where one rater gives less than the other.
  if (rows + error <= 1e-12 * columns) return notComputable('no-spread', n);
  const value = (rows - error) / (rows + (k - 1) * error + (k * (columns - error)) / n);
  if (error === 0 && columns === 0) return { value, low: 1, high: 1, n };
  const a = (k * value) / (n * (1 - value));
  const b = 1 + (k * value * (n - 1)) / (n * (1 - value));
  // Satterthwaite's degrees of freedom of a × columns + b × error.
  const freedom =
    (a * columns + b * error) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)));
  const tail = 1 - (1 - confidence) / 2;
  const below = fQuantile(tail, n - 1, freedom);
  const above = fQuantile(tail, freedom, n - 1);
  const others = k * columns + (k * n - k - n) * error;
  const low = (n * (rows - below * error)) / (below * others + n * rows);
  const high = (n * (above * rows - error)) / (others + n * above * rows);
  return { value, low: Math.max(-1, low), high: Math.min(1, high), n };
}

/** The word for an interval: that of its low end, with that of its high end where they differ. */
export function reliabilityOf(estimate: Estimate): { from: Reliability; to: Reliability } | null {
  return estimate.value === null ? null : { from: word(estimate.low), to: word(estimate.high) };
}

function word(value: number): Reliability {
  if (value < 0.5) return 'poor';
  if (value < 0.75) return 'moderate';
  return value < 0.9 ? 'good' : 'excellent';
}

/** The mean squares of a two-way table without repeats: between scripts, between raters, and what is left. */
export function meanSquares(table: readonly (readonly number[])[]): { rows: number; columns: number; error: number } {
  const n = table.length;
  const k = table[0]?.length ?? 0;
  const all = mean(table.flat());
  const columnMeans = Array.from({ length: k }, (_, column) => mean(table.map((row) => row[column] ?? 0)));
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + (value - all) ** 2, 0);
  const rowSum = k * squares(table.map(mean));
  const columnSum = n * squares(columnMeans);
  const left = table.reduce((sum, row) => {
    const own = mean(row);
    return sum + row.reduce((part, value, column) => part + (value - own - (columnMeans[column] ?? 0) + all) ** 2, 0);
  }, 0);
  return { rows: rowSum / (n - 1), columns: columnSum / (k - 1), error: left / ((n - 1) * (k - 1)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
