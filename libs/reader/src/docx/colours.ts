import type { XmlElement, XmlHandler } from '../xml/scanner.js';
import type { RunProperties } from './properties.js';

/** A colour as three numbers of 0 to 255. */
type Rgb = readonly [number, number, number];

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

/** The names of w:highlight (ISO 29500-1 17.18.40). */
const highlights: Readonly<Record<string, string>> = {
  black: '000000',
  blue: '0000FF',
  cyan: '00FFFF',
  darkBlue: '00008B',
  darkCyan: '008B8B',
  darkGray: 'A9A9A9',
  darkGreen: '006400',
  darkMagenta: '8B008B',
  darkRed: '8B0000',
  darkYellow: '808000',
  green: '00FF00',
  lightGray: 'D3D3D3',
  magenta: 'FF00FF',
  red: 'FF0000',
  white: 'FFFFFF',
  yellow: 'FFFF00',
};

/** Names of the theme's colours in text to their slots in the theme part. */
const slots: Readonly<Record<string, string>> = {
  background1: 'lt1',
  light1: 'lt1',
  background2: 'lt2',
  light2: 'lt2',
  text1: 'dk1',
  dark1: 'dk1',
  text2: 'dk2',
  dark2: 'dk2',
  hyperlink: 'hlink',
  followedHyperlink: 'folHlink',
};

/** Office's own theme, for documents without a theme part. */
const officeTheme: Readonly<Record<string, string>> = {
  lt1: 'FFFFFF',
  dk1: '000000',
  lt2: 'EEECE1',
  dk2: '1F497D',
  accent1: '4F81BD',
  accent2: 'C0504D',
  accent3: '9BBB59',
  accent4: '8064A2',
  accent5: '4BACC6',
  accent6: 'F79646',
};

export function parseColour(value: string | null): Rgb | null {
  const hex = /^#?([0-9a-f]{6})$/i.exec(value ?? '')?.[1];
  if (!hex) return null;
  const n = Number.parseInt(hex, 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

/** The colours of a document's theme part. */
export class Theme implements XmlHandler {
  readonly #colours = new Map<string, string>(Object.entries(officeTheme));
  #slot: string | null = null;

  open(name: string, element: XmlElement): void {
    if (element.parent === 'a:clrScheme') this.#slot = name.slice(2);
    if (this.#slot === null) return;
    const value =
      name === 'a:srgbClr' ? element.attribute('val') : name === 'a:sysClr' ? element.attribute('lastClr') : null;
    if (value) this.#colours.set(this.#slot, value);
  }

  close(name: string): void {
    if (this.#slot !== null && name === `a:${this.#slot}`) this.#slot = null;
  }

  text(): void {}

  colour(name: string): Rgb | null {
    return parseColour(this.#colours.get(slots[name] ?? name) ?? null);
  }
}

const channel = (value: number): number => {
  const share = value / 255;
  return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const luminance = ([r, g, b]: Rgb): number => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);

/** Contrast as WCAG 2 has it: 1 for none, 21 for black on white. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Below this no reader sees the letters: F0F0F0 on white has 1.14, the palest grey in honest documents (D9D9D9) 1.41. */
export const invisibleBelow = 1.25;

const share = (hex: string | null): number | null =>
  hex && /^[0-9a-f]{1,2}$/i.test(hex) ? Number.parseInt(hex, 16) / 255 : null;

function themed(run: RunProperties, theme: Theme): Rgb | null {
  if (run.themeColour === null) return null;
  const colour = theme.colour(run.themeColour);
  if (!colour) return null;
  const tint = share(run.themeTint);
  const shade = share(run.themeShade);
  const mixed = colour.map((value) => {
    const tinted = tint === null ? value : 255 - (255 - value) * tint;
    return Math.round(shade === null ? tinted : tinted * shade);
  });
  return mixed as unknown as Rgb;
}

/** The fills around a run from the innermost outwards, as written; `auto` and null let the next one through. */
export type Fills = readonly (string | null)[];

function backgroundOf(fills: Fills): Rgb {
  for (const fill of fills) {
    const colour = parseColour(fill);
    if (colour) return colour;
  }
  return white;
}

/** True where the letters have (nearly) the colour of what lies behind them. `auto` letters always show. */
export function isInvisible(run: RunProperties, around: Fills, theme: Theme): boolean {
  const highlight = run.highlight === null ? null : (highlights[run.highlight] ?? null);
  // Automatic letters turn white on dark shading, but stay black under a black highlighter.
  const colour = themed(run, theme) ?? parseColour(run.colour) ?? (highlight === highlights['black'] ? black : null);
  if (!colour) return false;
  return contrast(colour, backgroundOf([highlight, run.fill, ...around])) < invisibleBelow;
}
