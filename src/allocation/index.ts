/*
 * The door of the room: who marks what.
 *
 *   StartRound · ConfirmRound · DiscardRound    the lead's acts, each in a transaction of its own
 *
 * Hears 'second.wanted' { scriptNumber, account? } and 'adjudicator.wanted' { scriptNumber }: places somebody without a click, or says
 * what is in the way.
 * Hears 'seed-script.missed' { scriptNumber }: its assessor gets another one.
 * News: 'allocation.confirmed' { roundId }: rows of `assignment` with this round_id are there, in state `assigned`.
 */
export { AllocationModule } from './allocation.module.js';
export { ConfirmRound } from './rounds/confirm-round.js';
export { DiscardRound } from './rounds/discard-round.js';
export { PlanningThread } from './planning/planning-thread.js';
export { RoundRow } from './rounds/round.entity.js';
export { roundLifecycle, type Purpose, type RoundState } from './rounds/round.lifecycle.js';
export { StartRound } from './rounds/start-round.js';
