import { AlignmentType, Document, Footer, HeadingLevel, Packer, PageNumber, Paragraph, TextRun } from 'docx';
import type { Account } from './compose-account.js';

/** An account as Word writes one: with styles, a page number, and its author's name where nobody looks. */
export async function writeDocx({ title, sections }: Account, author: string): Promise<Buffer> {
  const spaced = { spacing: { after: 160, line: 300 } };
  const document = new Document({
    title,
    creator: author,
    lastModifiedBy: author,
    styles: { default: { document: { run: { font: 'Calibri', size: 22 } } } },
    sections: [
      {
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: [PageNumber.CURRENT] })],
              }),
            ],
          }),
        },
        children: [
          new Paragraph({ text: title, heading: HeadingLevel.TITLE, spacing: { after: 320 } }),
          ...sections.flatMap(({ heading, paragraphs }) => [
            new Paragraph({ text: heading, heading: HeadingLevel.HEADING_1, spacing: { before: 280, after: 120 } }),
            ...paragraphs.map((text) => new Paragraph({ children: [new TextRun(text)], ...spaced })),
          ]),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}
