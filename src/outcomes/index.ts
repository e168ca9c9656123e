/*
 * The door of the room: outcomes, their release by two people, and returns of them.
 *
 *   PlanRelease.run({ actor, signInId, batchId, date, time, explanation }) → release id | Refusal   (civil day and time, London)
 *   ApproveRelease.run({ actor, signInId, releaseId }) → true | Refusal      another person than the planner
 *   CancelRelease.run({ actor, signInId, releaseId, reason }) → true | Refusal
 *   ReleaseOutcomes.run(actor, releaseId) → 'released' | 'halted' | 'nothing'   (the jobs call it; twice is once)
 *   MakeReturn.run({ actor, signInId, providerId, scope }) → { id, number, rows } | Refusal
 *
 *   ProposeChange.run({ actor, signInId, outcomeId, wish, reason, seen }) → change id | Refusal; `preview` shows what it would do
 *   ConfirmChange.run({ actor, signInId, changeId, seen }) → { outcomeId } | Refusal   another person than the proposer
 *   CancelChange.run({ actor, signInId, changeId, reason }) → true | Refusal
 *   ProposeSanction.run({ actor, signInId, holdId, kind, reason, told, seen }) → sanction id | Refusal
 *   ConfirmSanction.run({ actor, signInId, sanctionId, seen }) → true | Refusal   another person than the proposer
 *
 * News: 'outcome.changed' { changeId, outcomeId }, 'outcome-change.cancelled' { changeId, outcomeId },
 * 'outcome.released' { outcomeId, attemptId } (also of one that took another's place), 'release.released' { releaseId }, 'release.halted' { releaseId },
 * 'sanction.confirmed' { sanctionId, enrolmentId }, 'script.hold-changed' { scriptNumber, windowId } (placed or lifted: whoever hears it looks).
 */
export { outcomeLabels, outcomeLifecycle, type OutcomeEvent, type OutcomeState } from './outcome/outcome.lifecycle.js';
export { moveOutcomes, type HeldOutcome, type OutcomeFacts } from './outcome/move-outcomes.js';
export { CancelChange } from './changes/cancel-change.js';
export { ChangeRow } from './changes/change.entity.js';
export { sayFall, sayOpening } from './changes/change-letters.js';
export { ChangesPages, wishIn as changeWishIn, type ChangeFields } from './changes/changes.pages.js';
export { ConfirmChange } from './changes/confirm-change.js';
export type { ChangeEffect, ChangeWish } from './changes/effect.js';
export { gatherChange, type GatheredChange } from './changes/gather-change.js';
export { ProposeChange, type ProposeCode } from './changes/propose-change.js';
export { resultWords } from './outcome/say.js';
export { outcomesMessages } from './outcomes.messages.js';
export { OutcomesModule } from './outcomes.module.js';
export { ApproveRelease } from './releases/approve-release.js';
export { CancelRelease } from './releases/cancel-release.js';
export { PlanRelease, type ReleasePlan } from './releases/plan-release.js';
export { ReleaseOutcomes } from './releases/release-outcomes.js';
export { ReleaseRow } from './releases/release.entity.js';
export { ConfirmSanction } from './sanctions/confirm-sanction.js';
export { ProposeSanction } from './sanctions/propose-sanction.js';
export { SanctionRow } from './sanctions/sanction.entity.js';
export { MakeReturn } from './returns/make-return.js';
