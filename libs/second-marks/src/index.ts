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
export {
  type Chosen,
  type MarkedScript,
  type Ranked,
  rankScripts,
  type Reading,
  spendBudget,
  spendByRule,
} from './rank-scripts.js';
export { isDrawnForSecond } from './second-draw.js';
