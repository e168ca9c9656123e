import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { madeDocx, paragraph, paragraphs } from './made-docx.js';
import { readDocx } from './read-docx.js';

const drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const theme = (light: string, comment: string): string =>
  `<a:theme xmlns:a="${drawing}"><a:themeElements><a:clrScheme name="own"><a:lt1><a:srgbClr val="${light}"/></a:lt1></a:clrScheme></a:themeElements><!--${comment}--></a:theme>`;

/** Words in the theme's own light colour, which is a reader's paper or not. */
const inLight = (xml: string): Uint8Array =>
  madeDocx(
    paragraphs(300) +
      paragraph('these are in the light colour of the theme', '', '<w:color w:themeColor="background1"/>'),
    {
      parts: { 'theme/theme1.xml': { type: 'theme', xml } },
    },
  );
const hides = (xml: string): boolean => {
  const reading = readDocx(inLight(xml));
  if (reading.verdict !== 'read') throw new Error('it was refused');
  return reading.findings.some(({ code }) => code === 'white-text');
};

/** The comment of so many letters, each a or c, that gives a theme the wanted checksum: CRC-32 is linear, so it can be solved for. */
function forge(light: string, wanted: number): string {
  const letters = 64;
  const checksum = (choice: bigint): number =>
    crc32(theme(light, Array.from({ length: letters }, (_, i) => ((choice >> BigInt(i)) & 1n ? 'c' : 'a')).join('')));
  const none = checksum(0n);
  const rows: { effect: number; choice: bigint }[] = [];
  let left = (none ^ wanted) >>> 0;
  let answer = 0n;
  for (let i = 0; i < letters; i++) {
    let row = { effect: (checksum(1n << BigInt(i)) ^ none) >>> 0, choice: 1n << BigInt(i) };
    for (const other of rows)
      if ((row.effect ^ other.effect) >>> 0 < row.effect)
        row = { effect: (row.effect ^ other.effect) >>> 0, choice: row.choice ^ other.choice };
    if (row.effect !== 0) rows.push(row);
    rows.sort((a, b) => b.effect - a.effect);
  }
  for (const row of rows)
    if ((left ^ row.effect) >>> 0 < left) {
      left = (left ^ row.effect) >>> 0;
      answer ^= row.choice;
    }
  return Array.from({ length: letters }, (_, i) => ((answer >> BigInt(i)) & 1n ? 'c' : 'a')).join('');
}

describe('a theme that was read before', () => {
  const white = theme('FFFFFF', 'a'.repeat(64));

  it('has its colours again', () => {
    expect(hides(white)).toBe(true);
    expect(hides(white)).toBe(true);
  });

  it('is not taken for another of the same length and checksum', () => {
    const green = theme('00AA00', forge('00AA00', crc32(white)));
    expect([green.length, crc32(green)]).toEqual([white.length, crc32(white)]);
    expect([hides(white), hides(green), hides(white)]).toEqual([true, false, true]);
  });

  it('was well-formed: a damaged one is refused each time', () => {
    const damaged = white.replace('</a:themeElements>', '');
    for (let time = 1; time <= 2; time++) expect(() => readDocx(inLight(damaged))).toThrow(/not well-formed/);
  });

  it('is forgotten when many others have come, and read again', () => {
    for (let at = 0; at < 40; at++) expect(hides(theme('00AA00', `theme ${at}`))).toBe(false);
    expect(hides(white)).toBe(true);
  });
});
