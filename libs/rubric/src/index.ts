export type {
  Area,
  Criterion,
  DeclarationText,
  EvidenceSlot,
  Framework,
  GlossaryEntry,
  Mark,
  Task,
} from './framework.js';
export type * from './rules.js';
export type { Problem } from './shape.js';
export { checkFramework } from './check-framework.js';
export { npqel2017 } from './frameworks/npqel-2017.js';
export { checkMarks, criterionOf, decidingMarks, isMark, type MarkSet, type MarksRefusal } from './marks.js';
export { fewestMarks, type Total, type Totals, totals } from './totals.js';
export { type FailReason, type Outcome, passes } from './outcome.js';
export { recomputeOutcome } from './recompute-outcome.js';
export { drawOutcome } from './draw-outcome.js';
export { margin, type Margin } from './margin.js';
export {
  compareMarkSets,
  type Comparison,
  type CriterionDifference,
  type DiscrepancyReason,
  mergeAgreed,
  splitByScope,
} from './compare-marks.js';
export { similarityRule } from './similarity-rule.js';
export { agreeReasons } from './agree-reasons.js';
export { shareOfMarking } from './share-of-marking.js';
export { type FirstMarking, secondMarkReasons } from './second-marking.js';
export {
  judgeQualification,
  type MarkedAgainst,
  type Qualification,
  qualificationRule,
  type QualificationVerdict,
} from './qualification.js';
export { failedTaskScope, type ResubmissionScope, voidedCounts } from './resubmission.js';
export { type AreaFeedback, type CriterionFeedback, feedback, type Feedback } from './feedback.js';
export { evidenceCoverage, type SlotCoverage } from './evidence-coverage.js';
export { followsFromSeeds, judgeSeed, roomBesideSeeds, seedsAmong, type SeedVerdict } from './seed.js';
