import type { Finding, FindingCode, TextModel } from '../model.js';
import { isMangled } from './language.js';
import type { PageText } from './pages.js';
import type { Streams } from './streams.js';
import type { Survey } from './survey.js';

/** A page with fewer words than this and a picture over most of it is a picture of text (word-count rules, section 2). */
const fewWords = 40;
const mostlyPicture = 0.6;

/** Honest documents: mean token length 3.7 to 9.8 letters (1st and 99th percentile). */
const longestMean = 10;

/** What a person should look at in a PDF. Shares are of all words that it holds, seen or not. */
export function findingsOf(pages: readonly PageText[], model: TextModel, about: Survey, streams: Streams): Finding[] {
  const words = model.paragraphs.flatMap((paragraph) => paragraph.text.split(' '));
  const total = words.length;
  const found: Finding[] = [];
  const add = (code: FindingCode, count: number, examples: readonly string[]): void => {
    found.push({
      code,
      words: count,
      share: total === 0 ? 0 : Math.min(1, count / total),
      examples: shortened(examples),
    });
  };
  for (const [code, suspects] of gathered(pages)) add(code, suspects.length, [suspects.slice(0, 12).join(' ')]);
  pictureFindings(pages, add);
  languageFindings(pages, words, add);
  replacementFindings(streams, about, add);
  if (about.annotations.length > 0) {
    const text = about.annotations
      .map((note) => note.text)
      .join(' ')
      .trim();
    add(
      'annotations',
      text === '' ? 0 : text.split(/\s+/).length,
      about.annotations.map((note) => `${note.kind}: ${note.text}`),
    );
  }
  if (about.attachments.length > 0) add('attachments', 0, about.attachments);
  if (about.active.length > 0) add('active-content', 0, about.active);
  return found;
}

type Add = (code: FindingCode, count: number, examples: readonly string[]) => void;

const shortened = (examples: readonly string[]): string[] =>
  examples
    .filter((example) => example.trim() !== '')
    .slice(0, 3)
    .map((example) => (example.length > 80 ? `${example.slice(0, 79)}…` : example));

function gathered(pages: readonly PageText[]): Map<FindingCode, string[]> {
  const all = new Map<FindingCode, string[]>();
  for (const page of pages) {
    for (const [code, words] of page.suspects) all.set(code, [...(all.get(code) ?? []), ...words]);
  }
  return all;
}

function pictureFindings(pages: readonly PageText[], add: Add): void {
  const pictures = pages.filter((page) => page.pictures > mostlyPicture && wordsOn(page) < fewWords);
  if (pictures.length > 0) {
    add(
      'text-as-pictures',
      0,
      pictures.map((page) => `page ${pages.indexOf(page) + 1}`),
    );
  }
}

const wordsOn = (page: PageText): number => page.lines.reduce((sum, line) => sum + line.heads.length, 0);

function languageFindings(pages: readonly PageText[], words: readonly string[], add: Add): void {
  const claimed = pages.reduce((sum, page) => sum + page.claimed, 0);
  if (claimed > 0 || isMangled(words)) add('mangled-text', words.length, words.slice(0, 3));
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  if (words.length >= 20 && letters / words.length > longestMean) {
    const long = words.filter((word) => word.length > 30);
    add('long-words', long.length, long);
  }
  const spaced = pages.flatMap((page) => page.lines.filter((line) => line.spaced));
  const spacedWords = spaced.reduce((sum, line) => sum + line.heads.length, 0);
  if (spacedWords > words.length * 0.05 && spacedWords > 20) {
    add(
      'spaced-letters',
      spacedWords,
      spaced.map((line) => line.text),
    );
  }
}

/** `ActualText` that says much more, or much less, than is drawn. For a ligature or a broken word it is honest. */
function replacementFindings(streams: Streams, about: Survey, add: Add): void {
  const suspicious = streams.replacements
    .filter(
      ({ text, drawn }) => Math.max(text.length, drawn) > 40 && (text.length > drawn * 3 || drawn > text.length * 3),
    )
    .map(({ text }) => text);
  const long = about.actualTexts.filter((text) => text.trim().split(/\s+/).length > 20);
  const all = [...suspicious, ...long];
  if (all.length === 0) return;
  add('replaced-text', all.join(' ').trim().split(/\s+/).length, all);
}
