import { describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { readEvidence } from '../evidence/read-evidence.js';
import { madePdf, prose, written } from '../pdf/made-pdf.js';
import { decode, latinOf, readStructure } from '../pdf/structure.js';
import { withoutFontNames, withoutProfileWords } from './font-names.js';
import { identityTraces } from './identity.js';
import { be32, bytesOf, emf, heard, segment, token } from './made-pictures.js';
import { cleanOffice } from './office.js';
import { cleanContent } from './pdf-content.js';
import { plainName } from './pdf-names.js';
import { cleanPdf } from './pdf.js';

const drawn = (content: string): string => latinOf(cleanContent(bytesOf(content)));

describe('a name planted beside what a page draws', () => {
  it.each([
    ['ActualText', `/Span << /ActualText (${token}) >> BDC (x) Tj EMC`],
    ['ActualText in UTF-16', `/Span << /ActualText <${Buffer.from(token).toString('hex')}> >> BDC (x) Tj EMC`],
    ['Alt', `/Figure << /Alt (${token}) /MCID 3 >> BDC (x) Tj EMC`],
    ['a tag', `/${token} BMC (x) Tj EMC`],
    ['a point', `/${token} MP (x) Tj /P << /X (${token}) >> DP`],
    ['a comment', `% ${token}\n(x) Tj`],
    ['a comment in an array', `[ (x) % ${token}\n 12 ] TJ`],
    ['an array', `[ (x) /${token} 12 ] TJ`],
    ['an unknown operator', `BX (${token}) foo EX (x) Tj`],
    ['operands too many', `(${token}) (x) Tj`],
    ['operands of none', `(${token}) q (x) Tj Q`],
    ['an inline picture', `BI /W 1 /H 1 /X (${token}) % ${token}\n ID \x01\x02 EI (x) Tj`],
  ])('%s', (_place, content) => {
    const clean = drawn(content);
    expect(clean).not.toContain(token);
    expect(clean.toLowerCase()).not.toContain(Buffer.from(token).toString('hex'));
    expect(clean).toMatch(/\(x\) Tj|\[\(x\) 12\] TJ/);
  });

  it('draws the same by the new names of resources', () => {
    const content = `q 1 0 0 -1 0 842 cm /GS0 gs BT /F1 11 Tf 14.3 TL 56 780 Td [(It\\)s) -120 <48656C> 3] TJ T* (a\\(b(c)) ' 1 2 (w) " ET /Cs1 cs .5 -.3 0 scn /P1 scn 0 0 10 10 re W* n BI /W 8 /H 1 /BPC 1 /F [/CCF] /DP [<< /K -1 /Columns 8 >>] ID \x80\x45I\x00 EI Q`;
    const named = content.replaceAll(/\/(?:GS0|F1|Cs1|P1)\b/g, (name) => `/${plainName(name.slice(1))}`);
    expect(named).not.toBe(content);
    expect(drawn(content).trim().split('\n').join(' ')).toBe(named);
  });

  it('keeps what colours an inline picture has, by the short names of the standard, and calls its own by another', () => {
    for (const name of ['G', 'RGB', 'CMYK', 'DeviceGray'])
      expect(drawn(`BI /W 1 /H 1 /BPC 8 /CS /${name} ID x EI`)).toContain(`/CS /${name} `);
    expect(drawn(`BI /W 1 /H 1 /BPC 8 /CS /${token} ID x EI`)).toContain(`/CS /${plainName(token)} `);
  });

  it('keeps layers switched, and ends the one that a page forgot', () => {
    expect(drawn('/OC /L1 BDC /P BMC (x) Tj EMC EMC /OC /L2 BDC (y) Tj').split('\n')).toEqual([
      `/OC /${plainName('L1')} BDC`,
      '(x) Tj',
      'EMC',
      `/OC /${plainName('L2')} BDC`,
      '(y) Tj',
      'EMC',
      '',
    ]);
  });
});

/** All that a PDF's bytes hold, packed or not. */
function insideOf(bytes: Uint8Array): string {
  const budget = { left: 1e8 };
  const streams = readStructure(bytes, budget).objects.map((object) => {
    const content = object.stream ? decode(bytes, object, budget) : null;
    return content ? latinOf(content) : '';
  });
  return [latinOf(bytes), ...streams].join('\n');
}

const stream = (dict: string, content: string): string =>
  `<< ${dict} /Length ${content.length} >>\nstream\n${content}\nendstream`;

describe('a name planted in a PDF', () => {
  const jpeg = `\xff\xd8${segment(0xe1, `Exif\0\0${token}`)}${segment(0xda, 'scan')}pixels\xff\xd9`;
  const packed = Buffer.from(jpeg, 'latin1').toString('hex');
  it.each([
    ['the marks of a page', { pages: [`/Span << /ActualText (${token}) >> BDC ${written(prose(20))} EMC`] }],
    [
      'the properties of marks',
      {
        pages: [`/Span /M1 BDC ${written(prose(20))} EMC`],
        resources: `/Properties << /M1 << /ActualText (${token}) >> >>`,
      },
    ],
    [
      'a key of a page',
      { pages: [written(prose(20))], page: `/PieceInfo << /X (${token}) >> /Tool#20Path (${token})` },
    ],
    [
      'a key of a drawing',
      {
        pages: [`/X1 Do ${written(prose(20))}`],
        resources: '/XObject << /X1 10 0 R >>',
        objects: [
          stream(
            `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /PTEX.FileName (${token}) /Own (${token})`,
            `/P << /Alt (${token}) >> BDC 0 0 9 9 re f EMC`,
          ),
        ],
      },
    ],
    [
      'a JPEG packed twice',
      {
        pages: [`/X1 Do ${written(prose(20))}`],
        resources: '/XObject << /X1 10 0 R >>',
        objects: [
          stream(
            '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter [/ASCIIHexDecode /DCTDecode]',
            `${packed}>`,
          ),
        ],
      },
    ],
    [
      'the value of a field',
      {
        pages: [written(prose(20))],
        page: `/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /V (${token}) /DA (${token}) /MK << /CA (${token}) >> /Rect [0 0 9 9] /AP << /N 10 0 R >> >>]`,
        objects: [stream('/Type /XObject /Subtype /Form /BBox [0 0 9 9]', '0 0 9 9 re f')],
      },
    ],
    [
      'the names of resources',
      {
        pages: [`/${token} Do /${token}#20two gs /${token} cs ${written(prose(20))}`],
        resources: `/XObject << /${token} 10 0 R >> /ExtGState << /${token}#20two << /CA 1 >> >> /ColorSpace << /${token} [/CalGray << /WhitePoint [1 1 1] >>] >>`,
        objects: [stream('/Type /XObject /Subtype /Form /BBox [0 0 9 9]', '0 0 9 9 re f')],
      },
    ],
    [
      'the name of a font, behind a family that viewers know',
      {
        pages: [written(prose(20))],
        resources: `/ExtGState << /G << /Font [10 0 R 9] >> >>`,
        objects: [`<< /Type /Font /Subtype /TrueType /BaseFont /Arial-${token} >>`],
      },
    ],
    [
      'the name of a font that the file does not bring',
      {
        pages: [written(prose(20))],
        resources: `/ExtGState << /G << /Font [10 0 R 9] >> >>`,
        objects: [
          `<< /Type /Font /Subtype /TrueType /Name /${token} /BaseFont /${token}-Bold /FontDescriptor << /Type /FontDescriptor /FontName /${token}-Bold /Flags 32 >> >>`,
        ],
      },
    ],
    [
      'the family of a font',
      {
        pages: [written(prose(20))],
        resources: `/ExtGState << /G << /Font [10 0 R 9] >> >>`,
        objects: [
          `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontDescriptor << /Type /FontDescriptor /FontFamily (${token}) /CharSet (${token}) >> >>`,
        ],
      },
    ],
  ])('%s', async (_place, made) => {
    const bytes = madePdf(made);
    expect(
      insideOf(bytes) + Buffer.from(insideOf(bytes).match(/[0-9a-f]{40,}/)?.[0] ?? '', 'hex').toString('latin1'),
    ).toContain(token);
    const clean = insideOf(await cleanPdf(bytes));
    expect(clean).not.toContain(token);
    expect(clean).toMatch(/Tj|T\*/);
  });

  it('the name of a resource, however short', async () => {
    const pages = [`/Khan Do ${written(prose(20))}`];
    const resources = '/XObject << /Khan 10 0 R >>';
    const objects = [stream('/Type /XObject /Subtype /Form /BBox [0 0 9 9]', '0 0 9 9 re f')];
    const clean = insideOf(await cleanPdf(madePdf({ pages, resources, objects })));
    expect(clean).not.toContain('Khan');
    expect(clean).toMatch(/\/R\w+ Do/);
  });

  it('the names of a font program and of a colour profile', () => {
    const table = `\0\0\0\x01\0\x12${'\0'.repeat(12)}${token}`;
    const sfnt = bytesOf(`\0\x01\0\0\0\x01\0\0\0\0\0\0name\0\0\0\0${be32(28)}${be32(table.length)}${table}`);
    expect(heard(withoutFontNames(sfnt))).not.toContain(token);
    const type1 = withoutFontNames(
      bytesOf(
        `%!PS-AdobeFont-1.0: Hand 1\n% ${token}\n/FullName (${token}) def\n/Encoding 256 array currentfile eexec \x01\x02`,
      ),
    );
    expect(latinOf(type1)).not.toContain(token);
    expect(latinOf(type1)).toContain('/Encoding 256 array currentfile eexec \x01\x02');
    const profile = `${'\0'.repeat(36)}acsp${'\0'.repeat(88)}${be32(1)}desc${be32(144)}${be32(40)}desc\0\0\0\0${token.padEnd(32)}`;
    expect(heard(withoutProfileWords(bytesOf(profile)))).not.toContain(token);
  });
});

/** Part · what is planted there: gone from the clean office file. */
const officeParts: readonly (readonly [place: string, part: string, xml: string])[] = [
  [
    'who refreshed a pivot table',
    'xl/pivotCache/pivotCacheDefinition1.xml',
    `<pivotCacheDefinition refreshedBy="${token}"/>`,
  ],
  [
    'a person’s own view',
    'xl/workbook.xml',
    `<workbook><customWorkbookViews><customWorkbookView name="${token}" guid="g"/></customWorkbookViews></workbook>`,
  ],
  [
    'what is said of a defined name',
    'xl/workbook.xml',
    `<workbook><definedNames><definedName name="x" comment="${token}" description="${token}">1</definedName></definedNames></workbook>`,
  ],
  [
    'a scenario',
    'xl/worksheets/sheet1.xml',
    `<worksheet><scenarios><scenario name="a" user="${token}" comment="by ${token}"/></scenarios></worksheet>`,
  ],
  [
    'a printed header',
    'xl/worksheets/sheet1.xml',
    `<worksheet><headerFooter><oddHeader>&amp;L${token}</oddHeader></headerFooter></worksheet>`,
  ],
  [
    'the hint of a link',
    'xl/worksheets/sheet1.xml',
    `<worksheet><hyperlinks><hyperlink ref="A1" tooltip="${token}"/></hyperlinks></worksheet>`,
  ],
  ['a sheet’s own property', 'xl/customProperty1.bin', token],
  ['a comment in XML', 'xl/worksheets/sheet1.xml', `<worksheet><!-- ${token} --></worksheet>`],
  ['a tag of a presentation', 'ppt/tags/tag1.xml', `<p:tagLst><p:tag name="AUTHOR" val="${token}"/></p:tagLst>`],
  [
    'the account of a commenter',
    'ppt/commentAuthors.xml',
    `<p:cmAuthorLst><p:cmAuthor id="0" name="${token}" initials="Q"><p:extLst><p15:presenceInfo userId="S::${token}" providerId="AD"/></p:extLst></p:cmAuthor></p:cmAuthorLst>`,
  ],
  [
    'the name of a section',
    'ppt/presentation.xml',
    `<p:presentation><p14:sectionLst><p14:section name="${token}"/></p14:sectionLst></p:presentation>`,
  ],
  ['an embedded font', 'ppt/fonts/font1.fntdata', token],
  ['an embedded font of Word', 'word/fonts/font1.odttf', token],
  ['a recording', 'ppt/media/media1.mp3', `ID3${token}`],
  ['a film', 'ppt/media/media1.mp4', token],
  ['a drawing of another kind', 'word/media/image1.tiff', `II*\0${token}`],
  ['a metafile', 'ppt/media/image1.emf', latinOf(emf(''))],
  ['a vector drawing', 'ppt/media/image2.svg', `<svg xmlns="http://www.w3.org/2000/svg"><title>${token}</title></svg>`],
  ['a package within', 'word/embeddings/package1.bin', token],
  ['an add-in', 'word/webextensions/webextension1.xml', `<x>${token}</x>`],
];

describe('a name planted in an office file', () => {
  it.each(officeParts)('%s (%s)', (_place, part, xml) => {
    const clean = cleanOffice(zipSync({ '[Content_Types].xml': strToU8('<Types/>'), [part]: bytesOf(xml) }));
    const inside = Object.values(unzipSync(clean)).map(heard).join('\n');
    expect(xml.replaceAll('\0', '')).toContain(token);
    expect(inside).not.toContain(token);
  });

  it.each([
    [
      'the name of a sheet',
      'xl/workbook.xml',
      '<workbook xmlns="S"><sheets><sheet name="Quarrington" sheetId="1"/></sheets></workbook>',
    ],
    [
      'a defined name',
      'xl/workbook.xml',
      '<workbook xmlns="S"><definedNames><definedName name="Zebedee_Quarrington">1</definedName></definedNames></workbook>',
    ],
    [
      'an inline text',
      'xl/worksheets/sheet1.xml',
      '<worksheet xmlns="S"><is><t>Zebedee Quarrington</t></is></worksheet>',
    ],
    [
      'a text box over cells',
      'xl/drawings/drawing1.xml',
      '<x xmlns:a="A"><a:p><a:t>Zebedee Quarrington</a:t></a:p></x>',
    ],
    [
      'a slide master',
      'ppt/slideMasters/slideMaster1.xml',
      '<x xmlns:a="A"><a:p><a:t>Zebedee Quarrington</a:t></a:p></x>',
    ],
    [
      'the notes of a slide',
      'ppt/notesSlides/notesSlide1.xml',
      '<x xmlns:a="A"><a:p><a:t>Zebedee Quarrington</a:t></a:p></x>',
    ],
    ['a chart', 'ppt/charts/chart1.xml', '<x xmlns:a="A"><a:p><a:t>Zebedee Quarrington</a:t></a:p></x>'],
  ])('%s stands where assessors read it, and is named to its author', async (_place, part, xml) => {
    const kind = part.startsWith('xl') ? 'spreadsheetml.sheet' : 'presentationml.presentation';
    const main = part.startsWith('xl') ? 'xl/workbook.xml' : 'ppt/presentation.xml';
    const office = 'http://schemas.openxmlformats.org';
    const bytes = zipSync({
      '[Content_Types].xml': strToU8(
        `<Types xmlns="${office}/package/2006/content-types"><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`,
      ),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="${main}"/></Relationships>`,
      ),
      [main]: strToU8('<x/>'),
      [part]: strToU8(
        xml.replace('"S"', `"${office}/spreadsheetml/2006/main"`).replace('"A"', `"${office}/drawingml/2006/main"`),
      ),
    });
    const reading = await readEvidence(bytes);
    const model = reading.verdict === 'read' ? reading.model : null;
    const identity = { names: ['Zebedee Quarrington'], emails: [], school: '', trust: '', urn: '', trn: '' };
    expect(
      model &&
        identityTraces(model as never, identity)
          .map(({ value }) => value)
          .join(),
    ).toContain('quarrington');
  });
});

it('cleans bytes that stand somewhere in a larger buffer, as unpacked ones do, like bytes by themselves', () => {
  const table = `\0\0\0\x01\0\x12${'\0'.repeat(12)}${token}`;
  const font = bytesOf(`\0\x01\0\0\0\x01\0\0\0\0\0\0name\0\0\0\0${be32(28)}${be32(table.length)}${table}`);
  const said = `desc\0\0\0\0${token.padEnd(32)}`;
  const profile = bytesOf(`${'\0'.repeat(36)}acsp${'\0'.repeat(88)}${be32(1)}desc${be32(144)}${be32(40)}${said}`);
  for (const [bytes, clean] of [
    [font, withoutFontNames],
    [profile, withoutProfileWords],
  ] as const) {
    const pool = Buffer.alloc(4_096, 0x7f);
    pool.set(bytes, 1_001);
    const inside = pool.subarray(1_001, 1_001 + bytes.length);
    expect(latinOf(clean(bytes))).not.toContain(token);
    expect(latinOf(Uint8Array.from(clean(inside)))).toBe(latinOf(clean(bytes)));
    // What was handed in is nobody's to change.
    expect(latinOf(Uint8Array.from(inside))).toBe(latinOf(bytes));
  }
});
