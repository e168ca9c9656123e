import { strToU8, zipSync } from 'fflate';
import { crc32 } from '../zip/crc32.js';

/** Evidence made for specs: as small as its format allows, with the name of its maker where such names stand. */
const packages = 'http://schemas.openxmlformats.org/package/2006';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const maker = 'Nobody Atall';

/** An XLSX or PPTX with these texts in cells or slides. */
export function madeOffice(kind: 'xlsx' | 'pptx', texts: readonly string[], mainType?: string): Uint8Array {
  const format = kind === 'xlsx' ? 'spreadsheetml.sheet' : 'presentationml.presentation';
  const main = kind === 'xlsx' ? 'xl/workbook.xml' : 'ppt/presentation.xml';
  const part = kind === 'xlsx' ? 'xl/sharedStrings.xml' : 'ppt/slides/slide1.xml';
  const type = mainType ?? `application/vnd.openxmlformats-officedocument.${format}.main+xml`;
  const sheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main';
  const written =
    kind === 'xlsx'
      ? `<sst xmlns="${sheet}">${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`
      : `<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="${drawing}">${texts
          .map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`)
          .join('')}</p:sld>`;
  const relationship = (id: number, name: string, target: string): string =>
    `<Relationship Id="r${id}" Type="${name}" Target="${target}"/>`;
  return zipSync({
    '[Content_Types].xml': strToU8(
      `<Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${main}" ContentType="${type}"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `<Relationships xmlns="${packages}/relationships">${relationship(1, `${office}/officeDocument`, main)}${relationship(2, `${packages}/relationships/metadata/core-properties`, 'docProps/core.xml')}</Relationships>`,
    ),
    'docProps/core.xml': strToU8(
      `<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${maker}</dc:creator></cp:coreProperties>`,
    ),
    [main]: strToU8('<main/>'),
    [part]: strToU8(written),
  });
}

const chunk = (type: string, content: Uint8Array): number[] => {
  const body = [...strToU8(type), ...content];
  return [...number32(content.length), ...body, ...number32(crc32(0, Uint8Array.from(body)))];
};

const number32 = (value: number): number[] => [
  (value >>> 24) & 255,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];

/** A PNG of one pixel (or that claims to be `side` wide and high) with an author. */
export function madePng(author: string, side = 1): Uint8Array {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  const zlib = [0x78, 0x9c, 0x63, 0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01];
  return Uint8Array.from([
    ...signature,
    ...chunk('IHDR', Uint8Array.from([...number32(side), ...number32(side), 8, 0, 0, 0, 0])),
    ...chunk('tEXt', strToU8(`Author\0${author}`)),
    ...chunk('IDAT', Uint8Array.from(zlib)),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

/** The skeleton of a JPEG of one pixel with a comment of its author. */
export function madeJpeg(author: string): Uint8Array {
  const segment = (marker: number, content: readonly number[]): number[] => [
    0xff,
    marker,
    (content.length + 2) >> 8,
    (content.length + 2) & 255,
    ...content,
  ];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xfe, [...strToU8(author)]),
    ...segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    1,
    2,
    3,
    0xff,
    0xd9,
  ]);
}

const box = (type: string, ...content: (readonly number[])[]): number[] => {
  const all = content.flat();
  return [...number32(all.length + 8), ...strToU8(type), ...all];
};

const track = (handler: string): number[] =>
  box(
    'trak',
    box('tkhd', [0, 0, 0, 7], [...strToU8('20262026')], number32(1)),
    box(
      'mdia',
      box(
        'hdlr',
        number32(0),
        number32(0),
        [...strToU8(handler)],
        Array.from({ length: 12 }, () => 0),
        [...strToU8('camera of somebody\0')],
      ),
      box('minf', box('stbl', [])),
    ),
  );

/** The boxes of a film of nothing, with `says` in its user metadata, beside its index and in a track of places. */
export function madeMp4(says: string): Uint8Array {
  return Uint8Array.from([
    ...box('ftyp', [...strToU8('mp42')], number32(0), [...strToU8('isommp42')]),
    ...box('uuid', [...strToU8('0123456789abcdef')], [...strToU8(says)]),
    ...box(
      'moov',
      box('mvhd', [0, 0, 0, 0], [...strToU8('20262026')], number32(1000)),
      track('vide'),
      track('meta'),
      box('udta', box('name', [...strToU8(says)])),
    ),
    ...box('mdat', [...strToU8('the film itself')]),
  ]);
}
