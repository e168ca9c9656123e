import type { Gathered } from '../docx/gathered.js';
import type { Walk } from '../docx/walk.js';
import type { Paragraph } from '../model.js';
import type { XmlElement, XmlHandler } from '../xml/scanner.js';

/** Text as HTML shows it: nothing in it is markup, nothing invisible steers it. */
export const escaped = (text: string): string =>
  text
    .replaceAll(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** One of the boxes that paragraphs stand in, and the HTML put into it so far. */
interface Box {
  readonly element: 'part' | 'table' | 'tr' | 'td' | 'aside' | 'div';
  html: string;
  span: number;
  inList: boolean;
}

interface OpenParagraph {
  pictures: string;
  listed: boolean;
}

/** Stories that a reader of the page sees; the others are left out of the clean copy. */
const read = new Set(['body', 'textBoxes', 'footnotes', 'endnotes', 'equations']);

/**
 * Follows the same events as the reader's own walk, which it drives, and puts each paragraph that the walk gathers where
 * it stands: in tables, lists, notes, text boxes. `data-paragraph` is its place in the reader's model, from 0.
 */
export class HtmlWalk implements XmlHandler {
  readonly #boxes: Box[] = [];
  readonly #paragraphs: OpenParagraph[] = [];
  #taken = 0;
  #fallback = 0;

  constructor(
    private readonly walk: Walk,
    private readonly gathered: Gathered,
    private readonly firstIndex: number,
    private readonly pictureOf: (id: string) => string,
  ) {
    this.#enter('part');
  }

  open(name: string, element: XmlElement): void {
    this.walk.open(name, element);
    if (this.#fallback > 0 || name === 'mc:Fallback') {
      this.#fallback++;
      return;
    }
    switch (name) {
      case 'w:p':
        this.#paragraphs.push({ pictures: '', listed: false });
        return;
      case 'w:tbl':
        this.#enter('table');
        return;
      case 'w:tr':
        this.#enter('tr');
        return;
      case 'w:tc':
        this.#enter('td');
        return;
      case 'w:gridSpan':
        this.#box().span = Math.min(60, Math.max(1, Number(element.attribute('w:val')) || 1));
        return;
      case 'w:txbxContent':
        this.#enter('aside');
        return;
      case 'w:footnote':
      case 'w:endnote':
        this.#enter('div');
        return;
      case 'w:numId':
        if (element.attribute('w:val') !== '0' && this.#paragraphs.length > 0) this.#paragraphs.at(-1)!.listed = true;
        return;
      case 'a:blip':
        this.#picture(element.attribute('r:embed'));
        return;
      case 'v:imagedata':
        this.#picture(element.attribute('r:id'));
        return;
      default:
    }
  }

  close(name: string): void {
    this.walk.close(name);
    if (this.#fallback > 0) {
      this.#fallback--;
      // A document that only older programs understand has its text boxes here.
      this.#take(null);
      return;
    }
    if (name === 'w:p') this.#take(this.#paragraphs.pop() ?? null);
    else if (leaves.has(name)) this.#leave();
  }

  text(value: string): void {
    this.walk.text(value);
  }

  /** The HTML of the part; only after the walk has ended. */
  end(): string {
    this.#take(null);
    while (this.#boxes.length > 1) this.#leave();
    this.#endList();
    return this.#box().html;
  }

  #box(): Box {
    return this.#boxes.at(-1)!;
  }

  #enter(element: Box['element']): void {
    this.#boxes.push({ element, html: '', span: 1, inList: false });
  }

  #leave(): void {
    if (this.#boxes.length < 2) return;
    this.#take(null);
    this.#endList();
    const { element, html, span } = this.#boxes.pop()!;
    this.#endList();
    if (html === '' && element !== 'td') return;
    const kind = element === 'aside' ? ' class="text-box"' : element === 'div' ? ' class="note"' : '';
    this.#box().html += `<${element}${kind}${span > 1 ? ` colspan="${span}"` : ''}>${html}</${element}>`;
  }

  #endList(): void {
    const box = this.#box();
    if (box.inList) box.html += '</ul>';
    box.inList = false;
  }

  #picture(id: string | null): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph && id) paragraph.pictures += this.pictureOf(id);
  }

  /** Puts what the walk gathered since the last time; usually one paragraph, none where it was blank. */
  #take(open: OpenParagraph | null): void {
    const all = this.gathered.paragraphs;
    for (; this.#taken < all.length; this.#taken++) {
      const paragraph = all[this.#taken]!;
      if (read.has(paragraph.story)) this.#put(paragraph, this.firstIndex + this.#taken, open?.listed === true);
    }
    if (open?.pictures) {
      this.#endList();
      this.#box().html += open.pictures;
    }
  }

  #put(paragraph: Paragraph, index: number, listed: boolean): void {
    const box = this.#box();
    const isItem = (listed || /^list\b/i.test(paragraph.style ?? '')) && paragraph.kind !== 'heading';
    const tag = isItem ? 'li' : paragraph.kind === 'heading' ? `h${Math.min(6, (paragraph.level ?? 1) + 1)}` : 'p';
    if (isItem && !box.inList) box.html += '<ul>';
    else if (!isItem) this.#endList();
    box.inList = isItem;
    const kind = paragraph.kind === 'text' || paragraph.kind === 'heading' ? '' : ` class="${paragraph.kind}"`;
    const lines = escaped(paragraph.text.trim()).replaceAll('\n', '<br>');
    box.html += `<${tag}${kind} data-paragraph="${index}">${lines}</${tag}>`;
  }
}

const leaves = new Set(['w:tbl', 'w:tr', 'w:tc', 'w:txbxContent', 'w:footnote', 'w:endnote']);
