import { type Estimate } from './estimate.js';
import { clopperPearson } from './proportion.js';

/** Two ratings of one thing, as numbers of a scale in steps of 1. */
export type Pair = readonly [number, number];

/** Shares of pairs, each with its exact interval. `mean` is the mean of first minus second, null for no pairs. */
export interface PairAgreement {
  readonly n: number;
  readonly exact: Estimate;
  /** At most one step apart. Nearly always high on three steps, so never to be shown without `exact`. */
  readonly adjacent: Estimate;
  readonly mean: number | null;
}

/** How often two raters gave the same mark, and at most one mark apart. */
export function pairAgreement(pairs: readonly Pair[]): PairAgreement {
  const n = pairs.length;
  const within = (steps: number): Estimate =>
    clopperPearson(pairs.filter(([first, second]) => Math.abs(first - second) <= steps).length, n);
  const mean = n === 0 ? null : pairs.reduce((sum, [first, second]) => sum + first - second, 0) / n;
  return { n, exact: within(0), adjacent: within(1), mean };
}

/** The marks of two markers on one script, by criterion code. */
export interface MarkedTwice {
  readonly first: Readonly<Record<string, number>>;
  readonly second: Readonly<Record<string, number>>;
}

/** Agreement criterion by criterion, in the order in which criteria first appear; only where both marked. */
export function criterionAgreement(scripts: readonly MarkedTwice[]): ReadonlyMap<string, PairAgreement> {
  const pairs = new Map<string, Pair[]>();
  for (const { first, second } of scripts) {
    for (const [criterion, mark] of Object.entries(first)) {
      const other = second[criterion];
      if (other === undefined) continue;
      const sofar = pairs.get(criterion);
      if (sofar) sofar.push([mark, other]);
      else pairs.set(criterion, [[mark, other]]);
    }
  }
  return new Map([...pairs].map(([criterion, own]) => [criterion, pairAgreement(own)]));
}

export interface DecisionAgreement {
  readonly agreed: Estimate;
  /** Decisions by first, then second. */
  readonly bothPass: number;
  readonly bothFail: number;
  readonly onlyFirstPasses: number;
  readonly onlySecondPasses: number;
  /**
   * Against a target such as Metric 5's 0.95: `proven` where even the low end of the interval reaches it, `missed`
   * where the share itself falls short, `not-proven` between, `unknown` without decisions.
   */
  readonly against: (target: number) => 'proven' | 'not-proven' | 'missed' | 'unknown';
}

/** How often two judges came to the same decision (true is a pass), with the exact interval. */
export function decisionAgreement(decisions: readonly (readonly [boolean, boolean])[]): DecisionAgreement {
  const count = (first: boolean, second: boolean): number =>
    decisions.filter(([one, other]) => one === first && other === second).length;
  const [bothPass, bothFail] = [count(true, true), count(false, false)];
  const agreed = clopperPearson(bothPass + bothFail, decisions.length);
  return {
    agreed,
    bothPass,
    bothFail,
    onlyFirstPasses: count(true, false),
    onlySecondPasses: count(false, true),
    against: (target) => {
      if (agreed.value === null) return 'unknown';
      if (agreed.value < target) return 'missed';
      return agreed.low < target ? 'not-proven' : 'proven';
    },
  };
}
