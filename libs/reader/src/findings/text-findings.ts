import { isWhiteSpace, wordsIn } from '#libs/word-count';
import type { Finding, FindingCode, Paragraph, Story } from '../model.js';

/** Letters that leave a gap like a space and are none for Word: braille blank, Hangul fillers, the Mongolian separator. */
const blankLooking = /[\u2800\u3164\u115f\u1160\uffa0\u180e]/;
/** Characters without width, and the soft hyphen: they join words that a reader sees apart or hide between letters. */
const zeroWidth = /[\u00ad\u200b-\u200d\u2060-\u2064\ufeff\u061c]|\u034f/;
/** Between two words that were written as one; the marks of a number, an address or an abbreviation are no joints. */
const joint = /[-\u2010-\u2015/\\_+|.,;:\u00b7\u2022&*=~]+/;
const isAddress =
  /^[<("'[]*(?:https?:|www\.|file:|mailto:|ftp:|urn:|doi:)|@|\.(?:org|com|net|uk|eu|edu|gov|int)\b|\\\\/i;
const oddSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const override = /[\u202a\u202b\u202d\u202e\u2066-\u2068]/;
/** Scripts without spaces between words: their words are long by nature. */
const unspaced =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3041-\u30ff\u3100-\u312f\u3190-\u9fff\uac00-\ud7af\uf900-\ufaff]/;
const latin = /[A-Za-z\u00c0-\u024f]/;
const lookalike = /[\u0370-\u03ff\u0400-\u052f\u0531-\u058f]/;

/** A plain word is an address only where it is the beginning of one by itself and ends in a mark: `http:`, `www.`. */
const isPlainAddress = (word: string): boolean => /[:.]$/.test(word) && isAddress.test(word);

/** Longest word of honest prose that is no address; and the mean length of words over 8 in none of 170 honest files. */
const longWord = 45;
const longMean = 8;
const enoughWords = 50;

const wordLike = (word: string): boolean => (word.match(/\p{L}/gu)?.length ?? 0) >= 4;

/** Two words around a dash without spaces: one for Word, two for every reader. */
const dashed = (word: string): boolean => /\p{L}{3,}[\u2012-\u2015]\p{L}{3,}/u.test(word);

/**
 * Characters without width inside a word. Persian and Indic scripts join and part letters by them, and an optional
 * hyphen or two marks syllables: those are honest.
 */
function hidesJoint(word: string): boolean {
  const inner = word.slice(1, -1);
  if (!zeroWidth.test(inner) || !wordLike(word)) return false;
  const optional = inner.match(/\u00ad/g)?.length ?? 0;
  if (optional > 0 && !zeroWidth.test(inner.replaceAll('\u00ad', ''))) return optional >= 3 && word.length >= 25;
  return !/^[^\u200b\u2060-\ufeff]*$/.test(inner) || !/[\u0600-\u06ff\u0900-\u0dff]/.test(word);
}

interface Pattern {
  readonly code: FindingCode;
  /** Flagged from this share of words on; from honest documents, see the README. */
  readonly from: number;
  /** True where no word of ASCII alone can have it. */
  readonly beyondAscii?: true;
  readonly has: (word: string, isAddress: boolean, joined: number) => boolean;
}

/** How many words are joined in one. */
const joinedIn = (word: string): number =>
  joint.test(word) ? word.split(joint).filter((part) => part.length >= 2 && /\p{L}{2}/u.test(part)).length : 1;

/** Lower-case letters followed by a capital, again and again: sentences without spaces. */
const humps = (word: string): number => word.match(/\p{Ll}(?=\p{Lu}\p{Ll})/gu)?.length ?? 0;

const patterns: readonly Pattern[] = [
  { code: 'zero-width-joins', from: 0.005, beyondAscii: true, has: (word) => hidesJoint(word) },
  { code: 'blank-looking-joins', from: 0.005, beyondAscii: true, has: (word) => blankLooking.test(word) },
  {
    code: 'joined-chains',
    from: 0.01,
    has: (word, address, joined) => !address && (joined >= 4 || humps(word) >= 4),
  },
  { code: 'joined-chains', from: 0.03, has: (_, address, joined) => !address && joined >= 3 },
  { code: 'joined-chains', from: 0.01, beyondAscii: true, has: dashed },
  { code: 'joined-chains', from: 0.02, has: (word, address) => !address && /\p{L}{3}[/\\_|]\p{L}{3}/u.test(word) },
  { code: 'joined-chains', from: 0.07, has: (word, address) => !address && /\p{Ll}{3}[.,;:!?]\p{L}{3}/u.test(word) },
  { code: 'joined-chains', from: 0.12, has: (word) => /\p{Ll}{2}\p{Lu}\p{Ll}{2}/u.test(word) },
  {
    code: 'long-words',
    from: 0.005,
    has: (word, address) => word.length >= longWord && !address && !unspaced.test(word),
  },
  {
    code: 'homoglyphs',
    from: 0.005,
    beyondAscii: true,
    has: (word) => latin.test(word) && lookalike.test(word) && wordLike(word),
  },
  { code: 'direction-overrides', from: 0, beyondAscii: true, has: (word) => override.test(word) },
];

/** Makes a finding; `share` is of all words, at most 1. */
export function finding(code: FindingCode, words: number, all: number, examples: readonly string[] = []): Finding {
  const share = all === 0 ? (words > 0 ? 1 : 0) : Math.min(1, words / all);
  return { code, words, share, examples: examples.slice(0, 3).map((example) => example.slice(0, 80)) };
}

const [small, capital, stop, other, space] = [1, 2, 4, 8, 16];
/** What the letters of ASCII are in a plain word: small letter or digit, capital, mark at its end, any other, or between words. */
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (/[a-z0-9]/.test(letter)) return small;
  if (/[A-Z]/.test(letter)) return capital;
  if (/[.,;:!?)]/.test(letter)) return stop;
  return isWhiteSpace(code) ? space : other;
});

function classOf(code: number): number {
  if (code < 128) return classes[code]!;
  return isWhiteSpace(code) ? space : other;
}

/**
 * True for a word of small letters and digits, the first perhaps a capital, or of capitals alone, with at most one mark behind
 * it, and shorter than a long word: such have none of the patterns. Nine of ten words are, so this is told from the classes
 * of its letters, without a string of its own: the first, all between added up, and the last.
 */
function isPlain(length: number, first: number, between: number, last: number): boolean {
  if (length >= longWord) return false;
  if (length === 1) return first !== other;
  if (first !== small && first !== capital) return false;
  const rest = last === stop ? between : between | last;
  return rest === 0 || rest === small || (rest === capital && first === capital);
}

const shown: ReadonlySet<Story> = new Set(['body', 'footnotes', 'endnotes', 'textBoxes']);

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 127) return false;
  return true;
}

/** What a look at the text found, and how many words a reader sees in it. */
export interface TextLook {
  readonly words: number;
  readonly findings: Finding[];
}

/**
 * What the text by itself gives away, whatever format it came from: words joined by characters without width, by blank
 * letters, hyphens, dots or humps; look-alike letters; odd spaces; turned direction; words too long to be words.
 *
 * In: paragraphs of all stories (only those a reader sees are looked at). Out: findings over their thresholds.
 */
export function lookAtText(paragraphs: readonly Paragraph[]): TextLook {
  const tallies = patterns.map(() => ({ words: 0, examples: [] as string[] }));
  const oddlySpaced: string[] = [];
  let all = 0;
  let spaced = 0;
  let letters = 0;
  const takeOdd = (word: string): void => {
    const address = isAddress.test(word);
    const ascii = isAscii(word);
    if (!address && (ascii || !unspaced.test(word))) {
      spaced++;
      letters += word.length;
    }
    const joined = joinedIn(word);
    patterns.forEach((pattern, i) => {
      if ((ascii && pattern.beyondAscii) || !pattern.has(word, address, joined)) return;
      const tally = tallies[i]!;
      tally.words++;
      if (tally.examples.length < 3) tally.examples.push(word);
    });
  };
  for (const { story, text } of paragraphs) {
    if (!shown.has(story)) continue;
    let hasOddSpace = false;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const first = classOf(code);
      if (first === space) {
        if (code > 0x7e) hasOddSpace = true;
        continue;
      }
      const from = i++;
      let between = 0;
      let last = 0;
      for (; i < text.length; i++) {
        const next = classOf(text.charCodeAt(i));
        if (next === space) break;
        between |= last;
        last = next;
      }
      all++;
      if (!isPlain(i - from, first, between, last)) takeOdd(text.slice(from, i));
      else if (last !== stop || !isPlainAddress(text.slice(from, i))) {
        spaced++;
        letters += i - from;
      }
      // The space behind the word is looked at as well.
      i--;
    }
    if (hasOddSpace) oddlySpaced.push(text);
  }
  const findings = patterns.flatMap((pattern, i) => {
    const { words, examples } = tallies[i]!;
    return words > 0 && words / all >= pattern.from ? [finding(pattern.code, words, all, examples)] : [];
  });
  const mean = spaced === 0 ? 0 : letters / spaced;
  if (mean > longMean && (spaced >= enoughWords || letters > longMean * enoughWords) && !has(findings, 'long-words'))
    findings.push(finding('long-words', spaced, all, [`mean length ${mean.toFixed(1)}`]));
  return { words: all, findings: strongest([...findings, ...spaceFindings(oddlySpaced, all)]) };
}

/** The findings of `lookAtText` alone. */
export const textFindings = (paragraphs: readonly Paragraph[]): Finding[] => lookAtText(paragraphs).findings;

const has = (findings: readonly Finding[], code: FindingCode): boolean => findings.some((one) => one.code === code);

/** Gaps made of other spaces than the plain one: they count as spaces here, and as letters in weaker counters. */
function spaceFindings(texts: readonly string[], all: number): Finding[] {
  let odd = 0;
  let joinedBy = '';
  for (const text of texts) {
    const found = text.match(oddSpace);
    if (!found) continue;
    odd += found.length;
    joinedBy ||= `U+${found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return odd > 0 && odd / Math.max(all, 1) > 0.1 && all >= 20 ? [finding('odd-spaces', odd, all, [joinedBy])] : [];
}

/** Words of the stories that a reader sees. */
export function visibleWords(paragraphs: readonly Paragraph[]): number {
  return paragraphs.reduce((sum, one) => (shown.has(one.story) ? sum + wordsIn(one.text) : sum), 0);
}

/** One finding of each code, the one with most words: several places may see the same thing. */
export function strongest(found: readonly Finding[]): Finding[] {
  const byCode = new Map<FindingCode, Finding>();
  for (const one of found) if ((byCode.get(one.code)?.words ?? -1) < one.words) byCode.set(one.code, one);
  return [...byCode.values()];
}
