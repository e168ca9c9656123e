import { mayHead } from './marked-parts.js';
import type { CountableParagraph } from './text.js';

/** An annex that the text sends its readers to. */
export interface MentionedAnnex {
  /** As the text calls it: `B`, `2`, `IV`. */
  readonly label: string;
  /** The first paragraph that mentions it, by index. */
  readonly paragraph: number;
}

const label = String.raw`(?:[IVX]{2,4}|[A-Z]\d{0,2}|\d{1,2})(?!\w|\.\w)`;
const mention = new RegExp(
  String.raw`\b(?:[Aa]nnex(?:es?)?|ANNEX(?:ES?)?|[Aa]ppendi(?:x|ces)|APPENDI(?:X|CES))\s+(${label}(?:\s*(?:,|and|&|to|[-\u2013])\s*${label})*)(\s+(?:of|to|in|from)\s+(?:the\b|its\b|[A-Z]))?`,
  'g',
);
const eachLabel = new RegExp(label, 'g');

/** The labels that a line names; those of somebody else's document ("Annex A of the framework") are not ours. */
function labelsIn(text: string): string[] {
  return [...text.matchAll(mention)].flatMap(([, labels, elsewhere]) => (elsewhere ? [] : labels!.match(eachLabel)!));
}

/**
 * Annexes that an account mentions and that are not there: neither under a heading of their own in the document nor among
 * `titles`, the titles and names of the files handed in beside it. For its author to see to (edge case 13: an annex that is
 * referenced but absent); nobody is kept from submitting by a guess from words.
 */
export function absentAnnexes(paragraphs: readonly CountableParagraph[], titles: readonly string[]): MentionedAnnex[] {
  const there = new Set(titles.flatMap((title) => labelsIn(title.replaceAll(/[_.-]+/g, ' '))));
  const mentioned = new Map<string, MentionedAnnex>();
  for (const [index, paragraph] of paragraphs.entries()) {
    // A list of contents is no annex, and sends nobody anywhere.
    if (paragraph.kind === 'contents' || !read.has(paragraph.story)) continue;
    const head = mayHead(paragraph) && /^(?:[\d.]+\s+)?(?:annex|appendi)/i.test(paragraph.text.trim());
    for (const one of labelsIn(paragraph.text)) {
      if (head) there.add(one);
      else if (!mentioned.has(one)) mentioned.set(one, { label: one, paragraph: index });
    }
  }
  return [...mentioned.values()].filter((one) => !there.has(one.label));
}

/** What assessors read. */
const read = new Set<CountableParagraph['story']>(['body', 'footnotes', 'endnotes', 'textBoxes']);
