import type { Framework } from './framework.js';
import type { SimilarityRule } from './rules.js';

/** What versions hold by that were published before the rule was written. Ours. */
const olderVersions: SimilarityRule = { flagPct: 5, commonPct: 20, commonLeast: 5, mostCommonPct: 25 };

/** The framework's own rule of similar accounts, or the one that versions without it hold by. */
export function similarityRule({ similarity }: Pick<Framework, 'similarity'>): SimilarityRule {
  return similarity ?? olderVersions;
}
