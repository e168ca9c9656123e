export { type Estimate, isComputable, type WhyNot } from './estimate.js';
export { clopperPearson, wilson } from './proportion.js';
export {
  criterionAgreement,
  type DecisionAgreement,
  decisionAgreement,
  type MarkedTwice,
  type Pair,
  type PairAgreement,
  pairAgreement,
} from './exact-agreement.js';
export { identityWeights, linearWeights, quadraticWeights, type Weights } from './weights.js';
export { kappaNeedsPairs, quadraticKappa, weightedKappa } from './kappa.js';
export { ac1, ac2, gwet, type Ratings } from './gwet.js';
export { icc21, meanSquares, type Reliability, reliabilityOf } from './icc.js';
export { type Judgement, type LinkedPart, linkedParts } from './linked-parts.js';
export { type AssessorSeverity, definitive, type Severities, severities } from './severity.js';
export { type Drift, drift, driftByPeriod, type Occasion } from './drift.js';
export { betaProbability, betaQuantile, fQuantile, lnGamma, normalQuantile, tQuantile } from './distributions.js';
