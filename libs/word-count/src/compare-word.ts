import type { Ledger, LedgerReason } from './count-words.js';
import type { CountRule, Story } from './rule.js';

/** One step from the figure that Word shows to ours. `words` is negative where they leave the sum. */
export interface WordStep {
  readonly why: Exclude<LedgerReason, 'counted' | 'story-not-counted'> | 'story-added' | 'story-left-out';
  readonly story: Story | null;
  readonly words: number;
}

export interface WordFigure {
  /** What Word's own count says with its box "Include textboxes, footnotes and endnotes" ticked, as it is from the start. */
  readonly shown: number;
  /** In the order of the ledger; `shown` and all of them add up to what is counted. */
  readonly steps: readonly WordStep[];
}

/** Word's dialog counts these, contents list, annexes and references included; never headers, comments or deletions. */
const countedByWord: readonly Story[] = ['body', 'footnotes', 'endnotes', 'textBoxes'];

/**
 * Leads from the figure that Word shows when it counts the document to the sum of a ledger. In: the ledger and the rule it was
 * counted by. For a document of Word alone: of a PDF nobody knows what the program that made it would count.
 */
export function compareWithWord(ledger: Ledger, rule: Pick<CountRule, 'countedStories'>): WordFigure {
  const shown = countedByWord.reduce((sum, story) => sum + ledger.stories[story], 0);
  const steps: WordStep[] = [];
  const step = (why: WordStep['why'], story: Story | null, words: number): void => {
    if (words !== 0) steps.push({ why, story, words });
  };
  for (const [story, words] of Object.entries(ledger.stories) as [Story, number][]) {
    const [word, ours] = [countedByWord.includes(story), rule.countedStories.includes(story)];
    if (ours && !word) step('story-added', story, words);
    if (word && !ours) step('story-left-out', story, -words);
  }
  for (const [reason, words] of Object.entries(ledger.reasons) as [LedgerReason, number][])
    if (reason !== 'counted' && reason !== 'story-not-counted') step(reason, null, -words);
  return { shown, steps };
}
