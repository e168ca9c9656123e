import { randomUUID } from 'node:crypto';
import { Document, HeadingLevel, Packer, Paragraph } from 'docx';
import { madeJpeg, madeMp4, madeOffice, madePng } from '../../../libs/reader/src/evidence/made-evidence.js';
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

/** A Word document of these paragraphs; those that begin with `# ` are headings. */
export async function makeWord(paragraphs: readonly string[], creator = 'Someone Invented'): Promise<Buffer> {
  const children = paragraphs.map((text) =>
    text.startsWith('# ')
      ? new Paragraph({ text: text.slice(2), heading: HeadingLevel.HEADING_1 })
      : new Paragraph(text),
  );
  return Packer.toBuffer(new Document({ creator, sections: [{ children }] }));
}

/** Evidence of the kinds that are no documents, with a maker named where the format names makers. */
export const makeEvidence: Readonly<Record<'xlsx' | 'pptx' | 'jpg' | 'png' | 'mp4', () => Buffer>> = {
  xlsx: () => Buffer.from(madeOffice('xlsx', ['Attendance', 'Reading'])),
  pptx: () => Buffer.from(madeOffice('pptx', ['What we planned'])),
  jpg: () => Buffer.from(madeJpeg('Nobody Atall')),
  png: () => Buffer.from(madePng('Nobody Atall')),
  mp4: () => Buffer.from(madeMp4('Nobody Atall')),
};

const resumable = { 'tus-resumable': '1.0.0' };

/** Begins a resumable upload at a server that listens; `file.bytes` are announced and not sent. */
export async function beginUpload(
  address: string,
  headers: Readonly<Record<string, string>>,
  file: { component: string; name: string; bytes: Buffer; title?: string },
): Promise<{ status: number; retryAfter: string | null; url: string }> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const pairs = { filename: file.name, component: file.component, title: file.title ?? '' };
  const metadata = Object.entries(pairs).map(([name, value]) => (value ? `${name} ${base64(value)}` : name));
  const length = { 'upload-length': String(file.bytes.length), 'upload-metadata': metadata.join(',') };
  const answer = await fetch(`${address}/uploads`, {
    method: 'POST',
    headers: { ...headers, ...resumable, ...length },
  });
  const { status, headers: given } = answer;
  return { status, retryAfter: given.get('retry-after'), url: new URL(given.get('location') ?? '/', address).href };
}

/** Sends the bytes of an upload that was begun, from one of them on. Gives the status. */
export async function finishUpload(
  url: string,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
  from = 0,
): Promise<number> {
  const type = { 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' };
  const answer = await fetch(url, {
    method: 'PATCH',
    headers: { ...headers, ...resumable, ...type },
    body: new Uint8Array(bytes.subarray(from)),
  });
  return answer.status;
}

/** How far an upload has come, as its sender asks; null where there is none for them. */
export async function askUpload(url: string, headers: Readonly<Record<string, string>>): Promise<number | null> {
  const answer = await fetch(url, { method: 'HEAD', headers: { ...headers, ...resumable } });
  return answer.ok ? Number(answer.headers.get('upload-offset')) : null;
}

export interface LiveDocument {
  readonly id: string;
  readonly component: string;
  readonly state: string;
  readonly scan: string | null;
  readonly reason: string | null;
  readonly counted: number | null;
  readonly countVerdict: string | null;
}

/** A participant's files that were neither replaced nor taken away. */
export async function liveDocuments(open: TestApp, person: { enrolmentId: string }): Promise<LiveDocument[]> {
  return open.database.query<LiveDocument>(
    `select id, component, state, scan, reason, counted, count_verdict as "countVerdict" from document
     where enrolment_id = $1 and state not in ('superseded', 'removed') order by component, uploaded_at, id`,
    [person.enrolmentId],
  );
}

/** Sends a file by the ordinary form, as a browser without script does. Gives the answer. */
export async function sendFile(
  open: TestApp,
  person: Person,
  file: { component: string; name: string; bytes: Buffer; title?: string },
): Promise<{ statusCode: number; headers: Readonly<Record<string, unknown>>; body: string }> {
  const { component, title = '' } = file;
  return sendForm(open, person, '/documents', { component, title }, file);
}

/** The same to any path that takes a file by form. */
export async function sendForm(
  open: TestApp,
  person: Person,
  path: string,
  fields: Readonly<Record<string, string>>,
  file: { name: string; bytes: Buffer },
): Promise<{ statusCode: number; headers: Readonly<Record<string, unknown>>; body: string }> {
  const boundary = `----${randomUUID()}`;
  const field = ([name, value]: [string, string]): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = `${Object.entries(fields).map(field).join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const answer = await open.app.inject({
    method: 'POST',
    url: `${path}?_csrf=${person.csrfToken}`,
    headers: { ...person.headers, accept: 'text/html', 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
  return { statusCode: answer.statusCode, headers: answer.headers, body: answer.body };
}

/** A one-page PDF as evidence. */
export async function makePdf(text: string): Promise<Buffer> {
  const { PDFDocument, StandardFonts } = await import('pdf-lib');
  const document = await PDFDocument.create();
  const page = document.addPage();
  page.drawText(text, { x: 50, y: 700, size: 12, font: await document.embedFont(StandardFonts.Helvetica) });
  return Buffer.from(await document.save());
}
