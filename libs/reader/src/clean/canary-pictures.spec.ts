import { describe, expect, it } from '@jest/globals';
import { strFromU8, strToU8 } from 'fflate';
import { cleanImage } from './image.js';
import { cleanJbig2 } from './jbig2.js';
import { cleanJpx } from './jpx.js';
import { box, bytesOf, chunk, emf, gifBlock, heard, jbig2, segment, token, u16, u32, wide } from './made-pictures.js';
import { cleanEmf, cleanGif, cleanSvg, cleanWmf } from './vector.js';

/** Kind of picture · where the name is planted · the picture · its clean form · what must still be there. */
const pictures: readonly (readonly [string, string, Uint8Array, (bytes: Uint8Array) => Uint8Array | null, string])[] = [
  ['EMF', 'description', emf(''), cleanEmf, ' EMF'],
  ['EMF', 'comment', emf(`${u32(70)}${u32(12 + 44)}${u32(44)}${`GIF ${token}`.padEnd(44)}`), cleanEmf, ' EMF'],
  ['EMF', 'profile file', emf(`${u32(0x71)}${u32(8 + 44)}${wide(token).padEnd(44)}`), cleanEmf, ' EMF'],
  [
    'WMF',
    'escape',
    bytesOf(`${'\x01\0\x09\0'.padEnd(18, '\0')}${u32(3 + 8)}${u16(0x0626)}${token.padEnd(16)}${u32(3)}${u16(0)}`),
    cleanWmf,
    '\x01',
  ],
  [
    'GIF',
    'comment',
    bytesOf(`GIF89a\x01\0\x01\0\0\0\0!\xfe${gifBlock(token)},\0\0\0\0\x01\0\x01\0\0\x02${gifBlock('LZ')};`),
    cleanGif,
    'LZ',
  ],
  [
    'GIF',
    'program',
    bytesOf(
      `GIF89a\x01\0\x01\0\0\0\0!\xff\x0bXMP DataXMP${gifBlock(token)},\0\0\0\0\x01\0\x01\0\0\x02${gifBlock('LZ')};`,
    ),
    cleanGif,
    'LZ',
  ],
  [
    'PNG',
    'text chunk',
    bytesOf(`\x89PNG\r\n\x1a\n${chunk('IHDR', 'looks')}${chunk('tEXt', `Author\0${token}`)}${chunk('IEND', '')}`),
    (b) => cleanImage(b)?.bytes ?? null,
    'IHDR',
  ],
  [
    'PNG',
    'XMP chunk',
    bytesOf(
      `\x89PNG\r\n\x1a\n${chunk('IHDR', 'looks')}${chunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${token}`)}${chunk('IEND', '')}`,
    ),
    (b) => cleanImage(b)?.bytes ?? null,
    'IHDR',
  ],
  [
    'PNG',
    'EXIF chunk',
    bytesOf(`\x89PNG\r\n\x1a\n${chunk('IHDR', 'looks')}${chunk('eXIf', token)}${chunk('IEND', '')}`),
    (b) => cleanImage(b)?.bytes ?? null,
    'IHDR',
  ],
  [
    'PNG',
    'profile name',
    bytesOf(`\x89PNG\r\n\x1a\n${chunk('IHDR', 'looks')}${chunk('iCCP', `${token}\0\0x`)}${chunk('IEND', '')}`),
    (b) => cleanImage(b)?.bytes ?? null,
    'IHDR',
  ],
  [
    'PNG',
    'behind its end',
    bytesOf(`\x89PNG\r\n\x1a\n${chunk('IHDR', 'looks')}${chunk('IEND', '')}${token}`),
    (b) => cleanImage(b)?.bytes ?? null,
    'IHDR',
  ],
  ...(
    [
      ['EXIF and GPS', 0xe1, `Exif\0\0MM\0*\0\0\0\x08\0\0${token}`],
      ['XMP', 0xe1, `http://ns.adobe.com/xap/1.0/\0${token}`],
      ['IPTC', 0xed, `Photoshop 3.0\0${token}`],
      ['comment', 0xfe, token],
      ['profile', 0xe2, `ICC_PROFILE\0${token}`],
    ] as const
  ).map(
    ([place, marker, body]) =>
      [
        'JPEG',
        place,
        bytesOf(`\xff\xd8${segment(marker, body)}${segment(0xdb, 'table')}${segment(0xda, 'scan')}pixels\xff\xd9`),
        (b: Uint8Array) => cleanImage(b)?.bytes ?? null,
        'pixels',
      ] as const,
  ),
  ...(
    [
      ['XML box', box('xml ', `<x>${token}</x>`), ''],
      ['UUID box', box('uuid', `JpgTiffExif->JP2${token}`), ''],
      ['label', box('asoc', box('lbl ', token)), ''],
      ['comment', '', segment(0x64, `\0\x01${token}`)],
    ] as const
  ).map(
    ([place, beside, inside]) =>
      [
        'JPX',
        place,
        bytesOf(
          `${box('jP  ', '\r\n\x87\n')}${beside}${box('jp2h', box('ihdr', 'looks'))}${box('jp2c', `\xff\x4f${segment(0x51, 'size')}${inside}\xff\x90pixels`)}`,
        ),
        cleanJpx,
        'pixels',
      ] as const,
  ),
  ...(
    [
      ['comment', jbig2(62, token), jbig2(6, 'pixels')],
      ['comment that refers to many', jbig2(62, token, 300), jbig2(6, 'pixels', 5)],
      [
        'after a region of unknown length',
        jbig2(38, `${' '.repeat(18)}pixels\xff\xac\0\0\0\x08`, 0, -1),
        jbig2(62, token),
      ],
      ['after rows packed as a fax', jbig2(38, `${' '.repeat(17)}\x01pixels\0\0\0\0\0\x08`, 0, -1), jbig2(62, token)],
    ] as const
  ).map(
    ([place, ...segments]) =>
      ['JBIG2', place, bytesOf(segments.join('') + jbig2(49, '')), cleanJbig2, 'pixels'] as const,
  ),
  ...(
    [
      ['title', `<title>${token}</title>`],
      ['description', `<desc>${token}</desc>`],
      [
        'metadata',
        `<metadata><rdf:RDF xmlns:rdf="r"><dc:creator xmlns:dc="d">${token}</dc:creator></rdf:RDF></metadata>`,
      ],
      ['comment', `<!-- ${token} -->`],
      ['layer name', `<g inkscape:label="${token}" xmlns:inkscape="i"/>`],
      ['id', `<g id="${token}"/><use href="#${token}"/>`],
      ['data', `<g data-name="${token}" aria-label="${token}"/>`],
      ['link', `<a href="https://x.example/${token}"><g/></a>`],
      [
        'style comment',
        `<style>/* ${token} */ .${token} { fill: url(https://x.example/${token}) }</style><g class="${token}"/>`,
      ],
      ['script', `<script>//${token}</script>`],
    ] as const
  ).map(
    ([place, inside]) =>
      [
        'SVG',
        place,
        strToU8(
          `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!-- > -->${inside}<path d="M1 1h7"/><text>shown</text></svg>`,
        ),
        cleanSvg,
        '<path d="M1 1h7"/><text>shown</text></svg>',
      ] as const,
  ),
];

describe('a name planted in a picture', () => {
  it.each(pictures)('%s: %s', (_kind, _place, bytes, clean, stays) => {
    expect(heard(bytes)).toContain(token);
    const cleaned = clean(bytes);
    expect(heard(cleaned)).not.toContain(token);
    expect(heard(cleaned)).toContain(stays);
  });

  it('is in none that is cut short: a JPEG may end where its pixels break off, a JBIG2 is left out', () => {
    const jpeg = `\xff\xd8${segment(0xfe, token)}${segment(0xda, 'scan')}pixels`;
    expect(cleanImage(bytesOf(jpeg))).toBeNull();
    expect(heard(cleanImage(bytesOf(jpeg), { isCutKept: true })?.bytes ?? null)).toBe(
      `\xff\xd8${segment(0xda, 'scan')}pixels\xff\xd9`.replaceAll('\0', ''),
    );
    const picture = jbig2(62, token) + jbig2(6, 'pixels');
    for (let length = 1; length < picture.length; length += 1)
      expect(heard(cleanJbig2(bytesOf(picture.slice(0, length))))).not.toContain(token);
    expect(cleanJbig2(bytesOf(picture.slice(0, -1)))).toBeNull();
    expect(cleanJbig2(bytesOf(jbig2(38, 'no end', 0, -1)))).toBeNull();
  });

  it('keeps what an SVG points at within itself, and its drawing', () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><defs><linearGradient id="mine"/></defs><style>#mine{opacity:.5} .a{fill:url(#mine)}</style><g class="a" fill="url('#mine')"><use xlink:href="#mine"/></g></svg>`;
    expect(strFromU8(cleanSvg(strToU8(svg)) ?? new Uint8Array(0)).trim()).toBe(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><defs><linearGradient id="i0"/></defs><style>#i0{opacity:.5} .c1{fill:url(#i0)}</style><g class="c1" fill="url(#i0)"><use xlink:href="#i0"/></g></svg>`,
    );
    expect(cleanSvg(strToU8('<svg><g></svg>'))).toBeNull();
  });
});
