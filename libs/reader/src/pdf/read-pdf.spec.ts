import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import type { Read, Reading, Story } from '../model.js';
import { madePdf, prose, written } from './made-pdf.js';
import { readPdf } from './read-pdf.js';

function read(reading: Reading): Read {
  if (reading.verdict !== 'read') throw new Error(`refused: ${reading.reason}, ${reading.detail}`);
  return reading;
}

const words = (reading: Reading, story: Story = 'body'): number =>
  read(reading)
    .model.paragraphs.filter((paragraph) => paragraph.story === story)
    .reduce((sum, paragraph) => sum + paragraph.text.split(' ').length, 0);

const codes = (reading: Reading): string[] => read(reading).findings.map((finding) => finding.code);

const hidden = prose(60);
const visible = written(prose(100));

/** What is done to 60 words below 100 ordinary ones, whether they leave the body, and what is found. */
const tricks: readonly [string, Parameters<typeof madePdf>[0], number, string][] = [
  ['render mode 3', { pages: [visible + written(hidden, { y: 400, before: '3 Tr' })] }, 100, 'invisible-text'],
  ['white on white', { pages: [`${visible} 1 g ${written(hidden, { y: 400 })}`] }, 160, 'white-text'],
  ['almost white', { pages: [`${visible} 0.97 0.96 0.97 rg ${written(hidden, { y: 400 })}`] }, 160, 'white-text'],
  ['black on black', { pages: [`${visible} 0 g 0 0 595 420 re f ${written(hidden, { y: 400 })}`] }, 160, 'white-text'],
  ['half a point', { pages: [visible + written(hidden, { y: 400, size: 0.5 })] }, 160, 'tiny-text'],
  [
    'a clip of one point',
    { pages: [`${visible} q 0 0 1 1 re W n ${written(hidden, { y: 400 })} Q`] },
    100,
    'clipped-text',
  ],
  [
    'a white sheet over it',
    { pages: [`${visible + written(hidden, { y: 400 })} 1 g 0 0 595 420 re f`] },
    160,
    'covered-text',
  ],
  ['beside the paper', { pages: [visible + written(hidden, { x: 2000, y: 400 })] }, 100, 'off-page-text'],
  [
    'outside the crop',
    { pages: [visible + written(hidden, { y: 200 })], page: '/CropBox [0 500 595 842]' },
    100,
    'off-page-text',
  ],
  [
    'a layer switched off',
    {
      pages: [`${visible} /OC /L BDC ${written(hidden, { y: 400 })} EMC`],
      resources: '/Properties << /L 10 0 R >>',
      objects: ['<< /Type /OCG /Name (x) >>'],
      catalogue: '/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] >> >>',
    },
    100,
    'hidden-layers',
  ],
  ['ActualText for one word', { pages: [`/Span << /ActualText (x) >> BDC ${visible} EMC`] }, 100, 'replaced-text'],
  [
    'a note with words',
    { pages: [visible], page: `/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (${hidden}) >>]` },
    100,
    'annotations',
  ],
  [
    'JavaScript with its name in hex',
    { pages: [visible], catalogue: '/OpenAction << /S /J#61vaScript /J#53 (1) >>' },
    100,
    'active-content',
  ],
  [
    'an address opened with the file',
    { pages: [visible], catalogue: '/OpenAction << /S /URI /URI (http://a.example) >>' },
    100,
    'active-content',
  ],
];

describe('edge case 11: what a PDF hides is found, and leaves the body only where no page shows it', () => {
  it.each(tricks)('finds %s', async (_, parts, body, code) => {
    const reading = await readPdf(madePdf(parts));
    expect(codes(reading)).toContain(code);
    expect(words(reading)).toBe(body);
  });

  it('finds nothing in an ordinary page', async () => {
    const reading = await readPdf(madePdf({ pages: [visible], catalogue: '/OpenAction [10 0 R /Fit]' }));
    expect(codes(reading)).toEqual([]);
    expect(words(reading)).toBe(100);
  });

  it('leaves white text on a dark bar in peace', async () => {
    const reading = await readPdf(
      madePdf({ pages: [`${visible} 0.1 0.2 0.4 rg 0 300 595 120 re f 1 g ${written(hidden, { y: 400 })}`] }),
    );
    expect(codes(reading)).toEqual([]);
  });
});

describe('words are put together from where letters stand', () => {
  it('parts words by gaps without blanks, and keeps kerned letters together', async () => {
    const reading = await readPdf(
      madePdf({ pages: ['BT /F1 11 Tf 50 700 Td [(lea) 40 (ders) -300 (have) -250 (s) -20 (hown)] TJ ET'] }),
    );
    expect(read(reading).model.paragraphs.map((paragraph) => paragraph.text)).toEqual(['leaders have shown']);
  });

  it('keeps spaced letters together', async () => {
    const spaced = Array.from('spacedout', (letter) => `(${letter})`).join(' -150 ');
    const reading = await readPdf(madePdf({ pages: [`BT /F1 11 Tf 50 700 Td [${spaced} -600 ${spaced}] TJ ET`] }));
    expect(words(reading)).toBe(2);
  });

  it('joins a word that was broken at the end of a line', async () => {
    const reading = await readPdf(
      madePdf({ pages: ['BT /F1 11 Tf 14 TL 50 700 Td (a pro-) Tj T* (gramme for well-) Tj T* (Being) Tj ET'] }),
    );
    expect(read(reading).model.paragraphs[0]?.text).toBe('a programme for well- Being');
  });

  it('takes text once that was printed twice to look bold', async () => {
    const line = 'BT /F1 11 Tf 50 700 Td (twice the same) Tj ET ';
    expect(words(await readPdf(madePdf({ pages: [line + line.replace('50 700', '50.2 700')] })))).toBe(3);
  });

  it('numbers pages and tells headings by their size', async () => {
    const pdf = await PDFDocument.create();
    const font = await pdf.embedFont(StandardFonts.TimesRoman);
    for (const title of ['Leading change', 'What was learnt']) {
      const page = pdf.addPage();
      page.drawText(title, { x: 50, y: 700, size: 20, font });
      page.drawText(prose(40), { x: 50, y: 660, size: 11, font, maxWidth: 400, lineHeight: 14 });
    }
    const { model } = read(await readPdf(await pdf.save()));
    expect(model.pages).toBe(2);
    expect(model.estimate).toBe(true);
    expect(model.paragraphs.filter((each) => each.kind === 'heading').map((each) => [each.page, each.text])).toEqual([
      [1, 'Leading change'],
      [2, 'What was learnt'],
    ]);
  });

  it('takes what stands in form fields, and no notes, as text of the page', async () => {
    const form = (kind: string, at: number): string =>
      `<< /Type /Annot /Subtype /${kind} ${kind === 'Widget' ? '/FT /Tx /T (a)' : ''} /Rect [50 ${at} 550 ${at + 30}] /Contents (x) /AP << /N 10 0 R >> >>`;
    const field = 'BT /F1 11 Tf 2 9 Td (filled in by hand) Tj ET';
    const reading = await readPdf(
      madePdf({
        pages: [written('one two three')],
        page: `/Annots [${form('Widget', 300)} ${form('FreeText', 400)}]`,
        objects: [
          `<< /Type /XObject /Subtype /Form /BBox [0 0 500 30] /Resources << /Font << /F1 3 0 R >> >> /Length ${field.length} >>\nstream\n${field}\nendstream`,
        ],
      }),
    );
    expect(words(reading)).toBe(3 + 4);
  });

  it.each<[string, string]>([
    [
      'parted by gaps alone',
      `BT /F1 11 Tf 14 TL 50 780 Td ${Array.from({ length: 12 }, () => '[(seven) -300 (words) -300 (on) -300 (every) -300 (line) -300 (of) -300 (it)] TJ T*').join(' ')} ET`,
    ],
    ['turned on its side', `q 0 1 -1 0 595 0 cm ${written(prose(100), { y: 490 })} Q`],
  ])('says that text is %s', async (_, page) => {
    const reading = await readPdf(madePdf({ pages: [page] }));
    expect(codes(reading)).toEqual(['unusual-layout']);
    expect(words(reading)).toBeGreaterThan(83);
  });

  it('refuses to be led by a map that calls the blank a letter', async () => {
    const map =
      'begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <20> <0078> endbfchar endcmap';
    const bytes = madePdf({
      pages: [written(prose(100)).replaceAll('/F1', '/F2')],
      resources: '/Font << /F2 11 0 R >>',
      objects: [
        `<< /Length ${map.length} >>\nstream\n${map}\nendstream`,
        '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 10 0 R >>',
      ],
    });
    const reading = await readPdf(bytes);
    expect(words(reading)).toBe(100);
    expect(codes(reading)).toContain('mangled-text');
  });
});

const bomb = (): Uint8Array => {
  const packed = deflateSync(Buffer.alloc(120 * 1024 * 1024, 'a '));
  const latin = packed.toString('latin1');
  return madePdf({
    pages: [''],
    objects: [`<< /Length ${latin.length} /Filter /FlateDecode >>\nstream\n${latin}\nendstream`],
    page: '/Contents 10 0 R',
  });
};

/** Nine forms, each drawing the next ten times. */
const multiplying = (): Uint8Array =>
  madePdf({
    pages: ['/X0 Do'],
    resources: '/XObject << /X0 10 0 R >>',
    objects: Array.from({ length: 9 }, (_, i) => {
      const content = i === 8 ? written(prose(20)) : `/X${i + 1} Do `.repeat(10);
      const next = i === 8 ? '' : `/XObject << /X${i + 1} ${11 + i} 0 R >>`;
      return `<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> ${next} >> /Length ${content.length} >>\nstream\n${content}\nendstream`;
    }),
  });

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('edge case 9: a PDF that cannot be read, or must not be, is refused with its reason', () => {
  it.each<[string, () => Uint8Array, string]>([
    ['no bytes', () => new Uint8Array(0), 'empty'],
    ['other text', () => text('hello '.repeat(50)), 'mismatched-type'],
    ['a header alone', () => text('%PDF-1.7\n'), 'corrupt'],
    [
      'a zip archive behind it',
      () => new Uint8Array([...madePdf({ pages: [visible] }), ...text('PK\u0003\u0004 PK\u0001\u0002 PK\u0005\u0006')]),
      'mismatched-type',
    ],
    [
      'nested arrays',
      () => madePdf({ pages: [visible], catalogue: `/X ${'['.repeat(5000)}${']'.repeat(5000)}` }),
      'too-complex',
    ],
    ['a stream that inflates to 120 MB', bomb, 'archive-bomb'],
    ['forms that multiply each other', multiplying, 'too-complex'],
    ['more than 500 pages', () => madePdf({ pages: Array.from({ length: 501 }, () => visible) }), 'too-complex'],
    [
      'a picture without text',
      () => madePdf({ pages: ['q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q'] }),
      'no-text',
    ],
    ['no text at all', () => madePdf({ pages: ['0 0 10 10 re f'] }), 'no-text'],
  ])('refuses %s', async (_, bytes, reason) => {
    expect(await readPdf(bytes())).toMatchObject({ verdict: 'refused', kind: 'pdf', reason });
  });

  it('reads what is encrypted but opens without a password', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage().drawText('open to all', { size: 11 });
    pdf.encrypt({ userPassword: '', ownerPassword: 'kept', permissions: { copying: false } });
    const reading = await readPdf(await pdf.save());
    expect(words(reading)).toBe(3);
  });

  it('refuses what needs a password', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage().drawText('for some', { size: 11 });
    pdf.encrypt({ userPassword: 'secret', ownerPassword: 'kept' });
    expect(await readPdf(await pdf.save())).toMatchObject({ verdict: 'refused', reason: 'encrypted' });
  });

  it('gives up where its caller says that time is up', async () => {
    const reading = await readPdf(madePdf({ pages: [visible] }), { expired: () => true });
    expect(reading).toMatchObject({ verdict: 'refused', reason: 'time-limit' });
  });

  it('leaves the caller its bytes', async () => {
    const bytes = madePdf({ pages: [visible] });
    await readPdf(bytes);
    expect(bytes.length).toBeGreaterThan(500);
  });
});

describe('traces of people in a PDF are told', () => {
  it('names properties, XMP, attachments and who wrote notes', async () => {
    const xmp = '<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>Olwen Trace</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>';
    const reading = await readPdf(
      madePdf({
        pages: [visible],
        page: '/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (Bevan Trace) /Contents (ok) >>]',
        catalogue: '/Metadata 10 0 R /Names << /EmbeddedFiles << /Names [(a) 11 0 R] >> >>',
        trailer: '/Info 12 0 R',
        objects: [
          `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`,
          '<< /Type /Filespec /F (cv-trace.docx) /EF << /F 13 0 R >> >>',
          '<< /Author (Ceri Trace) /CreationDate (D:20260101) >>',
        ],
      }),
    );
    expect(read(reading).traces).toEqual([
      { place: 'Info Author', value: 'Ceri Trace', removable: true },
      { place: 'XMP dc:creator', value: 'Olwen Trace', removable: true },
      { place: 'attachment', value: 'cv-trace.docx', removable: true },
      { place: 'annotation Text author', value: 'Bevan Trace', removable: true },
    ]);
  });
});
