import { PDFDocument, StandardFonts, type PDFFont, type PDFPage } from 'pdf-lib';
import type { Account } from './compose-account.js';

// A4 in points.
const paper = { width: 595, height: 842, margin: 64 };

type Line = Pick<Account, 'title' | 'sections'>;

/** Headings and paragraphs as a PDF with a text layer, one column, in the fonts that every reader has. */
export async function writePdf({ title, sections }: Line, author: string): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.setTitle(title);
  document.setAuthor(author);
  document.setLanguage('en-GB');
  const plain = await document.embedFont(StandardFonts.TimesRoman);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  let page = document.addPage([paper.width, paper.height]);
  let y = paper.height - paper.margin;
  const write = (text: string, font: PDFFont, size: number, after: number): void => {
    for (const line of wrap(text, font, size)) {
      if (y < paper.margin + size) {
        page = document.addPage([paper.width, paper.height]);
        y = paper.height - paper.margin;
      }
      draw(page, line, font, size, y);
      y -= size * 1.4;
    }
    y -= after;
  };
  write(title, bold, 18, 14);
  for (const { heading, paragraphs } of sections) {
    write(heading, bold, 13, 5);
    for (const paragraph of paragraphs) write(paragraph, plain, 11.5, 8);
  }
  return Buffer.from(await document.save());
}

function draw(page: PDFPage, text: string, font: PDFFont, size: number, y: number): void {
  page.drawText(text, { x: paper.margin, y, size, font });
}

function wrap(text: string, font: PDFFont, size: number): string[] {
  const width = paper.width - 2 * paper.margin;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}
