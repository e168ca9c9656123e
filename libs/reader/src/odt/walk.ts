import type { Limits } from '../limits.js';
import type { Paragraph, ParagraphKind, Story } from '../model.js';
import { Unreadable } from '../unreadable.js';
import type { XmlElement, XmlHandler } from '../xml/scanner.js';

/** What the walks of an OpenDocument text gather, part by part. */
export class OdtText {
  readonly paragraphs: Paragraph[] = [];
  readonly authors = new Map<string, Set<string>>();
  readonly hiddenStyles = new Set<string>();
  changes = 0;
  #letters = 0;

  constructor(private readonly limits: Limits) {}

  add(paragraph: Paragraph): void {
    this.#letters += paragraph.text.length;
    if (this.#letters > this.limits.text) throw new Unreadable('too-complex', 'more text than any account has');
    if (this.paragraphs.length >= this.limits.paragraphs) throw new Unreadable('too-complex', 'too many paragraphs');
    this.paragraphs.push(paragraph);
  }

  author(place: string, name: string): void {
    if (name.trim() === '') return;
    if (!this.authors.has(place)) this.authors.set(place, new Set());
    const names = this.authors.get(place)!;
    if (names.size < 50) names.add(name.trim().slice(0, 200));
  }
}

interface Open {
  readonly story: Story;
  readonly kind: ParagraphKind;
  readonly level: number | null;
  readonly style: string | null;
  readonly hidden: boolean;
  text: string;
  unseen: string;
}

/** Elements around a paragraph that decide its story. */
const storyOf: Readonly<Record<string, Story>> = {
  'office:annotation': 'comments',
  'draw:text-box': 'textBoxes',
  'draw:custom-shape': 'textBoxes',
  'text:deletion': 'deleted',
  'style:header': 'headers',
  'style:header-left': 'headers',
  'style:header-first': 'headers',
  'style:footer': 'headers',
  'style:footer-left': 'headers',
  'style:footer-first': 'headers',
};

/** Content that no page shows as text: labels of notes, descriptions, scripts, phonetic guides, sources of lists. */
const never = new Set([
  'text:note-citation',
  'text:ruby-text',
  'office:scripts',
  'office:forms',
  'svg:title',
  'svg:desc',
  'text:table-of-content-source',
  'text:bibliography-source',
  'text:illustration-index-source',
  'text:table-index-source',
  'text:user-index-source',
  'text:alphabetical-index-source',
  'text:list-style',
  'text:sequence-decls',
  'text:variable-decls',
  'text:user-field-decls',
  'office:event-listeners',
]);
const contents = new Set(['text:table-of-content', 'text:illustration-index', 'text:table-index', 'text:user-index']);

/** Walks content.xml or styles.xml of an OpenDocument text (ODF 1.3): paragraphs by story, hidden text apart. */
export class OdtWalk implements XmlHandler {
  #skip = 0;
  readonly #stories: Story[] = ['body'];
  readonly #open: Open[] = [];
  readonly #spans: boolean[] = [];
  #cells = 0;
  #contents = 0;
  #style = '';
  #person: string | null = null;
  #inChange = 0;
  /** styles.xml holds samples and defaults besides headers: only text inside a story of its own counts there. */
  readonly #ownOnly: boolean;

  constructor(
    private readonly into: OdtText,
    ownOnly = false,
  ) {
    this.#ownOnly = ownOnly;
  }

  open(name: string, element: XmlElement): void {
    if (this.#skip > 0 || never.has(name)) {
      this.#skip++;
      return;
    }
    const story = name === 'text:note' ? this.#noteStory(element) : storyOf[name];
    if (story) this.#stories.push(story);
    switch (name) {
      case 'text:p':
      case 'text:h':
        this.#begin(name, element);
        return;
      case 'text:s':
        this.#write(' '.repeat(Math.min(1000, Number(element.attribute('text:c') ?? '1') || 1)));
        return;
      case 'text:tab':
      case 'text:line-break':
        this.#write(' ');
        return;
      case 'text:span':
        this.#spans.push(this.into.hiddenStyles.has(element.attribute('text:style-name') ?? ''));
        return;
      case 'text:hidden-text':
        this.#writeHidden(element.attribute('text:string-value') ?? '');
        this.#spans.push(true);
        return;
      case 'tbl:table-cell':
        this.#cells++;
        return;
      case 'text:changed-region':
        this.#inChange++;
        this.into.changes++;
        return;
      case 'dc:creator':
        this.#person = '';
        return;
      case 'dc:date':
        this.#skip = 1;
        return;
      case 'style:style':
        this.#style = element.attribute('style:name') ?? '';
        return;
      case 'style:text-properties':
        if (element.attribute('text:display') === 'none') this.into.hiddenStyles.add(this.#style);
        return;
      default:
        if (contents.has(name)) this.#contents++;
    }
  }

  close(name: string): void {
    if (this.#skip > 0) {
      this.#skip--;
      return;
    }
    if (name === 'text:p' || name === 'text:h') this.#end();
    else if (name === 'text:span' || name === 'text:hidden-text') this.#spans.pop();
    else if (name === 'tbl:table-cell') this.#cells--;
    else if (name === 'text:changed-region') this.#inChange--;
    else if (name === 'dc:creator') {
      this.into.author(this.#inChange > 0 ? 'change author' : 'comment author', this.#person ?? '');
      this.#person = null;
    } else if (contents.has(name)) this.#contents--;
    if (name === 'text:note' || storyOf[name]) this.#stories.pop();
  }

  text(value: string): void {
    if (this.#skip > 0) return;
    if (this.#person === null) this.#write(value.replace(/[\t\n\r ]+/g, ' '));
    else this.#person += value;
  }

  #noteStory(element: XmlElement): Story {
    return element.attribute('text:note-class') === 'endnote' ? 'endnotes' : 'footnotes';
  }

  #begin(name: string, element: XmlElement): void {
    const style = element.attribute('text:style-name');
    const level = Number(element.attribute('text:outline-level') ?? '1') || 1;
    this.#open.push({
      story: this.#stories.at(-1)!,
      kind: this.#kindOf(name),
      level: name === 'text:h' ? Math.min(9, level) : null,
      style,
      hidden: this.into.hiddenStyles.has(style ?? ''),
      text: '',
      unseen: '',
    });
  }

  #kindOf(name: string): ParagraphKind {
    if (this.#contents > 0) return 'contents';
    if (name === 'text:h') return 'heading';
    return this.#cells > 0 ? 'tableCell' : 'text';
  }

  #write(text: string): void {
    const paragraph = this.#open.at(-1);
    if (!paragraph) return;
    if (paragraph.hidden || this.#spans.includes(true)) paragraph.unseen += text;
    else paragraph.text += text;
  }

  #writeHidden(text: string): void {
    const paragraph = this.#open.at(-1);
    if (paragraph) paragraph.unseen += text;
  }

  #end(): void {
    const paragraph = this.#open.pop();
    if (!paragraph || (this.#ownOnly && paragraph.story === 'body')) return;
    const { story, kind, level, style, text, unseen } = paragraph;
    const page = null;
    if (text.trim() !== '') this.into.add({ story, kind, level, style, text: text.trim(), page });
    if (unseen.trim() !== '') this.into.add({ story: 'hidden', kind, level, style, text: unseen.trim(), page });
  }
}
