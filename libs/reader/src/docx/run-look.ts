import { isInvisible, type Theme } from './colours.js';
import { seen } from './gathered.js';
import type { OpenParagraph } from './paragraph.js';
import { layer, type RunProperties } from './properties.js';
import type { Styles } from './styles.js';

/** What a walk needs to know of the rest of the document. */
export interface Surroundings {
  readonly styles: Styles;
  readonly theme: Theme;
}

/** What lies behind a run besides its paragraph. */
export interface Behind {
  /** Cells, tables and the page, innermost first, as written. */
  readonly fills: () => readonly (string | null)[];
  /** True in a text box or drawing with a fill of its own, before which anything may stand. */
  readonly isInFilledShape: boolean;
  /** True where the table's style may shade the cell. */
  readonly mayBeShaded: boolean;
}

/** How a run looks: whether it is hidden, and the flags of `seen`. */
export interface RunLook {
  readonly vanishes: boolean;
  readonly flags: number;
}

/** Half-points, per cent, twips, half-points: smaller, narrower, closer, further from the line than anything readable. */
const tinySize = 10;
const squeezedScale = 30;
const squeezedSpacing = -60;
const farFromLine = 200;

/** What a run of these own properties looks like at its place, by the styles of paragraph and letters. */
export function lookOf(
  own: RunProperties | null,
  paragraph: OpenParagraph,
  { styles, theme }: Surroundings,
  behind: Behind,
): RunLook {
  const styled = paragraph.style?.run ?? null;
  const character = own?.style ? (styles.find(own.style)?.run ?? null) : null;
  // vanish is a toggle: set in both kinds of style it shows again (ISO 29500-1 17.7.3).
  const toggled = (styled?.vanish ?? false) !== (character?.vanish ?? false);
  const vanishes = own?.vanish ?? (toggled || (styles.defaults.vanish ?? false));
  let run = styles.under(paragraph.style);
  if (character) run = layer(run, character);
  if (own) run = layer(run, own);
  let flags = run.opacity === 0 ? seen.invisible : 0;
  if (run.size !== null && run.size < tinySize) flags |= seen.tiny;
  if (
    (run.scale !== null && run.scale < squeezedScale) ||
    (run.spacing !== null && run.spacing < squeezedSpacing) ||
    Math.abs(run.position ?? 0) > farFromLine
  )
    flags |= seen.squeezed;
  return { vanishes, flags: flags | whiteness(run, paragraph, theme, behind) };
}

function whiteness(run: RunProperties, paragraph: OpenParagraph, theme: Theme, behind: Behind): number {
  if (run.colour === null && run.themeColour === null && run.highlight === null) return 0;
  if (behind.isInFilledShape) return 0;
  const fills = [paragraph.fill, paragraph.style?.fill ?? null, ...behind.fills()];
  if (!isInvisible(run, fills, theme)) return 0;
  return behind.mayBeShaded ? seen.whiteInShadedTable : seen.white;
}
