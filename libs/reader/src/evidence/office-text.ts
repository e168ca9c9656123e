import type { OfficePackage } from '../docx/package.js';
import type { Limits } from '../limits.js';
import type { Paragraph } from '../model.js';
import { Unreadable } from '../unreadable.js';
import type { XmlElement, XmlHandler } from '../xml/scanner.js';

/**
 * Where people write in a presentation and in a workbook: slides, their masters and notes; strings and comments of cells, boxes
 * over them, diagrams and charts of both, and the names of sheets and of cells.
 */
const written =
  /^(?:ppt\/(?:(?:slides|notesSlides|slideMasters|slideLayouts|notesMasters|handoutMasters|comments|diagrams|charts)\/[^/]+)|xl\/(?:workbook|sharedStrings|comments[^/]*|(?:worksheets|drawings|charts|diagrams)\/[^/]+))\.xml$/i;

/** Texts that stand by themselves: a paragraph of a slide, a string of a cell, a comment. */
const blocks = new Set(['a:p', 's:si', 's:is', 's:text']);
/** What is called something: sheets, which a reader sees, and cells, which formulas name. */
const named = new Set(['s:sheet', 's:definedName']);
const pieces = new Set(['a:t', 's:t']);

class Texts implements XmlHandler {
  #text = '';
  #inside = 0;

  constructor(private readonly take: (text: string) => void) {}

  open(name: string, element: XmlElement): void {
    if (named.has(name)) {
      // Names of cells cannot hold spaces; people write them with underscores.
      const called = element.attribute('name')?.replaceAll('_', ' ') ?? '';
      if (called.trim() !== '') this.take(called);
    }
    if (pieces.has(name)) this.#inside++;
    if (name === 'a:br') this.#text += ' ';
  }

  close(name: string): void {
    if (pieces.has(name)) this.#inside--;
    if (!blocks.has(name)) return;
    if (this.#text.trim() !== '') this.take(this.#text);
    this.#text = '';
  }

  text(value: string): void {
    if (this.#inside > 0) this.#text += value;
  }
}

/** The texts of an XLSX or PPTX in the order of its parts: not for counting, but to look for names in. */
export function officeText(office: OfficePackage, limits: Limits): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let length = 0;
  const handler = new Texts((text) => {
    length += text.length;
    if (length > limits.text || paragraphs.length >= limits.paragraphs)
      throw new Unreadable('too-complex', 'more text than is looked through');
    paragraphs.push({ story: 'body', kind: 'text', level: null, style: null, text, page: null });
  });
  for (const { name } of office.archive.entries) if (written.test(name)) office.walk(name, handler);
  return paragraphs;
}
