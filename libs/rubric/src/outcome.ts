import type { Framework } from './framework.js';
import { decidingMarks, type MarkSet } from './marks.js';
import { type Total, type Totals, totals } from './totals.js';

/** Why a set of marks does not pass: which threshold, what was needed and what was given. */
export type FailReason =
  | { readonly rule: 'area-below-threshold'; readonly area: number; readonly marks: number; readonly needed: number }
  | { readonly rule: 'task-below-threshold'; readonly task: string; readonly marks: number; readonly needed: number }
  | { readonly rule: 'overall-below-threshold'; readonly marks: number; readonly needed: number }
  | {
      readonly rule: 'criterion-below-minimum';
      readonly criterion: string;
      readonly marks: number;
      readonly needed: number;
    };

/** `passed` with no reason, or not passed with every reason there is. */
export interface Outcome {
  readonly passed: boolean;
  readonly reasons: readonly FailReason[];
  readonly totals: Totals;
}

/**
 * The outcome of a set of marks by the framework's pass rule, with every reason for a fail in the framework's order.
 * `carriedForward`: marks of an earlier attempt for criteria out of scope. Throws where a criterion has no mark.
 */
export function passes(framework: Framework, marks: MarkSet, carriedForward: MarkSet = {}): Outcome {
  const deciding = decidingMarks(framework, marks, carriedForward);
  const sums = totals(framework, deciding);
  const reasons: FailReason[] = [
    ...sums.areas.flatMap((total) =>
      short(total, (facts) => ({ rule: 'area-below-threshold', area: total.area, ...facts })),
    ),
    ...sums.tasks.flatMap((total) =>
      short(total, (facts) => ({ rule: 'task-below-threshold', task: total.task, ...facts })),
    ),
    ...short(sums.overall, (facts) => ({ rule: 'overall-below-threshold', ...facts })),
    ...framework.criteria.flatMap(({ code }) =>
      belowMinimum(code, deciding[code] ?? 0, framework.pass.perCriterionMin),
    ),
  ];
  return { passed: reasons.length === 0, reasons, totals: sums };
}

function short(total: Total, reason: (facts: { marks: number; needed: number }) => FailReason): FailReason[] {
  return total.needed !== null && total.marks < total.needed
    ? [reason({ marks: total.marks, needed: total.needed })]
    : [];
}

function belowMinimum(criterion: string, marks: number, needed: number): FailReason[] {
  return marks < needed ? [{ rule: 'criterion-below-minimum', criterion, marks, needed }] : [];
}
