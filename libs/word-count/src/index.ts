export { absentAnnexes, type MentionedAnnex } from './absent-annexes.js';
export { compareStored, type StoredFigure, type StoredReason } from './compare-stored.js';
export { countWords, type Ledger, type LedgerLine, type LedgerReason, type WordPlace } from './count-words.js';
export { type MarkedPart, suggestParts } from './marked-parts.js';
export { accountRule, type CountRule, type ExcludedPart, type Story, ruleVersions, wordRule } from './rule.js';
export type { CountableParagraph, CountableText } from './text.js';
export { decideVerdict, type Verdict } from './verdict.js';
export { hasWord, isWhiteSpace, whiteSpace, wordsIn } from './words.js';
export { compareWithWord, type WordFigure, type WordStep } from './compare-word.js';
