/**
 * How a marker reads: they see the true mark of a criterion less `severity`, with an error of standard deviation `spread`, both in
 * marks, and give the nearest whole mark. Above 0 severe: gives less.
 */
export interface Marker {
  readonly severity: number;
  readonly spread: number;
}

/** Chances of the marks 0, 1 and 2; they add up to 1. */
export type MarkChances = readonly [number, number, number];

/** What a criterion of a script may be worth before it is marked: a normal distribution, of which the nearest whole mark is the true one. */
export interface Expected {
  readonly mean: number;
  readonly spread: number;
}

/** Chances of the nearest of 0, 1 and 2 to a normally distributed value. */
export function nearestMark(mean: number, spread: number): MarkChances {
  const below = normal((0.5 - mean) / spread);
  const upTo = normal((1.5 - mean) / spread);
  return [below, upTo - below, 1 - upTo];
}

/** For each true mark (index 0, 1, 2) the chances of the mark that this marker gives. */
export function givenChances({ severity, spread }: Marker): readonly [MarkChances, MarkChances, MarkChances] {
  return [nearestMark(0 - severity, spread), nearestMark(1 - severity, spread), nearestMark(2 - severity, spread)];
}

/** One mark for a criterion, and how who gave it reads (`givenChances`). */
export interface Given {
  readonly mark: 0 | 1 | 2;
  readonly by: readonly [MarkChances, MarkChances, MarkChances];
}

/** The chances of the true mark behind the marks that were given for it, by Bayes' rule. Marks that seemed impossible tell only themselves. */
export function trueChances(marks: readonly [Given, ...Given[]], { mean, spread }: Expected): MarkChances {
  const before = nearestMark(mean, spread);
  const weight = (truth: 0 | 1 | 2): number =>
    marks.reduce((product, { mark, by }) => product * by[truth][mark], before[truth]);
  const weights = [weight(0), weight(1), weight(2)] as const;
  const all = weights[0] + weights[1] + weights[2];
  if (all === 0) return [Number(marks[0].mark === 0), Number(marks[0].mark === 1), Number(marks[0].mark === 2)];
  return [weights[0] / all, weights[1] / all, weights[2] / all];
}

/** The standard normal distribution function: Abramowitz and Stegun 26.2.17, good to 7.5e-8. */
export function normal(x: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(x));
  const polynomial =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const tail = 0.398_942_280_401 * Math.exp((-x * x) / 2) * polynomial;
  return x > 0 ? 1 - tail : tail;
}
