import type { Paragraph, ParagraphKind, Story } from '../model.js';
import type { XmlElement } from '../xml/scanner.js';
import { hasWord, isWhiteSpace } from '#libs/word-count';
import { type Gathered, seen, type Seen } from './gathered.js';
import { fillOf, numberOf } from './properties.js';
import type { Style, Styles } from './styles.js';
import { exactlyNothing } from './tables.js';

/** Twips: 8.3 inches to the right of the margin there is no paper. */
const beyondPaper = 12_000;

interface Span {
  readonly from: number;
  to: number;
  readonly flags: number;
}

/** One w:p while it is being read: text in four places, and which stretches are not what they seem. */
export class OpenParagraph {
  text = '';
  hidden = '';
  deleted = '';
  equation = '';
  spans: Span[] = [];
  styleId: string | null = null;
  style: Style | null = null;
  outline: number | null = null;
  fill: string | null = null;
  list: string | null = null;
  listLevel = 0;
  /** Flags that hold for the whole paragraph. */
  flags = 0;
  inContents = false;
  markDeleted = false;

  constructor(
    readonly story: Story,
    readonly inCell: boolean,
  ) {}

  /** A child of w:pPr. */
  property(name: string, element: XmlElement, styles: Styles): void {
    switch (name) {
      case 'w:pStyle':
        this.styleId = element.attribute('w:val');
        this.style = styles.find(this.styleId) ?? this.style;
        return;
      case 'w:outlineLvl':
        this.outline = numberOf(element.attribute('w:val'));
        return;
      case 'w:shd':
        this.fill = fillOf(element);
        return;
      case 'w:ind': {
        const left = numberOf(element.attribute('w:left') ?? element.attribute('w:start')) ?? 0;
        if (Math.abs(left) >= beyondPaper) this.flags |= seen.offPage;
        return;
      }
      case 'w:spacing':
        if (
          element.attribute('w:lineRule') === 'exact' &&
          (numberOf(element.attribute('w:line')) ?? 999) < exactlyNothing
        )
          this.flags |= seen.tiny;
        return;
      case 'w:framePr': {
        const far = [element.attribute('w:x'), element.attribute('w:y')].map((value) => Math.abs(numberOf(value) ?? 0));
        if (Math.max(...far) > 2 * beyondPaper) this.flags |= seen.offPage;
        return;
      }
      default:
    }
  }

  /** A child of w:numPr. */
  listProperty(name: string, element: XmlElement): void {
    if (name === 'w:numId') this.list = element.attribute('w:val');
    if (name === 'w:ilvl') this.listLevel = numberOf(element.attribute('w:val')) ?? 0;
  }

  put(text: string, flags: number): void {
    const from = this.text.length;
    this.text += text;
    const all = flags | this.flags;
    if (all === 0) return;
    const last = this.spans.at(-1);
    if (last && last.to === from && last.flags === all) last.to = this.text.length;
    else this.spans.push({ from, to: this.text.length, flags: all });
  }

  /** Takes over what a paragraph with a deleted mark left: in the accepted view both are one. */
  join(before: OpenParagraph): void {
    const by = before.text.length;
    this.spans = [...before.spans, ...this.spans.map((s) => ({ from: s.from + by, to: s.to + by, flags: s.flags }))];
    this.text = before.text + this.text;
    this.hidden = before.hidden + this.hidden;
    this.deleted = before.deleted + this.deleted;
    this.equation = before.equation + this.equation;
  }

  #kind(level: number | null): ParagraphKind {
    const name = (this.style?.name ?? '').toLowerCase();
    if (this.inContents || /^(toc \d|toc heading|table of figures)/.test(name)) return 'contents';
    if (level !== null) return 'heading';
    if (name === 'title' || name === 'subtitle') return 'title';
    if (name === 'caption') return 'caption';
    return this.inCell ? 'tableCell' : 'text';
  }

  #level(): number | null {
    const outline = this.outline ?? this.style?.outline ?? null;
    if (outline !== null) return outline >= 0 && outline <= 8 ? outline + 1 : null;
    const named = /^heading ([1-9])$/i.exec(this.style?.name ?? '')?.[1];
    return named ? Number(named) : null;
  }

  /** Hands the paragraph over, each story's text by itself; blank text is no paragraph. */
  close(into: Gathered): void {
    const level = this.#level();
    const shape = { kind: this.#kind(level), level, style: this.style?.name ?? null, page: null };
    const add = (story: Story, text: string): void => {
      if (hasWord(text)) into.add({ ...shape, story, text } satisfies Paragraph);
    };
    add(this.story, this.text);
    add('hidden', this.hidden);
    add('deleted', this.deleted);
    add('equations', this.equation);
    if (this.spans.length > 0) this.#tally(into);
    const list = this.list ?? this.style?.list ?? null;
    if (list !== null && list !== '0' && hasWord(this.text))
      into.lists.set(`${list}/${this.listLevel}`, (into.lists.get(`${list}/${this.listLevel}`) ?? 0) + 1);
  }

  /** Counts the words that each flag touches; a word touched twice counts once. */
  #tally(into: Gathered): void {
    for (const name of Object.keys(seen) as Seen[]) {
      const spans = this.spans.filter((span) => span.flags & seen[name]);
      if (spans.length === 0) continue;
      let words = 0;
      let counted = 0;
      for (const span of spans) {
        for (let i = Math.max(span.from, counted); i < span.to;) {
          if (isWhiteSpace(this.text.charCodeAt(i))) {
            i++;
            continue;
          }
          words++;
          while (i < this.text.length && !isWhiteSpace(this.text.charCodeAt(i))) i++;
          counted = i;
        }
      }
      if (words > 0) into.tally(name, words, this.text.slice(spans[0]!.from, spans[0]!.to));
    }
  }
}
