export { compareAccounts, type Comparison, isFlagged, largestShare, type Run, shareOf, type Side } from './compare.js';
export { FingerprintIndex, type Fingerprinted } from './fingerprint-index.js';
export { joinRuns, type Passage } from './passages.js';
export { commonFrom, leastShared, type SimilarityRule } from './rule.js';
export { fingerprintsOf, fingerprintVersion, gramWords, leastRun, windowGrams } from './winnow.js';
export { type Word, wordsOf } from './words.js';
