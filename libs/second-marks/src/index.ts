export { chanceOfFlip, chanceOfPass, type ChancesByCriterion } from './chance-of-pass.js';
export { type Comparison, estimateMarkers, type MarkerPrior, priorOf } from './estimate-markers.js';
export { expectScripts, type Seen } from './expect-scripts.js';
export {
  type Expected,
  type Given,
  givenChances,
  type MarkChances,
  type Marker,
  nearestMark,
  trueChances,
} from './marker.js';
export { type MarkedScript, type Ranked, type RankedAccount, rankScripts, type Reading } from './rank-scripts.js';
export { accountsOfAssessors, isDrawnForSecond } from './second-draw.js';
export { type Chosen, type Go, hasSecondGo, likeliestAccount, type Look, spendByRule } from './spend-budget.js';
