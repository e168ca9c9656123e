import { wordsIn } from '#libs/word-count';
import type { XmlElement } from '../xml/scanner.js';
import type { Gathered } from './gathered.js';
import { numberOf } from './properties.js';

/** English Metric Units of an A4 page. */
const pageArea = 7_560_310 * 10_692_130;
/** No honest document has so many. */
const mostPictures = 10_000;

/** Drawings, pictures and embedded objects: what is filled, how large it is, and the words that stand in its description. */
export class Shapes {
  readonly #filled: boolean[] = [];
  #share = 0;

  constructor(private readonly into: Gathered) {}

  /** True inside a shape with a fill of its own. */
  get isFilled(): boolean {
    return this.#filled.at(-1) ?? false;
  }

  open(name: string, element: XmlElement): void {
    switch (name) {
      case 'wp:docPr':
        this.tallyWords('altText', element.attribute('descr'));
        this.tallyWords('altText', element.attribute('title'));
        return;
      case 'wp:extent':
        this.#share = ((numberOf(element.attribute('cx')) ?? 0) * (numberOf(element.attribute('cy')) ?? 0)) / pageArea;
        return;
      case 'a:blip':
      case 'v:imagedata':
        if (this.into.pictures.length < mostPictures) this.into.pictures.push({ share: this.#share });
        return;
      case 'wps:wsp':
        this.#filled.push(false);
        return;
      case 'v:shape':
      case 'v:rect':
      case 'v:roundrect':
      case 'v:oval':
        this.#filled.push(element.attribute('filled') !== 'f');
        this.#share = vmlShare(element.attribute('style') ?? '');
        return;
      case 'v:textpath':
        this.tallyWords('diagram', element.attribute('string'));
        return;
      case 'a:solidFill':
      case 'a:gradFill':
      case 'a:blipFill':
      case 'a:pattFill':
        if (element.parent === 'wps:spPr') this.#fill();
        return;
      case 'a:fillRef':
        if ((numberOf(element.attribute('idx')) ?? 0) > 0) this.#fill();
        return;
      case 'o:OLEObject':
        this.into.objects++;
        return;
      default:
    }
  }

  close(name: string): void {
    switch (name) {
      case 'wps:wsp':
      case 'v:shape':
      case 'v:rect':
      case 'v:roundrect':
      case 'v:oval':
        this.#filled.pop();
        return;
      default:
    }
  }

  /** Words that are in the document and not in its text. */
  tallyWords(what: 'altText' | 'diagram', text: string | null): void {
    const words = wordsIn(text ?? '');
    if (words > 0) this.into.tally(what, words, text!);
  }

  #fill(): void {
    if (this.#filled.length > 0) this.#filled[this.#filled.length - 1] = true;
  }
}

/** Width times height of a VML shape's style as a share of an A4 page; 0 where it does not say in points or inches. */
function vmlShare(style: string): number {
  const side = (name: string): number => {
    const found = new RegExp(`(?:^|;)\\s*${name}:\\s*([\\d.]+)(pt|in|cm|mm|px)?`).exec(style);
    const unit = { pt: 1, in: 72, cm: 28.35, mm: 2.835, px: 0.75 }[found?.[2] ?? 'pt'] ?? 1;
    return found ? Number(found[1]) * unit : 0;
  };
  return (side('width') * side('height')) / (595 * 842);
}
