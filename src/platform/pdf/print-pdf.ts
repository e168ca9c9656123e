import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as fontkit from 'fontkit';
import { PDFDocument, rgb, type PDFFont, type PDFPage } from 'pdf-lib';

/** One piece of a letter, from top to bottom. `pair` is a name and its value side by side. */
export type Block =
  | { readonly kind: 'heading' | 'text' | 'small'; readonly text: string }
  | { readonly kind: 'pair'; readonly name: string; readonly text: string }
  | { readonly kind: 'space' };

export interface Letter {
  readonly title: string;
  /** The instant it is dated, ISO 8601: in the file's properties, so that the same letter is the same bytes. */
  readonly datedAt: string;
  readonly blocks: readonly Block[];
}

// A4 in points; a line of 11 points holds about 90 letters.
const paper = { width: 595.28, height: 841.89, margin: 62 };
const sizes = { heading: 15, text: 11, small: 9, pair: 11 } as const;
const leading = 1.42;
const nameWidth = 150;
const ink = rgb(0.11, 0.1, 0.1);
const accent = rgb(0.36, 0.14, 0.2);

/**
 * Prints a letter as PDF with an embedded font, so that names such as Łukasz are spelt right. The page is always the
 * accessible original: a PDF made here has no tags.
 */
export async function printPdf(letter: Letter): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit as never);
  // One after the other: which is read first decides the numbers of the file's objects, and so its bytes.
  const plain = await embed(document, 'LiberationSans-Regular.ttf');
  const bold = await embed(document, 'LiberationSans-Bold.ttf');
  const datedAt = new Date(letter.datedAt);
  document.setTitle(letter.title, { showInWindowTitleBar: true });
  document.setLanguage('en-GB');
  document.setProducer('Scriptorium');
  document.setCreator('Scriptorium');
  document.setCreationDate(datedAt);
  document.setModificationDate(datedAt);
  const writer = new Writer(document, plain, bold);
  writer.write('Scriptorium', bold, sizes.small, accent);
  writer.skip(14);
  writer.write(letter.title, bold, 20, ink);
  writer.skip(10);
  for (const block of letter.blocks) writer.block(block);
  writer.numberPages();
  return document.save();
}

async function embed(document: PDFDocument, name: string): Promise<PDFFont> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'standard_fonts');
  return document.embedFont(await readFile(join(folder, name)), { subset: true });
}

/** Writes down a page and goes on to the next where it is full. */
class Writer {
  private page: PDFPage;
  private y = 0;

  constructor(
    private readonly document: PDFDocument,
    private readonly plain: PDFFont,
    private readonly bold: PDFFont,
  ) {
    this.page = this.turn();
  }

  block(block: Block): void {
    if (block.kind === 'space') return this.skip(10);
    if (block.kind === 'pair') return this.pair(block.name, block.text);
    if (block.kind === 'heading') this.skip(8);
    this.write(block.text, block.kind === 'heading' ? this.bold : this.plain, sizes[block.kind], ink);
    this.skip(block.kind === 'heading' ? 4 : 6);
  }

  write(text: string, font: PDFFont, size: number, color: typeof ink): void {
    const width = paper.width - 2 * paper.margin;
    for (const line of wrap(text, font, size, width)) this.line(line, paper.margin, font, size, color);
  }

  skip(points: number): void {
    this.y -= points;
  }

  numberPages(): void {
    const pages = this.document.getPages();
    for (const [index, page] of pages.entries()) {
      const label = `${index + 1} of ${pages.length}`;
      const x = paper.width - paper.margin - this.plain.widthOfTextAtSize(label, sizes.small);
      page.drawText(label, { x, y: 34, size: sizes.small, font: this.plain, color: ink });
    }
  }

  private pair(name: string, text: string): void {
    const width = paper.width - 2 * paper.margin - nameWidth;
    const lines = wrap(text, this.plain, sizes.pair, width);
    for (const [index, line] of lines.entries()) {
      this.line(line, paper.margin + nameWidth, this.plain, sizes.pair, ink);
      if (index === 0)
        this.page.drawText(name, { x: paper.margin, y: this.y, size: sizes.pair, font: this.bold, color: ink });
    }
    this.skip(4);
  }

  private line(text: string, x: number, font: PDFFont, size: number, color: typeof ink): void {
    if (this.y - size * leading < paper.margin) this.page = this.turn();
    this.y -= size * leading;
    this.page.drawText(text, { x, y: this.y, size, font, color });
  }

  private turn(): PDFPage {
    this.y = paper.height - paper.margin;
    return this.document.addPage([paper.width, paper.height]);
  }
}

/** Breaks text at spaces, and a word that is wider than a line wherever it must. */
function wrap(text: string, font: PDFFont, size: number, width: number): string[] {
  const fits = (line: string): boolean => font.widthOfTextAtSize(line, size) <= width;
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/ +/).flatMap((one) => pieces(one, fits))) {
      const longer = line ? `${line} ${word}` : word;
      if (fits(longer)) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}

function pieces(word: string, fits: (line: string) => boolean): string[] {
  if (fits(word)) return [word];
  let length = word.length - 1;
  while (length > 1 && !fits(word.slice(0, length))) length -= 1;
  return [word.slice(0, length), ...pieces(word.slice(length), fits)];
}
