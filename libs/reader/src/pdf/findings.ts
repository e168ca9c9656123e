import { textFindings } from '../findings/text-findings.js';
import type { Finding, FindingCode, TextModel } from '../model.js';
import { isMangled } from './language.js';
import type { PageText } from './pages.js';
import type { PageLine } from './paragraphs.js';
import type { Streams } from './streams.js';
import type { Survey } from './survey.js';

/** A page with fewer words than this and a picture over most of it is a picture of text (word-count rules, section 2). */
const fewWords = 40;
const mostlyPicture = 0.6;

/** From which share of the words a person should look; a page number printed white is nobody's trick. */
const from: Partial<Record<FindingCode, number>> = {
  'white-text': 0.01,
  'tiny-text': 0.01,
  'covered-text': 0.01,
  'clipped-text': 0.01,
  'off-page-text': 0.005,
  'invisible-text': 0.005,
};

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
  for (const [code, suspects] of gathered(pages)) {
    if (suspects.length >= total * (from[code] ?? 0)) add(code, suspects.length, [suspects.slice(0, 12).join(' ')]);
  }
  pictureFindings(pages, add);
  languageFindings(pages, words, add);
  layoutFindings(pages, about, total, add);
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
  return [...found, ...textFindings(model.paragraphs)];
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

/**
 * Text put on paper in a way that makes programs count differently, none of which changes what a reader sees. Shares are
 * from honest PDFs: TeX parts all words by gaps, papers in columns break up to 4 % of their words, posters turn a label.
 */
function layoutFindings(pages: readonly PageText[], about: Survey, total: number, add: Add): void {
  const lines = pages.flatMap((page) => page.lines);
  const sum = (count: (line: PageLine) => number): number => lines.reduce((all, line) => all + count(line), 0);
  const ofPages = (count: (page: PageText) => number): number => pages.reduce((all, page) => all + count(page), 0);
  const isTex = about.properties.some(
    ({ key, value }) => /^(Producer|Creator)$/.test(key) && /tex|ghostscript|dvips/i.test(value),
  );
  const broken = lines.filter(
    (line, i) => /\p{Ll}[-\u00ad\u2010]$/u.test(line.text) && /^\p{Ll}/u.test(lines[i + 1]?.text ?? ''),
  );
  const upwards = lines.filter((line, i) => lines[i - 1]?.page === line.page && line.y > lines[i - 1]!.y + line.size);
  const signs: readonly (readonly [string, number, number])[] = [
    ['words parted by gaps, without blanks', isTex ? 0 : sum((line) => line.byGap), 0.7],
    ['words parted by very narrow gaps', sum((line) => line.byNarrowGap), 0.1],
    [
      'letters drawn one at a time',
      ofPages((page) => page.singly) > ofPages((page) => page.glyphs) * 0.9 ? total : 0,
      0.5,
    ],
    ['text drawn out of order', lines.length > 40 && upwards.length > lines.length * 0.3 ? total : 0, 0.5],
    ['words broken at the ends of lines', broken.length, 0.08],
    ['text turned on its side', sum((line) => (line.turned ? line.heads.length : 0)), 0.2],
    ['lines drawn across columns', sum((line) => (line.acrossColumns ? line.heads.length : 0)), 0.6],
  ];
  const seen = signs.filter(([, words, share]) => total >= 50 && words > total * share);
  if (seen.length > 0)
    add(
      'unusual-layout',
      Math.max(...seen.map(([, words]) => words)),
      seen.map(([what]) => what),
    );
  const odd = ofPages((page) => page.oddBlanks);
  if (total >= 20 && odd > total * 0.1) add('odd-spaces', odd, []);
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
