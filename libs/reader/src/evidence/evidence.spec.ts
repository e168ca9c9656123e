import { describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { madeDocx, paragraph } from '../docx/made-docx.js';
import { madePdf } from '../pdf/made-pdf.js';
import { cleanEvidence } from './clean-evidence.js';
import { isNamedAs } from './kind.js';
import { madeJpeg, madeMp4, madeOffice, madePng } from './made-evidence.js';
import { readEvidence } from './read-evidence.js';
import { boxAt, cleanIndex, holdToBrand } from './recording.js';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('Evidence is told by its content', () => {
  it.each([
    ['docx', madeDocx(paragraph('Our project'))],
    ['xlsx', madeOffice('xlsx', ['Attendance of one term'])],
    ['pptx', madeOffice('pptx', ['What we planned'])],
    ['jpg', madeJpeg('Nobody Atall')],
    ['png', madePng('Nobody Atall')],
  ])('reads %s whatever its name', async (kind, bytes) => {
    expect(await readEvidence(bytes)).toMatchObject({ verdict: 'read', kind });
  });

  it('takes a PDF of pictures, which no account can be', async () => {
    expect(await readEvidence(madePdf({ pages: [''] }))).toMatchObject({ verdict: 'read', kind: 'pdf', model: null });
  });

  it('holds a name to it, and knows both endings of JPEG', () => {
    expect([isNamedAs('jpg', 'a.JPEG'), isNamedAs('jpg', 'a.jpg'), isNamedAs('xlsx', 'a.xlsx')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(['a.docx', 'a', 'a.xlsx.exe', 'a.constructor'].map((name) => isNamedAs('xlsx', name))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('finds the texts of slides and cells, so that names in them can be told', async () => {
    const read = await readEvidence(madeOffice('pptx', ['Written by Ada Nowhere', 'Thank you']));
    expect(read.verdict === 'read' && read.model?.paragraphs.map(({ text }) => text)).toEqual([
      'Written by Ada Nowhere',
      'Thank you',
    ]);
  });
});

describe('Evidence that could harm is refused by its reason', () => {
  const workbook = unzipSync(madeOffice('xlsx', ['a']));
  const withPart = (name: string, text = 'x'): Uint8Array => zipSync({ ...workbook, [name]: strToU8(text) });
  it.each([
    ['macros', withPart('xl/vbaProject.bin')],
    ['macros', withPart('xl/macrosheets/sheet1.xml', '<a/>')],
    ['macros', madeOffice('xlsx', ['a'], 'application/vnd.ms-excel.sheet.macroEnabled.main+xml')],
    ['active-content', withPart('xl/activeX/activeX1.bin')],
    ['active-content', withPart('xl/media/run.exe')],
    ['unsafe-xml', withPart('xl/other.xml', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')],
    ['archive-bomb', withPart('xl/worksheets/sheet9.xml', ' '.repeat(3_000_000))],
    ['unsafe-archive', withPart('../../etc/passwd')],
    [
      'encrypted',
      Uint8Array.from([
        0xd0,
        0xcf,
        0x11,
        0xe0,
        ...Array.from('EncryptedPackage').flatMap((letter) => [letter.charCodeAt(0), 0]),
        0,
      ]),
    ],
    ['unsupported-type', strToU8('MZ a program')],
    ['unsupported-type', strToU8('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['too-complex', madePng('', 40_000)],
    ['empty', new Uint8Array(0)],
  ])('%s', async (reason, bytes) => {
    expect(await readEvidence(bytes)).toMatchObject({ verdict: 'refused', reason });
  });
});

describe('The clean copy of evidence names nobody who made it', () => {
  it.each([
    ['xlsx', madeOffice('xlsx', ['a']), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['pptx', madeOffice('pptx', ['a']), 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['jpg', madeJpeg('Nobody Atall'), 'image/jpeg'],
    ['png', madePng('Nobody Atall'), 'image/png'],
  ] as const)('%s', async (kind, bytes, mediaType) => {
    const before = kind === 'xlsx' || kind === 'pptx' ? latin1(unzipSync(bytes)['docProps/core.xml']!) : latin1(bytes);
    expect(before).toContain('Nobody Atall');
    const clean = await cleanEvidence(kind, bytes);
    expect(clean?.mediaType).toBe(mediaType);
    expect(latin1(clean!.bytes)).not.toContain('Nobody Atall');
    expect(await readEvidence(clean!.bytes)).toMatchObject({ verdict: 'read', kind });
  });

  it('refuses a picture that is cut short', async () => {
    await expect(cleanEvidence('png', madePng('').subarray(0, 40))).rejects.toMatchObject({ reason: 'corrupt' });
  });
});

describe('The index of a recording keeps its length and names nobody', () => {
  const film = madeMp4('Nobody Atall, 51.5N 0.1W');
  const moov = (): Uint8Array => {
    for (let at = 0; ;) {
      const box = boxAt(film.subarray(at, at + 16), at, film.length);
      if (box.type === 'moov') return film.subarray(at, at + box.size);
      at += box.size;
    }
  };

  it('leaves out user metadata, times of making, names of handlers and tracks of places', () => {
    expect(latin1(moov())).toContain('Nobody Atall');
    const clean = cleanIndex(moov());
    expect(clean.length).toBe(moov().length);
    expect(latin1(clean)).not.toMatch(/Nobody|camera|udta|2026/);
    expect(latin1(clean).match(/trak/g)).toHaveLength(1);
    expect(latin1(clean)).toContain('vide');
  });

  it('takes the brands that browsers play and no other', () => {
    expect(() => holdToBrand(film.subarray(0, 24))).not.toThrow();
    expect(() => holdToBrand(strToU8('\0\0\0\u0014ftypqt  \0\0\0\0qt  '))).toThrow('another brand');
  });

  it('refuses boxes that do not fit', () => {
    const head = Uint8Array.from([0, 0, 0, 200, 0x6d, 0x6f, 0x6f, 0x76]);
    expect(() => boxAt(head, 0, 100)).toThrow('does not fit');
    expect(() => boxAt(head.subarray(0, 5), 0, 100)).toThrow('half a box');
  });
});
