import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { readDocx } from '../docx/read-docx.js';
import type { TextModel } from '../model.js';
import { madePdf, prose, written } from '../pdf/made-pdf.js';
import { readPdf } from '../pdf/read-pdf.js';
import { decode, latinOf, readStructure } from '../pdf/structure.js';
import { cleanDocx } from './docx.js';
import { identityTraces } from './identity.js';
import { cleanImage } from './image.js';
import { cleanOffice } from './office.js';
import { cleanPdf } from './pdf.js';

/** Stands in every place that a clean copy has to be without, and nowhere else. */
const canary = 'Olwen Canary';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const segment = (marker: number, body: string): string =>
  `\u00ff${String.fromCharCode(marker)}${String.fromCharCode((body.length + 2) >> 8, (body.length + 2) & 255)}${body}`;

/** No picture, but every segment that a camera writes: EXIF with orientation 6, XMP, IPTC, a comment, and a tail. */
const orientation = 'Exif\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0';
const jpeg = latin(
  `\u00ff\u00d8${segment(0xe0, 'JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0')}${segment(0xe1, orientation + canary)}` +
    `${segment(0xed, canary)}${segment(0xfe, canary)}${segment(0xdb, '\0'.repeat(65))}${segment(0xda, '\u0001\u0001\0\0?\0')}` +
    `ab\u00ff\0cd${segment(0xfe, canary)}ef\u00ff\u00d9${canary}`,
);

const chunk = (type: string, body: string): string =>
  `${String.fromCharCode(0, 0, body.length >> 8, body.length & 255)}${type}${body}CRC!`;
const png = latin(
  `\u0089PNG\r\n\u001a\n${chunk('IHDR', '0123456789abc')}${chunk('tEXt', `Author\0${canary}`)}${chunk('iTXt', canary)}` +
    `${chunk('eXIf', canary)}${chunk('IDAT', 'pixels')}${chunk('IEND', '')}${canary}`,
);

describe('a clean picture shows the same and says nothing', () => {
  it.each([
    ['JPEG', jpeg, 'image/jpeg'],
    ['PNG', png, 'image/png'],
  ])('%s', (_, bytes, type) => {
    expect(latinOf(bytes)).toContain(canary);
    const clean = cleanImage(bytes)!;
    expect(clean.type).toBe(type);
    expect(latinOf(clean.bytes)).not.toContain(canary);
  });

  it('keeps pixels, and how a photograph is to be turned', () => {
    expect(latinOf(cleanImage(jpeg)!.bytes)).toContain('ab\u00ff\0cdef\u00ff\u00d9');
    expect(latinOf(cleanImage(jpeg)!.bytes)).toContain(
      'Exif\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006',
    );
    expect(latinOf(cleanImage(png)!.bytes)).toContain('IDATpixels');
  });

  it('takes neither other formats nor what is cut short', () => {
    expect(cleanImage(latin('GIF89a'))).toBeNull();
    expect(cleanImage(jpeg.subarray(0, 60))).toBeNull();
    expect(cleanImage(png.subarray(0, 60))).toBeNull();
  });
});

const w =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
const relation = (id: string, type: string, target: string, external = false): string =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`;
const relations = (...all: string[]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`;
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const override = (part: string, type: string): string => `<Override PartName="/${part}" ContentType="${type}"/>`;
const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

const body =
  `<w:p w:rsidR="00AB12CD"><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>The plan &lt;b&gt;</w:t></w:r></w:p>` +
  `<w:p><w:ins w:id="1" w:author="${canary}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>Inserted words</w:t></w:r></w:ins><w:del w:id="2" w:author="${canary}"><w:r><w:delText>gone ${canary}</w:delText></w:r></w:del></w:p>` +
  `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>an item</w:t></w:r></w:p>` +
  `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${paragraph('a cell')}</w:tc></w:tr></w:tbl>` +
  `<w:p><w:hyperlink r:id="rIdL"><w:r><w:t>linked text</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id="2"/></w:r></w:p>` +
  `<w:p><w:r><w:pict><w:txbxContent>${paragraph('in a box')}</w:txbxContent></w:pict></w:r><w:r><w:drawing><a:blip r:embed="rIdP"/></w:drawing></w:r></w:p>` +
  `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>${canary}</w:t></w:r></w:p>`;

const docxParts: Record<string, string | Uint8Array> = {
  '[Content_Types].xml':
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/>` +
    override('word/document.xml', `${word}.document.main+xml`) +
    override('word/people.xml', `${word}.people+xml`) +
    override('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml') +
    '</Types>',
  '_rels/.rels': relations(
    relation('rId1', 'officeDocument', 'word/document.xml'),
    relation('rId2', 'metadata/core-properties', 'docProps/core.xml'),
    relation('rId3', 'thumbnail', 'docProps/thumbnail.jpeg'),
  ),
  'word/_rels/document.xml.rels': relations(
    relation('rIdL', 'hyperlink', `https://people.example/${canary.replace(' ', '-')}/${canary}`, true),
    relation('rIdP', 'image', 'media/image1.jpg'),
    relation('rIdF', 'footnotes', 'footnotes.xml'),
    relation('rIdH', 'header', 'header1.xml'),
    relation('rIdC', 'comments', 'comments.xml'),
    relation('rIdN', 'people', 'people.xml'),
    relation('rIdS', 'settings', 'settings.xml'),
  ),
  'word/document.xml': `<w:document ${w}><w:body>${body}</w:body></w:document>`,
  'word/footnotes.xml': `<w:footnotes ${w}><w:footnote w:id="2">${paragraph('a note')}</w:footnote></w:footnotes>`,
  'word/header1.xml': `<w:hdr ${w}>${paragraph('a header')}</w:hdr>`,
  'word/comments.xml': `<w:comments ${w}><w:comment w:id="0" w:author="${canary}" w:initials="OC">${paragraph('a comment')}</w:comment></w:comments>`,
  'word/people.xml': `<w:people ${w}><w:person w:author="${canary}"/></w:people>`,
  'word/settings.xml': `<w:settings ${w}><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids><w:docVars><w:docVar w:name="x" w:val="${canary}"/></w:docVars></w:settings>`,
  'word/_rels/settings.xml.rels': relations(
    relation('rId1', 'attachedTemplate', `file:///C:/Users/${canary}/Normal.dotm`, true),
  ),
  'word/media/image1.jpg': jpeg,
  'word/embeddings/oleObject1.bin': canary,
  'docProps/core.xml': `<x>${canary}</x>`,
  'docProps/app.xml': `<x>${canary}</x>`,
  'docProps/custom.xml': `<x>${canary}</x>`,
  'docProps/thumbnail.jpeg': jpeg,
  'customXml/item1.xml': `<x>${canary}</x>`,
};
const zipped = (parts: Record<string, string | Uint8Array>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );
const unpacked = (bytes: Uint8Array): string =>
  Object.entries(unzipSync(bytes))
    .map(([name, part]) => `${name}\n${latinOf(part)}\n`)
    .join('');

describe("a Word document's reading copy is what its reader counts, without anybody's name", () => {
  const bytes = zipped(docxParts);
  const html = cleanDocx(bytes);

  it('shows headings, lists, tables, boxes, notes and pictures', () => {
    expect(html.replace(/data:image\/jpeg;base64,[^"]+/, 'DATA')).toBe(
      '<article><h2 data-paragraph="0">The plan &lt;b&gt;</h2><p data-paragraph="1">Inserted words</p>' +
        '<ul><li data-paragraph="3">an item</li></ul>' +
        '<table><tr><td colspan="2"><p class="tableCell" data-paragraph="4">a cell</p></td></tr></table>' +
        '<p data-paragraph="5">linked text</p><aside class="text-box"><p data-paragraph="6">in a box</p></aside>' +
        '<figure><img alt="Picture in the text" src="DATA"></figure></article>' +
        '<section class="footnotes"><div class="note"><p data-paragraph="8">a note</p></div></section>',
    );
  });

  it('numbers blocks as the reader numbers paragraphs', () => {
    const { paragraphs } = readDocx(bytes).model;
    const shown = [...html.matchAll(/data-paragraph="(\d+)">([^<]*)</g)];
    expect(shown.length).toBe(7);
    for (const [, index, text] of shown) {
      expect(paragraphs[Number(index)]?.text).toBe(text!.replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
    }
  });

  it('holds no name, no address, nothing that runs', () => {
    const plain = html.replace(/data:image\/jpeg;base64,([^"]+)/, (_, data: string) => atob(data));
    expect(plain).not.toContain(canary);
    expect(plain).not.toContain('Canary');
    expect(html).not.toMatch(/https?:|<script|<a |\son\w+=|javascript:/i);
  });
});

describe('a clean office file opens and names nobody', () => {
  it('is without the canary in every part of a Word document but the text itself', () => {
    const { 'word/document.xml': _, ...others } = docxParts;
    expect(unpacked(zipped(others))).toContain(canary);
    const clean = cleanOffice(
      zipped({
        ...docxParts,
        'word/document.xml': (docxParts['word/document.xml'] as string)
          .replace(`gone ${canary}`, 'gone')
          .replace(`<w:t>${canary}`, '<w:t>x'),
      }),
    );
    const all = unpacked(clean);
    expect(all).not.toMatch(/Canary|rsid|00AB12CD|people\.xml|core\.xml|thumbnail|2026-01-01/);
    expect(latinOf(clean)).not.toContain('Canary');
    expect(readDocx(clean).model.paragraphs.map((each) => each.text)).toContain('linked text');
  });

  it('is without the canary in sheets and slides', () => {
    const types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
    const clean = cleanOffice(
      zipped({
        '[Content_Types].xml': types,
        'xl/workbook.xml': `<workbook><fileSharing userName="${canary}"/><x15ac:absPath url="C:\\Users\\${canary}"/><sheets/></workbook>`,
        'xl/comments1.xml': `<comments><authors><author>${canary}</author></authors><t>${canary}:</t><t> look here</t></comments>`,
        'xl/persons/person.xml': canary,
        'xl/externalLinks/_rels/externalLink1.xml.rels': relations(
          relation('rId1', 'externalLinkPath', `file:///C:/${canary}.xlsx`, true),
        ),
        'ppt/commentAuthors.xml': `<p:cmAuthor id="0" name="${canary}" initials="OC"/>`,
        'ppt/media/photo.png': png,
      }),
    );
    expect(unpacked(clean)).not.toContain('Canary');
    expect(unpacked(clean)).toContain('look here');
  });

  it('refuses what is no office package', () => {
    expect(() => cleanOffice(zipped({ 'a.txt': 'x' }))).toThrow('mismatched-type');
  });
});

/** Everything a PDF's bytes hold, packed or not. */
function insideOf(bytes: Uint8Array): string {
  const budget = { left: 1e8 };
  const structure = readStructure(bytes, budget);
  const streams = structure.objects.map((object) => {
    const content = object.stream ? decode(bytes, object, budget) : null;
    return content ? latinOf(content) : '';
  });
  return [latinOf(bytes), ...streams].join('\n');
}

describe('a clean PDF has the same pages and names nobody', () => {
  const xmp = latinOf(deflateSync(Buffer.from(`<dc:creator>${canary}</dc:creator>`)));
  const photo = latinOf(jpeg);
  const field = 'BT /F1 11 Tf 2 9 Td (filled in) Tj ET';
  const form = '/Type /XObject /Subtype /Form /BBox [0 0 500 30] /Resources << /Font << /F1 3 0 R >> >>';
  const bytes = madePdf({
    pages: [`${written(prose(60))} q 9 0 0 9 0 0 cm /P Do Q /OC /L BDC ${written(prose(20), { y: 300 })} EMC`],
    resources: '/XObject << /P 14 0 R >> /Properties << /L 16 0 R >>',
    page:
      `/PieceInfo << /X << /Private (${canary}) >> >> /AA << /O << /S /JavaScript /JS (${canary}) >> >> ` +
      `/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (${canary}) /Contents (${canary}) >> ` +
      `<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://${canary}) >> >> ` +
      `<< /Type /Annot /Subtype /FreeText /Rect [50 300 550 330] /T (${canary}) /NM (${canary}) /Contents (${canary}) /AP << /N 15 0 R >> >>]`,
    catalogue:
      '/Metadata 10 0 R /Names << /EmbeddedFiles << /Names [(a) 12 0 R] >> /JavaScript << /Names [(b) << /S /JavaScript /JS (1) >>] >> >> ' +
      `/OCProperties << /OCGs [16 0 R] /D << /OFF [16 0 R] /Creator (${canary}) >> >> /Outlines << /First << /Title (${canary}) >> >>`,
    trailer: `/Info 11 0 R /ID [(${canary}) (${canary})]`,
    objects: [
      `<< /Type /Metadata /Subtype /XML /Filter /FlateDecode /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`,
      `<< /Author (${canary}) /Title (${canary}) >>`,
      `<< /Type /Filespec /F (${canary}.docx) /EF << /F 13 0 R >> >>`,
      `<< /Type /EmbeddedFile /Length ${canary.length} >>\nstream\n${canary}\nendstream`,
      `<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length ${photo.length} >>\nstream\n${photo}\nendstream`,
      `<< ${form} /Metadata 10 0 R /LastModified (${canary}) /Length ${field.length} >>\nstream\n${field}\nendstream`,
      `<< /Type /OCG /Name (${canary}) >>`,
      // An earlier revision of the properties, which nothing refers to any more.
      `<< /Author (${canary}) >>`,
    ],
  });

  it('is without the canary, also inside packed streams', async () => {
    expect(insideOf(bytes).split(canary).length).toBeGreaterThan(20);
    const clean = insideOf(await cleanPdf(bytes));
    expect(clean).not.toContain('Canary');
    expect(clean).not.toMatch(/\/(?:ID|Info|Metadata|EmbeddedFile|JavaScript|JS|URI|Outlines|PieceInfo)\b/);
  });

  it('keeps words, pages and layers that are switched off', async () => {
    const [before, after] = [await readPdf(bytes), await readPdf(await cleanPdf(bytes))];
    if (before.verdict !== 'read' || after.verdict !== 'read') throw new Error('not read');
    expect(after.model.paragraphs).toEqual(before.model.paragraphs);
    expect(after.findings.map((finding) => finding.code)).toEqual(['hidden-layers']);
    expect(after.traces).toEqual([]);
  });

  it('refuses what it cannot open', async () => {
    await expect(cleanPdf(latin('%PDF-1.7\n'))).rejects.toThrow('corrupt');
  });
});

describe('names in the text are told with their place', () => {
  const model = (kind: TextModel['kind'], ...texts: string[]): TextModel => ({
    kind,
    paragraphs: texts.map((text, i) => ({
      story: i === 0 ? 'headers' : 'body',
      kind: 'text',
      level: null,
      style: null,
      text,
      page: null,
    })),
    pages: null,
    estimate: false,
    storedWords: null,
  });
  const identity = {
    names: ['Zoë Łukasz-Trace'],
    emails: ['z.trace@hollow.example'],
    school: 'St Canna Hollow Primary School',
    trust: 'The Lantern Hill Academy Trust',
    urn: '123456',
    trn: '7654321',
  };

  it.each([
    ['zoe lukasz trace wrote this', ['name']],
    ['ZOE ŁUKASZ TRACE wrote this', ['name']],
    ['as Ms Łukasz-Trace says', ['surname']],
    ['write to Z.Trace@hollow.example', ['e-mail']],
    ['at St Canna\nHollow primary school', ['school']],
    ['our own Canna Hollow', ['school']],
    ['the Lantern Hill Academy Trust', ['trust']],
    ['URN 123456, not 1234567', ['URN']],
    ['TRN 76/54321', ['TRN']],
    ['a school, a trust and a traceless hollow', []],
  ])('%s', (text, expected) => {
    const kinds = identityTraces(model('docx', '', text), identity).map((trace) =>
      trace.place.replace('body paragraph 2: ', ''),
    );
    expect(kinds).toEqual(expected);
  });

  it('says what the clean copy leaves out', () => {
    expect(identityTraces(model('docx', 'Zoë Łukasz-Trace'), identity)[0]?.removable).toBe(true);
    expect(identityTraces(model('pdf', 'Zoë Łukasz-Trace'), identity)[0]?.removable).toBe(false);
    expect(
      identityTraces(model('docx', 'Nobody'), { ...identity, names: [''], school: '', trust: '', urn: '', trn: '' }),
    ).toEqual([]);
  });
});
