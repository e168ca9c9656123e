import type { XmlElement, XmlHandler } from '../xml/scanner.js';
import {
  fillOf,
  layer,
  noRunProperties,
  numberOf,
  type RunProperties,
  takeRunProperty,
  takeTextFill,
} from './properties.js';

/** What a style of paragraphs, characters or tables says, its `basedOn` chain already laid over one another. */
export interface Style {
  readonly name: string;
  readonly run: RunProperties;
  /** 0 to 8 as Word counts; null for body text. */
  readonly outline: number | null;
  readonly fill: string | null;
  /** The list that paragraphs of this style are items of. */
  readonly list: string | null;
  /** True where a table style shades any of its cells. */
  readonly shades: boolean;
}

interface Written {
  type: string;
  name: string;
  basedOn: string | null;
  outline: number | null;
  fill: string | null;
  list: string | null;
  shades: boolean;
  run: RunProperties;
}

const plain = (): Written => ({
  type: 'paragraph',
  name: '',
  basedOn: null,
  outline: null,
  fill: null,
  list: null,
  shades: false,
  run: noRunProperties(),
});

/** Chains of styles longer than this are loops or attacks; Word itself stops at ten. */
const longestChain = 20;

/** The styles of a document. Asked by id; unknown ids fall back to the defaults, as Word does. */
export class Styles implements XmlHandler {
  readonly #written = new Map<string, Written>();
  readonly #resolved = new Map<string, Style>();
  readonly #defaults = noRunProperties();
  readonly #under = new Map<Style, RunProperties>();
  #defaultParagraph: string | null = null;
  #current: Written | null = null;
  #inDefaults = false;
  /** Depth inside old properties of tracked changes and inside text fills. */
  #skip = 0;

  /** The style a paragraph has that names none. */
  get defaultParagraph(): string | null {
    return this.#defaultParagraph;
  }

  open(name: string, element: XmlElement): void {
    if (this.#skip > 0 || name === 'w:rPrChange' || name === 'w:pPrChange') {
      this.#skip++;
      return;
    }
    if (name === 'w:docDefaults') this.#inDefaults = true;
    if (name === 'w:style') this.#begin(element);
    const target = this.#current ? this.#current.run : this.#inDefaults ? this.#defaults : null;
    if (!target) return;
    if (this.#current && this.#property(this.#current, name, element)) return;
    if (element.parent === 'w:rPr') takeRunProperty(target, name, element);
    else if (name.startsWith('w14:')) takeTextFill(target, name, element);
  }

  #begin(element: XmlElement): void {
    this.#current = plain();
    this.#current.type = element.attribute('w:type') ?? 'paragraph';
    const id = element.attribute('w:styleId') ?? '';
    if (!this.#written.has(id)) this.#written.set(id, this.#current);
    const isDefault = element.attribute('w:default');
    if (this.#current.type === 'paragraph' && (isDefault === '1' || isDefault === 'true')) this.#defaultParagraph = id;
  }

  #property(style: Written, name: string, element: XmlElement): boolean {
    switch (name) {
      case 'w:name':
        if (element.parent === 'w:style') style.name = element.attribute('w:val') ?? '';
        return true;
      case 'w:basedOn':
        style.basedOn = element.attribute('w:val');
        return true;
      case 'w:outlineLvl':
        style.outline = numberOf(element.attribute('w:val'));
        return true;
      case 'w:numId':
        style.list = element.attribute('w:val');
        return true;
      case 'w:shd':
        if (element.parent === 'w:rPr') return false;
        if (element.parent === 'w:pPr') style.fill = fillOf(element);
        style.shades = true;
        return true;
      default:
        return false;
    }
  }

  close(name: string): void {
    if (this.#skip > 0) {
      this.#skip--;
      return;
    }
    if (name === 'w:style') this.#current = null;
    if (name === 'w:docDefaults') this.#inDefaults = false;
  }

  text(): void {}

  /** The document's own defaults, below all styles. */
  get defaults(): RunProperties {
    return this.#defaults;
  }

  /** What runs of a paragraph of that style start from: the document's defaults and the style. */
  under(style: Style | null): RunProperties {
    if (!style) return this.#defaults;
    let under = this.#under.get(style);
    if (!under) this.#under.set(style, (under = layer(this.#defaults, style.run)));
    return under;
  }

  /** The style of that id with its chain, or null where there is none. */
  find(id: string | null): Style | null {
    if (id === null) return null;
    const known = this.#resolved.get(id);
    if (known) return known;
    const chain: Written[] = [];
    for (let at: string | null = id; at !== null && chain.length < longestChain;) {
      const style: Written | undefined = this.#written.get(at);
      if (!style || chain.includes(style)) break;
      chain.unshift(style);
      at = style.basedOn;
    }
    const last = chain.at(-1);
    if (!last) return null;
    const style: Style = {
      name: last.name,
      run: chain.reduce((under, over) => layer(under, over.run), noRunProperties()),
      outline: chain.reduce<number | null>((under, over) => over.outline ?? under, null),
      fill: chain.reduce<string | null>((under, over) => over.fill ?? under, null),
      list: chain.reduce<string | null>((under, over) => over.list ?? under, null),
      shades: chain.some((one) => one.shades),
    };
    this.#resolved.set(id, style);
    return style;
  }
}
