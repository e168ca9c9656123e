import type { Box } from './geometry.js';

/** One character (or ligature) where it stands. Starts at x, y on its baseline and ends at endX, endY. */
export interface Glyph {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly endY: number;
  /** Height of the letters in points. */
  readonly size: number;
  readonly show: Show;
}

/** What the glyphs of one drawing operation have in common. */
export interface Show {
  /** Its place in the order of painting. */
  readonly order: number;
  readonly font: string;
  /** `#rrggbb`, or null where a pattern paints it. */
  readonly colour: string | null;
  /** Neither filled nor stroked, or fully transparent. */
  readonly invisible: boolean;
  /** In a layer that is switched off. */
  readonly layerOff: boolean;
  readonly clip: Box;
  first: Glyph | null;
  last: Glyph | null;
}

/** A painted area: `colour` null for a picture or a shading. `solid` where it hides all that lies under it. */
export interface Paint {
  readonly order: number;
  readonly box: Box;
  readonly colour: string | null;
  readonly solid: boolean;
  readonly picture: boolean;
}

export interface Drawn {
  readonly glyphs: Glyph[];
  readonly shows: Show[];
  readonly paints: Paint[];
  /** Glyphs drawn as a blank (code 32 of a plain font) whose text claims to be a letter. */
  claimed: number;
}
