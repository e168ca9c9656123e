import { randomUUID } from 'node:crypto';
import { Document, HeadingLevel, Packer, Paragraph } from 'docx';
import type { TestApp } from '../app.js';
import type { Person } from './people.js';

/** A Word document of exactly `words` words: a heading of two and paragraphs of a hundred. `mark` makes its bytes its own. */
export async function makeDocx(words: number, mark = ''): Promise<Buffer> {
  const text = Array.from({ length: words - 2 }, (_, index) => (index === 0 && mark ? mark : `word${index % 97}`));
  const paragraphs = Array.from({ length: Math.ceil(text.length / 100) }, (_, index) =>
    text.slice(index * 100, index * 100 + 100).join(' '),
  );
  const document = new Document({
    creator: 'Someone Invented',
    sections: [
      {
        children: [
          new Paragraph({ text: 'Our strategy', heading: HeadingLevel.HEADING_1 }),
          ...paragraphs.map((paragraph) => new Paragraph(paragraph)),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

/** Sends a file by the ordinary form, as a browser without script does. Gives the answer. */
export async function sendFile(
  open: TestApp,
  person: Person,
  file: { component: string; name: string; bytes: Buffer; title?: string },
): Promise<{ statusCode: number; body: string }> {
  const boundary = `----${randomUUID()}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = `${field('component', file.component)}${field('title', file.title ?? '')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const answer = await open.app.inject({
    method: 'POST',
    url: `/documents?_csrf=${person.csrfToken}`,
    headers: { ...person.headers, accept: 'text/html', 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
  return { statusCode: answer.statusCode, body: answer.body };
}

/** A one-page PDF as evidence. */
export async function makePdf(text: string): Promise<Buffer> {
  const { PDFDocument, StandardFonts } = await import('pdf-lib');
  const document = await PDFDocument.create();
  const page = document.addPage();
  page.drawText(text, { x: 50, y: 700, size: 12, font: await document.embedFont(StandardFonts.Helvetica) });
  return Buffer.from(await document.save());
}
