import { compareStored, type StoredFigure } from './compare-stored.js';
import type { MarkedPart } from './marked-parts.js';
import { type CountRule, type Story, type WordRule, wordRule } from './rule.js';
import type { CountableText } from './text.js';
import { decideVerdict, type Verdict } from './verdict.js';

/** Why a paragraph's words are in the sum or not: its story, or the part that leaves it out. */
export type LedgerReason = 'counted' | 'story-not-counted' | 'contents-list' | MarkedPart['part'];

/** One paragraph's line in the ledger. */
export interface LedgerLine {
  /** The paragraph's index in the text that was counted. */
  readonly paragraph: number;
  readonly story: Story;
  readonly words: number;
  readonly reason: LedgerReason;
  /** Counted words up to and with this paragraph. */
  readonly total: number;
}

/** Where the counted word of a number stands. `from` and `to` are UTF-16 units in the paragraph's text. */
export interface WordPlace {
  readonly number: number;
  readonly paragraph: number;
  readonly from: number;
  readonly to: number;
  readonly word: string;
}

/** A count that can be explained word by word and drawn again from the same text and rule. */
export interface Ledger {
  readonly ruleVersion: string;
  readonly limit: number;
  /** The sum that the limit applies to. */
  readonly counted: number;
  /** Words that were read and are not in the sum, whatever the reason. */
  readonly excluded: number;
  /** All words by story, before anything is left out. */
  readonly stories: Readonly<Record<Story, number>>;
  /** Words by reason; `counted` is the sum itself. */
  readonly reasons: Readonly<Partial<Record<LedgerReason, number>>>;
  readonly lines: readonly LedgerLine[];
  /** The last word but one that fits, the last that fits and the first that does not, as far as they exist. */
  readonly places: readonly WordPlace[];
  readonly estimate: boolean;
  readonly verdict: Verdict;
  /** How the figure that the writing program stored differs, and what explains it; null where there is none. */
  readonly stored: StoredFigure | null;
}

const noWords = (): Record<Story, number> => ({
  body: 0,
  footnotes: 0,
  endnotes: 0,
  textBoxes: 0,
  headers: 0,
  comments: 0,
  hidden: 0,
  deleted: 0,
  equations: 0,
});

/** No sentence of a contents list is longer; what is longer stays in the sum, whatever its style claims. */
const longestContentsLine = 40;

function reasonFor(
  text: CountableText,
  index: number,
  words: number,
  rule: CountRule,
  marks: readonly MarkedPart[],
): LedgerReason {
  const paragraph = text.paragraphs[index]!;
  if (!rule.countedStories.includes(paragraph.story)) return 'story-not-counted';
  const mark = marks.find((one) => index >= one.from && index < one.to && rule.excludedParts.includes(one.part));
  if (mark) return mark.part;
  const isContents = paragraph.kind === 'contents' && words <= longestContentsLine;
  return isContents && rule.excludedParts.includes('contents-list') ? 'contents-list' : 'counted';
}

function placesAround(text: CountableText, lines: readonly LedgerLine[], limit: number, words: WordRule): WordPlace[] {
  const places: WordPlace[] = [];
  for (const number of [limit - 1, limit, limit + 1]) {
    if (number < 1) continue;
    const line = lines.find((one) => one.reason === 'counted' && one.total >= number);
    if (!line) continue;
    const from = text.paragraphs[line.paragraph]!.text;
    const place = words.wordAt(from, number - (line.total - line.words));
    if (place)
      places.push({ number, paragraph: line.paragraph, ...place, word: from.slice(place.from, place.to).slice(0, 60) });
  }
  return places;
}

/**
 * Counts a document under a framework's rule.
 *
 * In: the text by paragraphs, the rule with its version and limit (words), and the stretches that the participant marked
 * as annexes, reference list or cover form (they count unless the rule leaves such parts out). Out: the ledger. The same
 * text, rule and marks give the same ledger everywhere. Throws for a rule version that does not exist.
 */
export function countWords(text: CountableText, rule: CountRule, marks: readonly MarkedPart[] = []): Ledger {
  const word = wordRule(rule.ruleVersion);
  const stories = noWords();
  const reasons: Partial<Record<LedgerReason, number>> = {};
  const lines: LedgerLine[] = [];
  let total = 0;
  let all = 0;
  text.paragraphs.forEach((paragraph, index) => {
    const words = word.wordsIn(paragraph.text);
    const reason = reasonFor(text, index, words, rule, marks);
    stories[paragraph.story] += words;
    reasons[reason] = (reasons[reason] ?? 0) + words;
    all += words;
    if (reason === 'counted') total += words;
    lines.push({ paragraph: index, story: paragraph.story, words, reason, total });
  });
  return {
    ruleVersion: rule.ruleVersion,
    limit: rule.limit,
    counted: total,
    excluded: all - total,
    stories,
    reasons,
    lines,
    places: placesAround(text, lines, rule.limit, word),
    estimate: text.estimate,
    verdict: decideVerdict(total, text, rule),
    stored: compareStored(text.storedWords, stories, total),
  };
}
