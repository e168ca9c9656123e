import type { Glyph } from './drawn.js';

/** A line of text put together from its glyphs. */
export interface Line {
  /** Words with one blank between them. */
  readonly text: string;
  /** The first glyph of each word, in order. */
  readonly heads: readonly Glyph[];
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly size: number;
  readonly font: string;
  /** True where its letters stand apart on purpose, as in S P A C E D text. */
  readonly spaced: boolean;
  /** Words parted from the one before by a gap alone, and those by a gap hardly wider than kerning. */
  readonly byGap: number;
  readonly byNarrowGap: number;
  /** Written upwards, downwards or askew. */
  readonly turned: boolean;
  /** True where several words stand on both sides of a gap as wide as that between columns. */
  readonly acrossColumns: boolean;
}

/** A glyph and the gap before it, in units of its size; Infinity where a blank stands between. */
interface Placed {
  readonly glyph: Glyph;
  readonly gap: number;
}

/** A new line starts where the baseline moves by more than this many sizes (word-count measurements: 0.6 was best). */
const newLine = 0.6;

/** A gap of this many sizes parts words. Fonts' blanks are 0.2 to 0.3 wide; kerning stays under 0.08. */
const wordGap = 0.11;

/** Under this a reader hardly sees a gap; over this it is that between columns. */
const narrowGap = 0.17;
const columnGap = 2;

/** Moving back by more than this starts a new line: another column, or text drawn out of order. */
const jumpBack = -0.5;

/**
 * Glyphs in the order of drawing → lines. Text drawn twice in one place (a way to print bold) is taken once. Words are
 * parted by blanks and by gaps; where the letters of a whole line are spaced, gaps are measured against that spacing.
 */
export function linesOf(glyphs: readonly Glyph[]): Line[] {
  const lines: Line[] = [];
  const places = new Set<number>();
  let current: Placed[] = [];
  let last: Glyph | null = null;
  let blank = false;
  const close = (): void => {
    if (current.length > 0) addLine(lines, lineOf(current));
    current = [];
    last = null;
    blank = false;
  };
  for (const glyph of glyphs) {
    if (isBlank(glyph.text)) {
      blank = true;
      continue;
    }
    const step = last ? stepBetween(last, glyph) : null;
    const back = step !== null && step.along < jumpBack;
    if ((back || !step) && isTaken(places, glyph)) continue;
    places.add(placeOf(glyph, 0));
    if (step && (back || Math.abs(step.across) > newLine || step.turned)) close();
    current.push({ glyph, gap: last === null ? 0 : blank ? Infinity : step!.along });
    last = glyph;
    blank = false;
  }
  close();
  return lines;
}

/**
 * Right-to-left text comes piece by piece, each left of the one before. Where a piece ends just where the last one began,
 * they are one line, and the words that touch are one word.
 */
function addLine(lines: Line[], next: Line): void {
  const last = lines.at(-1);
  const gap = last ? (last.x - next.endX) / last.size : Infinity;
  if (!last || Math.abs(last.y - next.y) > 0.3 * last.size || Math.abs(gap) > 0.6) {
    lines.push(next);
    return;
  }
  const touches = gap < wordGap;
  lines[lines.length - 1] = {
    ...last,
    x: next.x,
    text: `${next.text}${touches ? '' : ' '}${last.text}`,
    heads: [...next.heads, ...(touches ? last.heads.slice(1) : last.heads)],
  };
}

/** Word's white space, and what counts as nothing: controls and the marks that only steer how text runs. */
function isBlank(text: string): boolean {
  const code = text.charCodeAt(0);
  return code > 32 && code < 127 ? false : /^[\s\p{Cc}]*$/u.test(text);
}

/** Letter and place in half points, as one number: bold by printing twice moves the second print by less than one. */
function placeOf(glyph: Glyph, aside: number): number {
  const x = (Math.round(glyph.x * 2) + aside) & 0xffff;
  return (x * 0x10000 + (Math.round(glyph.y) & 0xffff)) * 0x10000 + glyph.text.charCodeAt(0);
}

const isTaken = (places: ReadonlySet<number>, glyph: Glyph): boolean =>
  [-1, 0, 1].some((aside) => places.has(placeOf(glyph, aside)));

function stepBetween(last: Glyph, next: Glyph): { along: number; across: number; turned: boolean } {
  const dx = next.endX - next.x;
  const dy = next.endY - next.y;
  const length = Math.hypot(dx, dy);
  const [ux, uy] = length > 0 ? [dx / length, dy / length] : [1, 0];
  const size = Math.max(next.size, last.size, 0.01);
  const x = next.x - last.endX;
  const y = next.y - last.endY;
  const lastDx = last.endX - last.x;
  const lastDy = last.endY - last.y;
  const lastLength = Math.hypot(lastDx, lastDy);
  const turned = length > 0 && lastLength > 0 && (lastDx * ux + lastDy * uy) / lastLength < 0.9;
  return { along: (x * ux + y * uy) / size, across: (y * ux - x * uy) / size, turned };
}

function lineOf(placed: readonly Placed[]): Line {
  const threshold = thresholdOf(placed);
  const words: string[] = [];
  const heads: Glyph[] = [];
  for (const { glyph, gap } of placed) {
    const text = lettersOf(glyph.text);
    if (words.length === 0 || gap > threshold) {
      words.push(text);
      heads.push(glyph);
    } else words[words.length - 1] += text;
  }
  const first = placed[0]!.glyph;
  const parting = placed.map((each) => each.gap).filter((gap) => gap > threshold);
  const widest = parting.findIndex((gap) => gap !== Infinity && gap > columnGap);
  const size = median(placed.map((each) => each.glyph.size));
  return {
    text: words.join(' '),
    heads,
    x: first.x,
    y: first.y,
    endX: placed.at(-1)!.glyph.endX,
    size,
    font: first.show.font,
    spaced: threshold > wordGap,
    byGap: parting.filter((gap) => gap !== Infinity).length,
    byNarrowGap: parting.filter((gap) => gap < narrowGap).length,
    turned: Math.abs(first.endY - first.y) > 0.2 * Math.abs(first.endX - first.x),
    acrossColumns: widest >= 2 && parting.length - widest >= 3,
  };
}

const isLetter = (placed: Placed): boolean => /\p{L}/u.test(placed.glyph.text);

/**
 * The gap that parts words on this line: more than usual where even the smaller gaps between letters are wide. Gaps
 * beyond a third of a size are table cells, and dots of a contents list stand apart without being spaced letters.
 */
function thresholdOf(placed: readonly Placed[]): number {
  const gaps = placed
    .filter((each, i) => each.gap !== Infinity && i > 0 && isLetter(each) && isLetter(placed[i - 1]!))
    .map((each) => each.gap)
    .toSorted((a, b) => a - b);
  const low = gaps[Math.floor(gaps.length * 0.3)] ?? 0;
  return gaps.length >= 8 && low > 0.08 && low < 0.35 ? low + Math.max(wordGap, low * 0.5) : wordGap;
}

/** Ligatures as the letters they stand for; blanks inside a glyph's text are no blanks on paper. */
const lettersOf = (text: string): string =>
  /[\ufb00-\ufb06\u00a0\s]/u.test(text) ? text.normalize('NFKC').replaceAll(/\s+/gu, '') : text;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
