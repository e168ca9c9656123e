/** Why a figure is not given: it is said, never replaced by a 0 or a 1. */
export type WhyNot =
  /** There is nothing to compute from. */
  | 'nothing-to-compare'
  /** Both raters used one and the same category throughout: chance explains everything, the figure is 0 / 0. */
  | 'one-category'
  /** Fewer scripts, raters or moments than the figure needs at all. */
  | 'too-few'
  /** All values are the same, so there is no spread to share out. */
  | 'no-spread';

/** A figure with its interval (95 % unless asked otherwise), or why there is none. `n` is what it was computed from. */
export type Estimate =
  | { readonly value: number; readonly low: number; readonly high: number; readonly n: number }
  | { readonly value: null; readonly why: WhyNot; readonly n: number };

/** True where the figure could be computed. */
export function isComputable(estimate: Estimate): estimate is Extract<Estimate, { low: number }> {
  return estimate.value !== null;
}

export function notComputable(why: WhyNot, n: number): Estimate {
  return { value: null, why, n };
}

/** An interval of `half` each way, held within what the figure can be (the figure itself is never cut off). */
export function around(value: number, half: number, n: number, [least, most]: readonly [number, number]): Estimate {
  const low = Math.min(value, Math.max(least, value - half));
  const high = Math.max(value, Math.min(most, value + half));
  return { value, low, high, n };
}
