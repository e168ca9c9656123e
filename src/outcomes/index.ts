/*
 * The door of the room: outcomes, their release by two people, and returns of them.
 *
 *   PlanRelease.run({ actor, signInId, batchId, date, time, explanation }) → release id | Refusal   (civil day and time, London)
 *   ApproveRelease.run({ actor, signInId, releaseId }) → true | Refusal      another person than the planner
 *   CancelRelease.run({ actor, signInId, releaseId, reason }) → true | Refusal
 *   ReleaseOutcomes.run(actor, releaseId) → 'released' | 'halted' | 'nothing'   (the jobs call it; twice is once)
 *   MakeReturn.run({ actor, signInId, providerId, scope }) → { id, number, rows } | Refusal
 *
 * News: 'outcome.released' { outcomeId, attemptId }, 'release.released' { releaseId }, 'release.halted' { releaseId }.
 */
export { outcomeLabels, outcomeLifecycle, type OutcomeEvent, type OutcomeState } from './outcome/outcome.lifecycle.js';
export { moveOutcomes, type HeldOutcome, type OutcomeFacts } from './outcome/move-outcomes.js';
export { OutcomesModule } from './outcomes.module.js';
export { ApproveRelease } from './releases/approve-release.js';
export { CancelRelease } from './releases/cancel-release.js';
export { PlanRelease, type ReleasePlan } from './releases/plan-release.js';
export { ReleaseOutcomes } from './releases/release-outcomes.js';
export { ReleaseRow } from './releases/release.entity.js';
export { MakeReturn } from './returns/make-return.js';
