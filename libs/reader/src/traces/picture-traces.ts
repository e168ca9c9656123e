import type { Trace } from '../model.js';
import { exifSaid } from './exif-said.js';
import { type Said, xmpSaid } from './xmp-said.js';

/** Of a picture in a document so much is looked at: a block of EXIF and one of XMP, 64 KB each, before the pixels. */
export const pictureHead = 136 * 1024;

/** What one picture says; a report of thousands helps nobody. */
const mostSaid = 20;

/**
 * What a picture (JPEG, PNG, WebP, TIFF; also its first part alone) says of who made it, with what and where: EXIF, XMP, IPTC,
 * text chunks and comments. `name` is how the report calls the picture. Where it carries such a block and nothing in it is
 * known to name somebody, one trace says that it carries it. All of it is left out of clean copies (`cleanImage`).
 */
export function pictureTraces(bytes: Uint8Array, name: string): Trace[] {
  const heard = new Heard();
  if (startsWith(bytes, '\xff\xd8')) ofJpeg(bytes, heard);
  else if (startsWith(bytes, '\x89PNG')) ofPng(bytes, heard);
  else if (startsWith(bytes, 'RIFF')) ofWebp(bytes, heard);
  else if (startsWith(bytes, 'II*\0') || startsWith(bytes, 'MM\0*')) heard.exif(bytes);
  const seen = new Map(heard.said.map((one) => [`${one.what} ${one.value}`, one]));
  if (seen.size === 0) return heard.blocks ? [removable('picture with EXIF or XMP', name)] : [];
  return [...seen.values()].slice(0, mostSaid).map(({ what, value }) => removable(`${name}: ${what}`, value));
}

const removable = (place: string, value: string): Trace => ({ place, value: value.slice(0, 200), removable: true });

/** Bytes of a directory that says how to turn the picture and nothing else, as clean copies keep it. */
const turningAlone = 26;

class Heard {
  readonly said: Said[] = [];
  /** True where there was any block of metadata. */
  blocks = false;

  exif(block: Uint8Array): void {
    this.blocks ||= block.length > turningAlone;
    this.say('EXIF', exifSaid(block));
  }

  xmp(block: Uint8Array): void {
    this.blocks = true;
    this.say('XMP', xmpSaid(new TextDecoder().decode(block)));
  }

  text(what: string, block: Uint8Array, encoding = 'utf-8'): void {
    const value = new TextDecoder(encoding)
      .decode(block.subarray(0, 2_000))
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim();
    if (value) this.said.push({ what, value });
  }

  private say(kind: string, said: readonly Said[]): void {
    for (const { what, value } of said) this.said.push({ what: `${kind} ${what}`, value });
  }
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const startsWith = (bytes: Uint8Array, start: string): boolean => latin(bytes.subarray(0, start.length)) === start;
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const exifStart = 'Exif\0\0';
const xmpStart = 'http://ns.adobe.com/xap/1.0/\0';
const iptcStart = 'Photoshop 3.0\0';

function ofJpeg(bytes: Uint8Array, heard: Heard): void {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return;
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    const body = bytes.subarray(at + 4, end);
    if (marker === 0xe1 && startsWith(body, exifStart)) heard.exif(body.subarray(exifStart.length));
    else if (marker === 0xe1 && startsWith(body, xmpStart)) heard.xmp(body.subarray(xmpStart.length));
    else if (marker === 0xed && startsWith(body, iptcStart)) ofIptc(body.subarray(iptcStart.length), heard);
    else if (marker === 0xfe) heard.text('comment', body);
    at = Math.max(end, at + 2);
  }
}

/** Data sets of IPTC-IIM 4.2, record 2, that name people and places. */
const iptc: Readonly<Record<number, string>> = {
  5: 'title',
  25: 'keyword',
  80: 'by-line',
  85: 'by-line title',
  90: 'city',
  105: 'headline',
  110: 'credit',
  115: 'source',
  116: 'copyright',
  118: 'contact',
  120: 'caption',
  122: 'writer',
};

/** Photoshop's resources; the one numbered 0404 holds the data sets. */
function ofIptc(block: Uint8Array, heard: Heard): void {
  const view = viewOf(block);
  for (let at = 0; at + 12 <= block.length && startsWith(block.subarray(at), '8BIM');) {
    const name = at + 6;
    const size = name + 1 + block[name]! + ((block[name]! + 1) % 2);
    if (size + 4 > block.length) return;
    const body = block.subarray(size + 4, size + 4 + view.getUint32(size));
    if (view.getUint16(at + 4) === 0x0404) ofDataSets(body, heard);
    at = size + 4 + body.length + (body.length % 2);
  }
}

function ofDataSets(block: Uint8Array, heard: Heard): void {
  for (let at = 0; at + 5 <= block.length && block[at] === 0x1c;) {
    const size = (block[at + 3]! << 8) | block[at + 4]!;
    const what = block[at + 1] === 2 ? iptc[block[at + 2]!] : undefined;
    if (what) heard.text(`IPTC ${what}`, block.subarray(at + 5, at + 5 + size));
    heard.blocks = true;
    at += 5 + size;
  }
}

function ofPng(bytes: Uint8Array, heard: Heard): void {
  const view = viewOf(bytes);
  for (let at = 8; at + 8 <= bytes.length;) {
    const type = latin(bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
    if (type === 'eXIf') heard.exif(body);
    else if (['tEXt', 'iTXt', 'zTXt'].includes(type)) ofTextChunk(type, body, heard);
    at += 12 + view.getUint32(at);
  }
}

/** PNG 3rd edition, 11.3.3: a keyword, then words, in iTXt after a flag, a method, a language and a translated keyword. */
function ofTextChunk(type: string, body: Uint8Array, heard: Heard): void {
  const keyword = latin(body.subarray(0, Math.min(80, Math.max(0, body.indexOf(0)))));
  let from = keyword.length + 1;
  const packed = type === 'zTXt' || (type === 'iTXt' && body[from] === 1);
  if (type === 'iTXt') from = body.indexOf(0, body.indexOf(0, from + 2) + 1) + 1;
  heard.blocks = true;
  if (packed) heard.said.push({ what: keyword, value: '(packed text)' });
  else if (keyword === 'XML:com.adobe.xmp') heard.xmp(body.subarray(from));
  else if (!/^(?:Software|Creation Time|date:|Raw profile)/i.test(keyword))
    heard.text(keyword, body.subarray(from), type === 'tEXt' ? 'latin1' : 'utf-8');
}

function ofWebp(bytes: Uint8Array, heard: Heard): void {
  const view = viewOf(bytes);
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = latin(bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (type === 'EXIF') heard.exif(startsWith(body, exifStart) ? body.subarray(exifStart.length) : body);
    if (type === 'XMP ') heard.xmp(body);
    at += 8 + size + (size % 2);
  }
}
