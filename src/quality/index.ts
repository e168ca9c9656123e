/*
 * The door of the room: the quality agent's own draws from confirmed batches, the verdicts on them, and what waits for them.
 *
 *   qaHoldOf(reads, batchId, framework.qa) → { until, open } | null     why a batch is not released yet
 *   disputedIn(reads, batchId) → script numbers on whose outcome the agent disagrees
 *
 * News: 'quality.outcome-disputed' { scriptNumber, sampleId }.
 */
export { DrawQaSample } from './draw-sample.js';
export { disputedIn, qaHoldOf, type QaHold } from './hold.js';
export { QualityModule } from './quality.module.js';
export { SayVerdict, type QaVerdict } from './say-verdict.js';
