import type { Framework } from './framework.js';
import type { MarkSet } from './marks.js';
import { type Outcome, passes } from './outcome.js';
import { recomputeOutcome } from './recompute-outcome.js';

/**
 * The outcome, computed twice by two implementations that share nothing. Throws where they disagree: then one of them
 * has a bug, and nothing may be confirmed or released until it is found.
 */
export function drawOutcome(framework: Framework, marks: MarkSet, carriedForward: MarkSet = {}): Outcome {
  const outcome = passes(framework, marks, carriedForward);
  const again = recomputeOutcome(framework, marks, carriedForward);
  if (again.passed !== outcome.passed || again.overallMarks !== outcome.totals.overall.marks) {
    throw new Error(
      `${framework.code}: the two computations of an outcome disagree (${outcome.passed}/${outcome.totals.overall.marks} against ${again.passed}/${again.overallMarks})`,
    );
  }
  return outcome;
}
