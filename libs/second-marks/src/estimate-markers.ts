import type { SecondMarkBudget } from '#libs/rubric';
import { givenChances, type Marker } from './marker.js';

/** A mark that somebody gave, beside the one that was right: definitive, agreed, adjudicated or moderated. */
export interface Comparison {
  readonly assessor: string;
  readonly given: 0 | 1 | 2;
  readonly right: 0 | 1 | 2;
}

/** What is believed of a marker before anything is known of them; in marks of one criterion. */
export interface MarkerPrior {
  /** The standard deviation of severities in the panel. */
  readonly severity: number;
  /** The typical error, and the standard deviation of its logarithm. */
  readonly spread: number;
  readonly spreadVaries: number;
}

/** The prior of a framework's rule. */
export function priorOf(rule: SecondMarkBudget): MarkerPrior {
  return {
    severity: rule.severityHundredths / 100,
    spread: rule.spreadHundredths / 100,
    spreadVaries: rule.spreadVariesHundredths / 100,
  };
}

/** Nobody is so sure that a slip would tell everything about them. */
const slip = 0.003;
const severitiesTried = Array.from({ length: 25 }, (_, at) => -0.6 + at * 0.05);
const spreadsTried = Array.from({ length: 16 }, (_, at) => 0.15 + at * 0.05);

/** log P(given | right) by right × 3 + given, for each marker that is tried. */
interface Tried extends Marker {
  readonly logChance: Float64Array;
}

const tried: readonly Tried[] = severitiesTried.flatMap((severity) =>
  spreadsTried.map((spread) => {
    const chances = givenChances({ severity, spread }).flat();
    return { severity, spread, logChance: Float64Array.from(chances, (chance) => Math.log(Math.max(slip, chance))) };
  }),
);

/**
 * Each assessor's severity and spread as far as their comparisons tell, drawn towards the prior as far as they do not: the
 * posterior means over a grid. Who has no comparison gets the prior.
 */
export function estimateMarkers(
  assessors: readonly string[],
  comparisons: readonly Comparison[],
  prior: MarkerPrior,
): ReadonlyMap<string, Marker> {
  const counts = new Map(assessors.map((assessor) => [assessor, new Float64Array(9)]));
  for (const { assessor, given, right } of comparisons) {
    const own = counts.get(assessor);
    if (own) own[right * 3 + given]! += 1;
  }
  return new Map([...counts].map(([assessor, seen]) => [assessor, posteriorMean(seen, prior)]));
}

function posteriorMean(seen: Float64Array, prior: MarkerPrior): Marker {
  const logs = tried.map(({ severity, spread, logChance }) => {
    const before =
      -0.5 * (severity / prior.severity) ** 2 - 0.5 * (Math.log(spread / prior.spread) / prior.spreadVaries) ** 2;
    return seen.reduce((sum, count, at) => (count === 0 ? sum : sum + count * logChance[at]!), before);
  });
  const most = Math.max(...logs);
  let [weight, severity, spread] = [0, 0, 0];
  logs.forEach((log, at) => {
    const share = Math.exp(log - most);
    weight += share;
    severity += share * tried[at]!.severity;
    spread += share * tried[at]!.spread;
  });
  return { severity: severity / weight, spread: spread / weight };
}
