import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync, type Unzipped } from 'fflate';
import { accountRule, countWords } from '#libs/word-count';
import { madeDocx, paragraph, paragraphs } from './docx/made-docx.js';
import { madePdf, prose, written } from './pdf/made-pdf.js';
import { read } from './read.js';

/** FUZZ_CASES=20000 makes 100,000 cases of the five kinds; some minutes, and each that takes two seconds is then a fault. */
const cases = Number(process.env['FUZZ_CASES'] ?? 400);
const isLong = process.env['FUZZ_CASES'] !== undefined;

const body = [
  paragraphs(120),
  paragraph('A heading', '<w:pStyle w:val="Heading1"/>'),
  paragraph('hidden words here', '', '<w:vanish/>'),
  '<w:tbl><w:tr><w:tc><w:p><w:r><w:t>in a cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>',
  '<w:p><w:ins w:author="A"><w:r><w:t>put in</w:t></w:r></w:ins><w:del w:author="A"><w:r><w:delText>taken out</w:delText></w:r></w:del></w:p>',
  '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
].join('');
const docx = madeDocx(body);
const pdf = madePdf({ pages: [written(prose(60)), written(prose(40, 7))] });
const rtf = strToU8(
  String.raw`{\rtf1\ansi{\fonttbl{\f0 Times;}}{\info{\author A. Person}}\pard Some words \b and more\b0\par {\v hidden}\'e9 \u8212? end{\footnote a note}\par}`,
);
const odt = zipSync({
  mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
  'content.xml': strToU8(
    `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:h>A heading</text:h><text:p>Some <text:span>words</text:span><text:s text:c="3"/>here</text:p><text:note><text:note-body><text:p>a note</text:p></text:note-body></text:note></office:text></office:body></office:document-content>`,
  ),
});

/** One change to a string of bytes or of characters: where, as a share of its length, and what. */
interface Change {
  readonly at: number;
  readonly length: number;
  readonly kind: 'flip' | 'drop' | 'repeat' | 'insert' | 'cut';
  readonly with: string;
}

/** What breaks readers: halves of tags and entities, huge numbers, endings out of place. */
const breakers = [
  '<',
  '>',
  '</w:p>',
  '<w:p>',
  '&',
  '&amp;',
  '&#xD800;',
  '&#9999999;',
  '<!DOCTYPE x>',
  '<![CDATA[',
  '-->',
  ']]>',
  '<w:r>'.repeat(300),
  '{',
  '}',
  '{\\*\\x',
  "\\'",
  '\\bin99999 ',
  '\\u-1?',
  '999999999999',
  '-1',
  '\0',
  '\uffff',
  'endobj',
  'stream',
  'endstream',
  '<<',
  '>>',
  '/Length 9',
  '0 0 R',
  'xref',
  '%%EOF',
  'w:val="',
  'xmlns:w="x"',
];
const change = fc.record<Change>({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  kind: fc.constantFrom('flip', 'drop', 'repeat', 'insert', 'cut'),
  with: fc.oneof(fc.constantFrom(...breakers), fc.string({ maxLength: 8 })),
});
const changes = fc.array(change, { minLength: 1, maxLength: 6 });

function change1(bytes: Uint8Array, { at, length, kind, with: inserted }: Change): Uint8Array {
  const from = Math.min(bytes.length, Math.floor(at * bytes.length));
  const to = Math.min(bytes.length, from + length);
  const part = bytes.slice(from, to);
  switch (kind) {
    case 'flip':
      return joined(
        bytes.slice(0, from),
        part.map((byte) => byte ^ (1 << (length & 7))),
        bytes.slice(to),
      );
    case 'drop':
      return joined(bytes.slice(0, from), bytes.slice(to));
    case 'repeat':
      return joined(bytes.slice(0, to), part, part, bytes.slice(to));
    case 'insert':
      return joined(bytes.slice(0, from), strToU8(inserted), bytes.slice(from));
    default:
      return bytes.slice(0, Math.max(1, from));
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Changes one part of a package and packs it again, so that what is inside is what breaks and not its checksum. */
function changePart(archive: Uint8Array, which: number, all: readonly Change[]): Uint8Array {
  const parts: Unzipped = unzipSync(archive);
  const names = Object.keys(parts);
  const name = names[which % names.length] ?? '';
  parts[name] = Uint8Array.from(all.reduce(change1, parts[name] ?? new Uint8Array()));
  return zipSync(Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, [value, { level: 1 }]])));
}

/** Holds a reading to what is promised of every file: a verdict, and a ledger that adds up. */
async function hold(bytes: Uint8Array): Promise<void> {
  const before = performance.now();
  const reading = await read(bytes);
  if (isLong && performance.now() - before > 2_000) throw new Error('It took two seconds');
  if (reading.verdict === 'refused') {
    expect(reading.reason).toMatch(/^[a-z-]+$/);
    return;
  }
  const { counted, excluded, lines } = countWords(reading.model, accountRule);
  expect(counted).toBeGreaterThanOrEqual(0);
  expect(excluded).toBeGreaterThanOrEqual(0);
  expect(lines.length).toBe(reading.model.paragraphs.length);
}

describe('whatever is done to a file, there is a verdict and a ledger that adds up', () => {
  const check = (property: fc.IAsyncProperty<[number, Change[]]>, share = 1): Promise<void> =>
    fc.assert(property, { numRuns: Math.ceil(cases * share) });
  const which = fc.nat(99);
  const patience = isLong ? 3_600_000 : 60_000;

  it(
    'a DOCX, by its bytes',
    () => check(fc.asyncProperty(which, changes, (_, all) => hold(all.reduce(change1, docx)))),
    patience,
  );
  it(
    'a DOCX, by its parts',
    () => check(fc.asyncProperty(which, changes, (part, all) => hold(changePart(docx, part, all)))),
    patience,
  );
  it(
    'an ODT, by its parts',
    () => check(fc.asyncProperty(which, changes, (part, all) => hold(changePart(odt, part, all)))),
    patience,
  );
  it('an RTF', () => check(fc.asyncProperty(which, changes, (_, all) => hold(all.reduce(change1, rtf)))), patience);
  // The library that reads PDFs takes longer than the others together.
  it(
    'a PDF',
    () =>
      check(
        fc.asyncProperty(which, changes, (_, all) => hold(all.reduce(change1, pdf))),
        isLong ? 1 : 0.3,
      ),
    patience,
  );
  it('reads each of them as it is', async () => {
    for (const bytes of [docx, odt, rtf, pdf]) expect((await read(bytes)).verdict).toBe('read');
    expect(strFromU8(rtf)).toContain('rtf1');
  });
});
