/*
 * The door of the room: appeals against released outcomes.
 *
 *   LodgeAppeal.run({ actor, signInId, outcomeId, grounds, statement, lateReason }) → appeal id | Refusal
 *   AcknowledgeAppeal.run({ actor, signInId, appealId, lateAllowed }) → { decideBy } | Refusal   (YYYY-MM-DD, London)
 *   DecideAppeal.reject({ actor, signInId, appealId, reason }) → true | Refusal
 *   DecideAppeal.uphold({ actor, signInId, appealId, reason, wish, seen }) → id of the change to be confirmed | Refusal
 *   WithdrawAppeal.run({ actor, appealId }) → true | Refusal
 *
 * Hears 'outcome.changed' and 'outcome-change.cancelled' of outcomes.
 */
export { AcknowledgeAppeal } from './acknowledge-appeal.js';
export { AppealRow } from './appeal.entity.js';
export { AppealsModule } from './appeals.module.js';
export { DecideAppeal } from './decide-appeal.js';
export { LodgeAppeal } from './lodge-appeal.js';
export { WithdrawAppeal } from './withdraw-appeal.js';
