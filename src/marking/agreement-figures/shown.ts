import type { Estimate, WhyNot } from '#libs/agreement';

/** Why there is no figure, for people. */
export const whyNot: Readonly<Record<WhyNot, string>> = {
  'nothing-to-compare': 'nothing to compare yet',
  'one-category': 'not computable: all marks are the same',
  'too-few': 'not enough evidence',
  'no-spread': 'not computable: nothing varies',
};

/** A share as "93 % (86 to 97)", any other figure with two decimals, or why there is none. */
export function sayEstimate(estimate: Estimate | null, as: 'share' | 'figure' = 'figure'): string {
  if (!estimate) return whyNot['too-few'];
  if (estimate.value === null) return whyNot[estimate.why];
  const number = (value: number): string =>
    as === 'share' ? String(Math.round(value * 100)) : value.toFixed(2).replace('-', '−');
  return `${number(estimate.value)}${as === 'share' ? ' %' : ''} (${number(estimate.low)} to ${number(estimate.high)})`;
}

/** A row of a plot: where the interval and its figure stand, in hundredths of the width. Null where there is no figure. */
export interface PlotRow {
  readonly label: string;
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/** Rows on a common scale from `least` to `most`; what lies outside ends at the edge. */
export function plotRows(
  rows: readonly { readonly label: string; readonly estimate: Estimate }[],
  [least, most]: readonly [number, number],
): PlotRow[] {
  const place = (value: number): number =>
    Math.round((Math.min(most, Math.max(least, value)) - least) * (10_000 / (most - least))) / 100;
  return rows.flatMap(({ label, estimate }) =>
    estimate.value === null
      ? []
      : [{ label, low: place(estimate.low), value: place(estimate.value), high: place(estimate.high) }],
  );
}
