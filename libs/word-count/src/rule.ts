import { wordAt, wordsIn } from './words.js';

/** The parts of a document that a count keeps apart. */
export type Story =
  'body' | 'footnotes' | 'endnotes' | 'textBoxes' | 'headers' | 'comments' | 'hidden' | 'deleted' | 'equations';

/** What a framework may leave out of the sum. The contents list is told by the document, the rest by its author. */
export type ExcludedPart = 'contents-list' | 'cover-form' | 'reference-list' | 'annexes';

/** How a framework counts: rules of rubric data with the limit of the task. Numbers are words unless they say otherwise. */
export interface CountRule {
  /** One of `ruleVersions`. Stored beside every count, so that the count can be drawn again. */
  readonly ruleVersion: string;
  /** 4,000 passes a limit of 4,000; 4,001 does not. */
  readonly limit: number;
  readonly toleranceWords: number;
  readonly countedStories: readonly Story[];
  readonly excludedParts: readonly ExcludedPart[];
  /** An estimate from `limit - below %` to `limit + above %` is confirmed by a person. */
  readonly estimateBandPct: { readonly below: number; readonly above: number };
}

/** One way to tell words apart, frozen for ever under its name. */
export interface WordRule {
  readonly sentence: string;
  wordsIn(text: string): number;
  wordAt(text: string, number: number): { readonly from: number; readonly to: number } | null;
}

/** Every word rule that ever judged an account. A changed rule is a new name; an old one is never edited. */
export const ruleVersions: Readonly<Record<string, WordRule>> = {
  'word-2026-1': {
    sentence: "Microsoft Word's rule: every piece of text between white space is one word.",
    wordsIn,
    wordAt,
  },
};

/** The rule of a version. Throws for a name that never was a rule: that is a bug or a forged record. */
export function wordRule(version: string): WordRule {
  const rule = Object.hasOwn(ruleVersions, version) ? ruleVersions[version] : undefined;
  if (!rule) throw new Error(`no word rule is called ${version}`);
  return rule;
}

/**
 * The count that the framework asks for where nothing else is said: 4,000 words, body with headings, tables and captions,
 * notes and text boxes ("Not exceed a total word count of …, excluding supporting documents or annexes").
 */
export const accountRule: CountRule = {
  ruleVersion: 'word-2026-1',
  limit: 4000,
  toleranceWords: 0,
  countedStories: ['body', 'footnotes', 'endnotes', 'textBoxes'],
  excludedParts: ['contents-list', 'cover-form', 'reference-list', 'annexes'],
  estimateBandPct: { below: 2, above: 10 },
};
