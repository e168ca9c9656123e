import type { ExcludedPart } from './rule.js';
import type { CountableParagraph } from './text.js';

/** A stretch that the participant marked as no part of the account: paragraphs `from` to `to` (not included) by index. */
export interface MarkedPart {
  readonly part: Exclude<ExcludedPart, 'contents-list'>;
  readonly from: number;
  readonly to: number;
}

const headings: readonly { readonly part: MarkedPart['part']; readonly says: RegExp }[] = [
  { part: 'annexes', says: /^(?:[\d.]+\s+)?(annex|annexe|annexes|appendix|appendices|supporting documents)\b/i },
  {
    part: 'reference-list',
    says: /^(?:[\d.]+\s+)?(references|reference list|bibliography|works cited|sources|list of references)[\s:.]*$/i,
  },
  { part: 'cover-form', says: /^(cover (sheet|form|page)|submission form|declaration of authorship)\b/i },
];

/** A heading, or a line by itself that is as short as one: not everybody uses heading styles. */
export const mayHead = (paragraph: CountableParagraph): boolean =>
  paragraph.story === 'body' &&
  (paragraph.kind === 'heading' ||
    paragraph.kind === 'title' ||
    (paragraph.kind === 'text' && paragraph.text.length <= 60));

/**
 * Stretches that look like annexes, a reference list or a cover form, for the participant to confirm: from such a
 * heading to the next heading of its own or a higher level, or to the end of the document.
 *
 * Nothing is left out of a count because of a suggestion: "Annex" on page 2 would hide a whole account.
 */
export function suggestParts(paragraphs: readonly CountableParagraph[]): MarkedPart[] {
  const found: MarkedPart[] = [];
  for (let i = 0; i < paragraphs.length; i++) {
    const paragraph = paragraphs[i]!;
    if (!mayHead(paragraph)) continue;
    const part = headings.find((heading) => heading.says.test(paragraph.text.trim()))?.part;
    if (!part) continue;
    const to = endOf(paragraphs, i);
    found.push({ part, from: i, to });
    i = to - 1;
  }
  return found;
}

function endOf(paragraphs: readonly CountableParagraph[], start: number): number {
  const level = paragraphs[start]!.level ?? 1;
  let end = start + 1;
  while (end < paragraphs.length) {
    const paragraph = paragraphs[end]!;
    if (paragraph.story !== 'body' && paragraph.story !== 'textBoxes') {
      // Notes and the rest stand behind the body; a stretch of the body does not reach into them.
      if (paragraphs.slice(end).every((later) => later.story !== 'body')) break;
    } else if (paragraph.kind === 'heading' && (paragraph.level ?? 1) <= level) break;
    end++;
  }
  return end;
}
