import type { Framework } from './framework.js';
import type { MarkSet } from './marks.js';
import { passes } from './outcome.js';
import type { SecondMarkClass } from './rules.js';

/** What the policy asks about a script whose first marks are locked. */
export interface FirstMarking {
  readonly marks: MarkSet;
  readonly carriedForward?: MarkSet;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly assessorOnProbation: boolean;
  /** How many scripts the round has. */
  readonly roundSize: number;
}

/**
 * Why this script must be marked a second time whatever the random draw says; an empty list leaves it to the draw.
 * 'whole-round' is the small round in which every script is marked twice.
 */
export function secondMarkReasons(framework: Framework, script: FirstMarking): (SecondMarkClass | 'whole-round')[] {
  const { mandatory, nearThresholdMarks, allWhenAtMost } = framework.secondMarking;
  const { passed, totals } = passes(framework, script.marks, script.carriedForward);
  const holds: Record<SecondMarkClass, boolean> = {
    'first-mark-fails': !passed,
    'area-near-threshold': totals.areas.some(({ margin }) => margin !== null && Math.abs(margin) <= nearThresholdMarks),
    'assessor-on-probation': script.assessorOnProbation,
    resubmission: script.attempt > 1,
  };
  const reasons = mandatory.filter((reason) => holds[reason]);
  return script.roundSize <= allWhenAtMost ? [...reasons, 'whole-round'] : reasons;
}
