import { refuse, type Result } from '#libs/refusal';
import type { Framework, Mark } from './framework.js';
import { criterionOf, isMark, type MarkSet } from './marks.js';
import { passes } from './outcome.js';

export interface CriterionDifference {
  readonly criterion: string;
  readonly first: Mark;
  readonly second: Mark;
}

/** Why two blind mark sets must be reconciled. */
export type DiscrepancyReason =
  | { readonly rule: 'decision-differs'; readonly firstPassed: boolean; readonly secondPassed: boolean }
  | { readonly rule: 'criterion-differs'; readonly criteria: readonly string[]; readonly by: number }
  | { readonly rule: 'total-differs'; readonly difference: number; readonly allowed: number };

export interface Comparison {
  readonly discrepant: boolean;
  readonly reasons: readonly DiscrepancyReason[];
  /** Every criterion on which the two differ, discrepant or not, in the framework's order. */
  readonly differing: readonly CriterionDifference[];
  /** First minus second. */
  readonly totalDifference: number;
}

/**
 * Compares two blind sets of marks of the same scope by the framework's discrepancy rule. Where they are not
 * discrepant the first stands and the differences are only logged: nothing is averaged. Throws where the sets do not
 * mark the same criteria.
 */
export function compareMarkSets(
  framework: Framework,
  first: MarkSet,
  second: MarkSet,
  carriedForward: MarkSet = {},
): Comparison {
  const scope = sameScope(framework, first, second);
  const differing = scope.map((criterion) => pair(criterion, first, second)).filter((one) => one.first !== one.second);
  const totalDifference = differing.reduce((sum, one) => sum + one.first - one.second, 0);
  const { decisionDiffers, criterionDifference, totalDifferenceAbove } = framework.discrepancy;
  const firstPassed = passes(framework, first, carriedForward).passed;
  const secondPassed = passes(framework, second, carriedForward).passed;
  const far = differing.filter((one) => Math.abs(one.first - one.second) >= criterionDifference);
  const reasons: DiscrepancyReason[] = [];
  if (decisionDiffers && firstPassed !== secondPassed) {
    reasons.push({ rule: 'decision-differs', firstPassed, secondPassed });
  }
  if (far.length > 0) {
    reasons.push({
      rule: 'criterion-differs',
      criteria: far.map(({ criterion }) => criterion),
      by: criterionDifference,
    });
  }
  if (Math.abs(totalDifference) > totalDifferenceAbove) {
    reasons.push({ rule: 'total-differs', difference: totalDifference, allowed: totalDifferenceAbove });
  }
  return { discrepant: reasons.length > 0, reasons, differing, totalDifference };
}

/**
 * A first set split by what the second marked, which may be one account only: what the two share, to be compared and agreed, and
 * the rest, which stands as the first gave it and counts as carried forward.
 */
export function splitByScope(first: MarkSet, second: MarkSet): { readonly shared: MarkSet; readonly rest: MarkSet } {
  const part = (isShared: boolean): MarkSet =>
    Object.fromEntries(Object.entries(first).filter(([code]) => isMark(second[code]) === isShared));
  return { shared: part(true), rest: part(false) };
}

/**
 * The set on which two markers agreed: `agreed` holds one mark for each criterion on which they differed and for no
 * other; where they gave the same mark it stands. Refuses a reopened criterion, a value that is no mark, and a gap.
 */
export function mergeAgreed(
  framework: Framework,
  first: MarkSet,
  second: MarkSet,
  agreed: Readonly<Record<string, unknown>>,
): Result<MarkSet, 'agreement.already-agreed' | 'agreement.not-a-mark' | 'agreement.still-open'> {
  const scope = sameScope(framework, first, second);
  const open = scope.filter((code) => first[code] !== second[code]);
  const reopened = Object.keys(agreed).filter((code) => !open.includes(code));
  if (reopened.length > 0) return refuse('agreement.already-agreed', { criteria: reopened }, reopened[0]);
  const missing = open.filter((code) => agreed[code] === undefined || agreed[code] === null);
  if (missing.length > 0) return refuse('agreement.still-open', { criteria: missing }, missing[0]);
  const wrong = open.filter((code) => !isMark(agreed[code]));
  if (wrong.length > 0) return refuse('agreement.not-a-mark', { criteria: wrong }, wrong[0]);
  return Object.fromEntries(scope.map((code) => [code, (agreed[code] ?? first[code]) as Mark]));
}

function pair(criterion: string, first: MarkSet, second: MarkSet): CriterionDifference {
  return { criterion, first: first[criterion] as Mark, second: second[criterion] as Mark };
}

function sameScope(framework: Framework, first: MarkSet, second: MarkSet): string[] {
  const scope = framework.criteria.map(({ code }) => code).filter((code) => isMark(first[code]));
  const other = Object.keys(second).filter((code) => isMark(second[code]) && criterionOf(framework, code));
  if (scope.length !== other.length || !other.every((code) => scope.includes(code))) {
    throw new RangeError(`${framework.code}: the two sets do not mark the same criteria`);
  }
  return scope;
}
