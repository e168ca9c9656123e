import { leastRun, windowGrams } from './winnow.js';

/** What is flagged, and what is left out as common. Whole numbers; framework data. */
export interface SimilarityRule {
  /** Flagged is a pair in which so many words in a hundred of either account stand in the other. */
  readonly flagPct: number;
  /** Common is what stands in so many accounts in a hundred, and in at least `commonLeast`: forms, headings, quotations. */
  readonly commonPct: number;
  readonly commonLeast: number;
  /**
   * No form and no quotation is longer than so many words in a hundred of an account: where more of it is common, prose went
   * around, and the account itself is to be looked at, since none of its pairs shows it.
   */
  readonly mostCommonPct: number;
}

/** In how many of so many accounts a fingerprint stands from which on it is common. */
export function commonFrom({ commonPct, commonLeast }: SimilarityRule, accounts: number): number {
  return Math.max(commonLeast, Math.ceil((commonPct * accounts) / 100));
}

/**
 * How many fingerprints at least stand in a text, counted by place, of which `pct` in a hundred of its `words` are in runs that
 * stand in another: a run of n words has n - leastRun + 1 windows, and one fingerprint serves at most `windowGrams` of them,
 * so there is one for each leastRun + windowGrams - 1 words.
 */
export function leastShared(words: number, pct: number): number {
  return Math.max(1, Math.ceil((words * pct) / 100 / (leastRun + windowGrams - 1)));
}
