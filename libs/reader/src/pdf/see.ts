import type { FindingCode } from '../model.js';
import type { Drawn, Glyph, Paint, Show } from './drawn.js';
import { area, type Box, holds } from './geometry.js';

/** What keeps a reader from seeing text: for certain (it counts as hidden), or as far as boxes and colours tell. */
export interface Sight {
  /** Text that no page shows: render mode 3, a layer switched off, clipped away, beside the page. */
  readonly unseen: ReadonlyMap<Glyph, FindingCode>;
  /** Text that is painted but hardly to be seen: as bright as its background, tiny, painted over. */
  readonly doubtful: ReadonlyMap<Show, FindingCode>;
  /** Share of the page that pictures cover, 0 to 1. */
  readonly pictures: number;
  /** True for a scan with its text underneath: a picture of the page, and all text in render mode 3 or under it. */
  readonly scanned: boolean;
}

/** Below 2 points a letter is a line of dots on paper. The smallest honest print is 4. */
const tiny = 2;

/** Contrast ratio (WCAG 2) under which two colours are one to the eye: white on F0F0F0 has 1.14. */
const leastContrast = 1.15;

export function look(drawn: Drawn, page: Box): Sight {
  const pictures = covered(drawn.paints, page);
  const invisible = drawn.shows.filter((show) => show.first && show.invisible).length;
  const shown = drawn.shows.filter((show) => show.first).length;
  const scanned = pictures > 0.6 && shown > 0 && invisible / shown > 0.9;
  const unseen = new Map<Glyph, FindingCode>();
  for (const glyph of drawn.glyphs) {
    const reason = whyUnseen(glyph, page, scanned);
    if (reason) unseen.set(glyph, reason);
  }
  const doubtful = new Map<Show, FindingCode>();
  for (const show of drawn.shows) {
    const reason = whyDoubtful(show, drawn.paints, scanned);
    if (reason) doubtful.set(show, reason);
  }
  return { unseen, doubtful, pictures, scanned };
}

function covered(paints: readonly Paint[], page: Box): number {
  const whole = area(page);
  if (whole === 0) return 0;
  return Math.min(1, paints.reduce((sum, paint) => sum + (paint.picture ? area(paint.box) : 0), 0) / whole);
}

function whyUnseen(glyph: Glyph, page: Box, scanned: boolean): FindingCode | null {
  const { show, size } = glyph;
  if (show.layerOff) return 'hidden-layers';
  if (show.invisible && !scanned) return 'invisible-text';
  const x = (glyph.x + glyph.endX) / 2;
  const y = (glyph.y + glyph.endY) / 2;
  if (isBeside(page, x, y, size)) return 'off-page-text';
  if (isBeside(show.clip, x, y, size)) return 'clipped-text';
  return null;
}

const isBeside = (box: Box, x: number, y: number, margin: number): boolean =>
  x < box[0] - margin || x > box[2] + margin || y < box[1] - margin || y > box[3] + margin;

function whyDoubtful(show: Show, paints: readonly Paint[], scanned: boolean): FindingCode | null {
  const { first, last } = show;
  if (!first || !last) return null;
  if (show.invisible) return scanned ? 'invisible-text' : null;
  if (first.size < tiny) return 'tiny-text';
  const ends = [centre(first), centre(last)];
  const holdsBoth = (paint: Paint): boolean => ends.every(([x, y]) => holds(paint.box, x, y));
  const over = paints.findLast((paint) => paint.order > show.order && paint.solid && holdsBoth(paint));
  if (over) return 'covered-text';
  if (show.colour === null) return null;
  const under = paints.findLast((paint) => paint.order < show.order && holdsBoth(paint));
  if (under && under.colour === null) return null;
  return contrast(show.colour, under?.colour ?? '#ffffff') < leastContrast ? 'white-text' : null;
}

function centre(glyph: Glyph): [number, number] {
  const dx = glyph.endX - glyph.x;
  const dy = glyph.endY - glyph.y;
  const length = Math.hypot(dx, dy) || 1;
  const lift = 0.3 * glyph.size;
  return [glyph.x + dx / 2 - (dy / length) * lift, glyph.y + dy / 2 + (dx / length) * lift];
}

function contrast(a: string, b: string): number {
  const [one, two] = [luminance(a), luminance(b)];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
}

/** WCAG 2's relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const part = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
