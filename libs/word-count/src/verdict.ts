import type { CountRule } from './rule.js';
import type { CountableText } from './text.js';

/**
 * `within` and `over` are final; `unreadable` is no count at all and never "0 words"; `needs-person` is a count that a
 * person confirms with the pages beside it.
 */
export type Verdict = 'within' | 'over' | 'unreadable' | 'needs-person';

/**
 * Judges a sum of words.
 *
 * 4,000 passes a limit of 4,000, 4,001 does not. No words: unreadable. An estimate within the framework's band around the
 * limit, or a document that holds text nobody could read, is for a person - unless what was read is over by itself.
 */
export function decideVerdict(counted: number, text: CountableText, rule: CountRule): Verdict {
  if (counted === 0) return 'unreadable';
  const allowed = rule.limit + rule.toleranceWords;
  if (text.estimate) {
    // Whole numbers on both sides: 100 x words against per cent x limit.
    const from = rule.limit * (100 - rule.estimateBandPct.below);
    const to = rule.limit * (100 + rule.estimateBandPct.above);
    if (counted * 100 >= from && counted * 100 <= to) return 'needs-person';
  }
  if (counted > allowed) return 'over';
  return (text.unread?.length ?? 0) > 0 ? 'needs-person' : 'within';
}
