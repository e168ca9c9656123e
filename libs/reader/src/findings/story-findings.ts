import { wordsIn } from '#libs/word-count';
import type { Finding, FindingCode, Paragraph, Story } from '../model.js';
import { finding } from './text-findings.js';

/** From which share of the words a person should look at a story. */
export interface StoryRule {
  readonly story: Story;
  readonly code: FindingCode;
  readonly from: number;
}

/** Stories that may be used to put words where nobody counts or reads them. Honest documents: README. */
export const storyRules: readonly StoryRule[] = [
  { story: 'footnotes', code: 'notes-dump', from: 0.2 },
  { story: 'endnotes', code: 'notes-dump', from: 0.2 },
  { story: 'textBoxes', code: 'text-boxes', from: 0.05 },
  { story: 'headers', code: 'headers-dump', from: 0.1 },
  { story: 'comments', code: 'comments', from: 0 },
  { story: 'hidden', code: 'hidden-text', from: 0.002 },
  { story: 'equations', code: 'equation-text', from: 0.1 },
];

/** How many words a story has, and how it begins. */
export function wordsOfStory(
  paragraphs: readonly Paragraph[],
  story: Story,
): { readonly words: number; readonly examples: string[] } {
  const told = paragraphs.filter((one) => one.story === story);
  return {
    words: told.reduce((sum, { text }) => sum + wordsIn(text), 0),
    examples: told.slice(0, 3).map(({ text }) => text.trim()),
  };
}

/** The stories with more words than their rules let pass, beside `all` words that a reader sees. */
export function storyFindings(
  paragraphs: readonly Paragraph[],
  all: number,
  rules: readonly StoryRule[] = storyRules,
): Finding[] {
  return rules.flatMap(({ story, code, from }) => {
    const { words, examples } = wordsOfStory(paragraphs, story);
    const whole = Math.max(all, words);
    return words > 0 && words / whole >= from ? [finding(code, words, whole, examples)] : [];
  });
}
