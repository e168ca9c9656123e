import type { XmlElement } from '../xml/scanner.js';

/** Properties of a run that change what a reader sees, as written: null where nothing is said. */
export interface RunProperties {
  style: string | null;
  vanish: boolean | null;
  /** Six hex digits or `auto`. */
  colour: string | null;
  themeColour: string | null;
  themeTint: string | null;
  themeShade: string | null;
  /** The fill behind the letters: six hex digits or `auto`, by shading or highlight. */
  fill: string | null;
  highlight: string | null;
  /** Half-points. */
  size: number | null;
  /** Width of letters, per cent. */
  scale: number | null;
  /** Twips between letters. */
  spacing: number | null;
  /** Half-points above the line. */
  position: number | null;
  /** Opacity of Word 2010's own text fill: 0 where there is none. */
  opacity: number | null;
}

export const noRunProperties = (): RunProperties => ({
  style: null,
  vanish: null,
  colour: null,
  themeColour: null,
  themeTint: null,
  themeShade: null,
  fill: null,
  highlight: null,
  size: null,
  scale: null,
  spacing: null,
  position: null,
  opacity: null,
});

/** An on/off property: there means on, unless its value says otherwise (ISO 29500-1 17.17.4). */
export function isOn(element: XmlElement): boolean {
  const value = element.attribute('w:val');
  return value === null || !['0', 'false', 'off'].includes(value);
}

/** A number as properties write it (`12`, `-3`, `50%`, `12pt`), or null. */
export function numberOf(value: string | null): number | null {
  const parsed = Number.parseFloat(value ?? '');
  return Number.isFinite(parsed) ? parsed : null;
}

/** The fill of a w:shd: patterns other than clear mix both colours, solid shows the foreground. */
export function fillOf(element: XmlElement): string | null {
  const pattern = element.attribute('w:val');
  if (pattern === 'solid') return element.attribute('w:color') ?? 'auto';
  return element.attribute('w:fill');
}

/** Takes one child of w:rPr into `run`; true where it was one that matters here. */
export function takeRunProperty(run: RunProperties, name: string, element: XmlElement): boolean {
  switch (name) {
    case 'w:rStyle':
      run.style = element.attribute('w:val');
      return true;
    case 'w:vanish':
      run.vanish = isOn(element);
      return true;
    case 'w:color':
      run.colour = element.attribute('w:val');
      run.themeColour = element.attribute('w:themeColor');
      run.themeTint = element.attribute('w:themeTint');
      run.themeShade = element.attribute('w:themeShade');
      return true;
    case 'w:shd':
      run.fill = fillOf(element);
      return true;
    case 'w:highlight':
      run.highlight = element.attribute('w:val');
      return true;
    case 'w:sz':
      run.size = numberOf(element.attribute('w:val'));
      return true;
    case 'w:w':
      run.scale = numberOf(element.attribute('w:val'));
      return true;
    case 'w:spacing':
      run.spacing = numberOf(element.attribute('w:val'));
      return true;
    case 'w:position':
      run.position = numberOf(element.attribute('w:val'));
      return true;
    case 'w14:textFill':
      run.opacity = 1;
      return true;
    default:
      return false;
  }
}

/** Takes what stands inside Word 2010's own text fill: no fill, a transparent one, a colour. */
export function takeTextFill(run: RunProperties, name: string, element: XmlElement): void {
  switch (name) {
    case 'w14:noFill':
      if (element.parent === 'w14:textFill') run.opacity = 0;
      return;
    case 'w14:srgbClr':
      if (element.parent !== 'w14:solidFill') return;
      run.colour = element.attribute('w14:val');
      run.themeColour = null;
      return;
    case 'w14:schemeClr':
      if (element.parent === 'w14:solidFill' && /^(bg|lt)1$/.test(element.attribute('w14:val') ?? ''))
        run.themeColour = 'lt1';
      return;
    case 'w14:alpha':
      // Written as how much is see-through, in thousandths of a per cent.
      if ((numberOf(element.attribute('w14:val')) ?? 0) >= 90_000) run.opacity = 0;
      return;
    default:
  }
}

const properties = Object.keys(noRunProperties()) as (keyof RunProperties)[];

/** `over` on top of `under`: what is said above hides what is said below. Toggles are not resolved here. */
export function layer(under: RunProperties, over: RunProperties): RunProperties {
  const merged = { ...under };
  const into: Record<keyof RunProperties, RunProperties[keyof RunProperties]> = merged;
  for (const key of properties) if (over[key] !== null) into[key] = over[key];
  if (over.colour !== null || over.themeColour !== null) {
    merged.colour = over.colour;
    merged.themeColour = over.themeColour;
    merged.themeTint = over.themeTint;
    merged.themeShade = over.themeShade;
  }
  return merged;
}
