import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { madeDocx, paragraph } from '../docx/made-docx.js';
import { readEvidence } from '../evidence/read-evidence.js';
import { chunk, bytesOf, segment, wide } from '../clean/made-pictures.js';
import { madePdf, prose, written } from '../pdf/made-pdf.js';
import { readPdf } from '../pdf/read-pdf.js';
import { pictureTraces } from './picture-traces.js';

const u16 = (value: number, little: boolean): string =>
  little ? String.fromCharCode(value & 255, value >> 8) : String.fromCharCode(value >> 8, value & 255);
const u32 = (value: number, little: boolean): string =>
  little ? u16(value & 0xffff, true) + u16(value >>> 16, true) : u16(value >>> 16, false) + u16(value & 0xffff, false);

type Entry = readonly [tag: number, type: number, count: number, value: string];

/** A TIFF directory at `at` with what does not fit into its entries behind it. */
function directory(entries: readonly Entry[], at: number, little: boolean): string {
  let behind = '';
  const start = at + 2 + 12 * entries.length + 4;
  const rows = entries.map(([tag, type, count, value]) => {
    let held = value.padEnd(4, '\0');
    if (value.length > 4) {
      held = u32(start + behind.length, little);
      behind += value;
    }
    return u16(tag, little) + u16(type, little) + u32(count, little) + held;
  });
  return u16(entries.length, little) + rows.join('') + u32(0, little) + behind;
}

const text = (tag: number, value: string): Entry => [tag, 2, value.length + 1, `${value}\0`];

/** As a telephone writes it: whose it is, a comment, and where it was. */
function exif(little: boolean): string {
  const degrees = (values: readonly (readonly [number, number])[]): string =>
    values.map(([above, below]) => u32(above, little) + u32(below, little)).join('');
  const own = [text(0x010e, 'Hall of Elmsworth School'), text(0x013b, 'Olwen Trace')];
  const xp: Entry = [0x9c9d, 1, 24, wide('Olwen Trace\0')];
  const pointer = (tag: number, at: number): Entry => [tag, 4, 1, u32(at, little)];
  const first = (exifAt: number, gpsAt: number): string =>
    directory([...own, pointer(0x8769, exifAt), pointer(0x8825, gpsAt), xp], 8, little);
  const exifAt = 8 + first(0, 0).length;
  const camera = directory(
    [
      [
        0x9286,
        7,
        8 + 28,
        `UNICODE\0${little ? wide('Taken by Olwen') : wide('Taken by Olwen').slice(0, -1).padStart(28, '\0')}`,
      ],
      text(0xa430, 'O. Trace'),
      text(0xa431, 'SN-4711'),
    ],
    exifAt,
    little,
  );
  const gpsAt = exifAt + camera.length;
  const gps = directory(
    [
      text(1, 'N'),
      [
        2,
        5,
        3,
        degrees([
          [51, 1],
          [30, 1],
          [2646, 100],
        ]),
      ],
      text(3, 'W'),
      [
        4,
        5,
        3,
        degrees([
          [0, 1],
          [7, 1],
          [4012, 100],
        ]),
      ],
    ],
    gpsAt,
    little,
  );
  return `${little ? 'II*\0' : 'MM\0*'}${u32(8, little)}${first(exifAt, gpsAt)}${camera}${gps}`;
}

const xmp =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreatorTool="Cam" photoshop:City="Elmsworth" aux:SerialNumber="SN-4711"><dc:creator><rdf:Seq><rdf:li>Olwen Trace</rdf:li></rdf:Seq></dc:creator><xmp:CreateDate>2026-01-01</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>';
const dataSet = (number: number, value: string): string =>
  `\x1c\x02${String.fromCharCode(number, value.length >> 8, value.length & 255)}${value}`;
const sets = dataSet(80, 'Olwen Trace') + dataSet(55, '20260101') + dataSet(118, 'o.trace@elmsworth.example');
const iptc = `Photoshop 3.0\x008BIM\x04\x04\0\0${u32(sets.length, false)}${sets}`;

const jpeg = (little: boolean): string =>
  `\xff\xd8${segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0')}${segment(0xe1, `Exif\0\0${exif(little)}`)}` +
  `${segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${xmp}`)}${segment(0xed, iptc)}${segment(0xfe, 'Sent by Olwen')}` +
  `${segment(0xda, '\x01\x01\0\0?\0')}pixels\xff\xd9`;

const ofExif: readonly (readonly [string, string])[] = [
  ['EXIF ImageDescription', 'Hall of Elmsworth School'],
  ['EXIF Artist', 'Olwen Trace'],
  ['EXIF XPAuthor', 'Olwen Trace'],
  ['EXIF UserComment', 'Taken by Olwen'],
  ['EXIF CameraOwnerName', 'O. Trace'],
  ['EXIF BodySerialNumber', 'SN-4711'],
  ['EXIF GPS position', '51.5074, -0.1278'],
];
const ofXmp: readonly (readonly [string, string])[] = [
  ['XMP dc:creator', 'Olwen Trace'],
  ['XMP xmp:CreatorTool', 'Cam'],
  ['XMP photoshop:City', 'Elmsworth'],
  ['XMP aux:SerialNumber', 'SN-4711'],
];
const listed = (said: readonly (readonly [string, string])[]): object[] =>
  said.map(([what, value]) => ({ place: `p: ${what}`, value, removable: true }));

describe('what a picture says of its maker is listed before it is left out', () => {
  it.each([
    ['little-endian', true],
    ['big-endian', false],
  ])('a photograph as JPEG, %s: EXIF with its place, XMP, IPTC, comment', (_, little) => {
    expect(pictureTraces(bytesOf(jpeg(little)), 'p')).toEqual(
      listed([
        ...ofExif,
        ...ofXmp,
        ['IPTC by-line', 'Olwen Trace'],
        ['IPTC contact', 'o.trace@elmsworth.example'],
        ['comment', 'Sent by Olwen'],
      ]),
    );
  });

  it('a PNG: EXIF, XMP and words in chunks, packed ones by their keyword', () => {
    const png =
      `\x89PNG\r\n\x1a\n${chunk('IHDR', '0123456789abc')}${chunk('tEXt', 'Author\0Olwen Trace')}${chunk('tEXt', 'Software\0Paint')}` +
      `${chunk('iTXt', 'Description\0\0\0en\0\0Hall of Elmsworth')}${chunk('zTXt', 'Comment\0\0packed')}` +
      `${chunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${xmp}`)}${chunk('eXIf', exif(true))}${chunk('IDAT', 'pixels')}${chunk('IEND', '')}`;
    const words: readonly (readonly [string, string])[] = [
      ['Author', 'Olwen Trace'],
      ['Description', 'Hall of Elmsworth'],
      ['Comment', '(packed text)'],
    ];
    expect(pictureTraces(bytesOf(png), 'p')).toEqual(listed([...words, ...ofXmp, ...ofExif]));
  });

  it('WebP and TIFF, which no copy shows', () => {
    const part = (type: string, body: string): string =>
      `${type}${u32(body.length, true)}${body}${body.length % 2 ? '\0' : ''}`;
    const webp = `RIFF\0\0\0\0WEBP${part('VP8 ', 'abc')}${part('EXIF', exif(false))}${part('XMP ', xmp)}`;
    expect(pictureTraces(bytesOf(webp), 'p')).toEqual(listed([...ofExif, ...ofXmp]));
    expect(pictureTraces(bytesOf(exif(true)), 'p')).toEqual(listed(ofExif));
  });

  it('a block in which nothing is known to name anybody is said to be there', () => {
    const picture = bytesOf(`\xff\xd8${segment(0xe1, `Exif\0\0II*\0\x08${'\0'.repeat(40)}`)}${segment(0xda, '')}`);
    expect(pictureTraces(picture, 'p')).toEqual([{ place: 'picture with EXIF or XMP', value: 'p', removable: true }]);
    expect(pictureTraces(bytesOf(`\xff\xd8${segment(0xda, 'pixels')}`), 'p')).toEqual([]);
  });

  it('reads whatever stands there without a fault, and no more than it needs', () => {
    const whole = bytesOf(jpeg(true));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(whole.length),
        (changes, end) => {
          const broken = whole.slice(0, end);
          for (const [at, byte] of changes) if (at < broken.length) broken[at] = byte;
          for (const trace of pictureTraces(broken, 'p')) expect(trace.value.length).toBeLessThanOrEqual(200);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('in the files that are handed in', () => {
  it('a photograph handed in as evidence', async () => {
    const reading = await readEvidence(bytesOf(jpeg(true)));
    expect(reading.verdict === 'read' && reading.traces).toContainEqual({
      place: 'picture: EXIF GPS position',
      value: '51.5074, -0.1278',
      removable: true,
    });
  });

  it('a photograph in a Word document', async () => {
    const parts = unzipSync(madeDocx(paragraph('Words')));
    const bytes = zipSync({ ...parts, 'word/media/image1.jpeg': bytesOf(jpeg(false)), 'word/other.txt': strToU8('x') });
    const reading = await readEvidence(bytes);
    expect(reading.verdict === 'read' && reading.traces).toContainEqual({
      place: 'word/media/image1.jpeg: EXIF Artist',
      value: 'Olwen Trace',
      removable: true,
    });
  });

  it('a photograph in a PDF', async () => {
    const photograph = jpeg(true);
    const pdf = madePdf({
      pages: [written(prose(60))],
      objects: [
        `<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode /Length ${photograph.length} >>\nstream\n${photograph}\nendstream`,
      ],
      resources: '/XObject << /I1 10 0 R >>',
    });
    const reading = await readPdf(pdf);
    expect(reading.verdict === 'read' && reading.traces).toContainEqual({
      place: 'picture 10: EXIF CameraOwnerName',
      value: 'O. Trace',
      removable: true,
    });
  });
});
