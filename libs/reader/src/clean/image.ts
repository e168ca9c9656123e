import { joined } from './joined.js';
import { orientationIn } from '../traces/exif-said.js';

/** A picture that says nothing but what it shows. */
export interface CleanImage {
  readonly type: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/**
 * A JPEG or PNG without its metadata: EXIF (camera, place, owner), XMP, IPTC, comments, previews, profiles, times, and
 * whatever was put behind the picture. Only how to turn a photograph is kept. The pixels are not touched.
 *
 * Null for anything else, and for what is cut short: such pictures are left out of clean copies. With `isCutKept` a JPEG that breaks
 * off amid its pixels is ended there.
 */
export function cleanImage(bytes: Uint8Array, { isCutKept = false } = {}): CleanImage | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const clean = cleanJpeg(bytes, isCutKept);
    return clean && { type: 'image/jpeg', bytes: clean };
  }
  if (signature.every((byte, i) => bytes[i] === byte)) {
    const clean = cleanPng(bytes);
    return clean && { type: 'image/png', bytes: clean };
  }
  return null;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Chunks that decide how the pixels look (PNG 3rd edition, 11); all others say something about the picture. */
const looks = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'bKGD', 'pHYs']);

function cleanPng(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (looks.has(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IEND') return joined(kept);
    at = end;
  }
  return null;
}

/** APP14 tells how colours are stored; without it pictures made for print turn negative. */
const adobe = 0xee;

function cleanJpeg(bytes: Uint8Array, isCutKept: boolean): Uint8Array | null {
  const kept = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (end > bytes.length) return null;
    const segment = bytes.subarray(at, end);
    if (marker === 0xda) return picture(bytes, at, end, kept, isCutKept);
    if (marker === 0xe1) kept.push(...turning(segment));
    else if (marker === adobe && isAdobe(segment)) kept.push(segment.subarray(0, 16));
    else if (marker < 0xe0 || (marker > 0xef && marker !== 0xfe)) kept.push(segment);
    at = end;
  }
  return null;
}

const isAdobe = (segment: Uint8Array): boolean =>
  segment.length === 16 && String.fromCharCode(...segment.subarray(4, 9)) === 'Adobe';

/** From the first scan to the end of the picture: further tables and scans stand between, comments may too. */
function picture(
  bytes: Uint8Array,
  from: number,
  header: number,
  kept: Uint8Array[],
  isCutKept: boolean,
): Uint8Array | null {
  let start = from;
  let at = header;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] === 0 || (bytes[at + 1]! >= 0xd0 && bytes[at + 1]! <= 0xd7)) {
      at++;
      continue;
    }
    const marker = bytes[at + 1]!;
    if (marker === 0xd9) {
      kept.push(bytes.subarray(start, at + 2));
      return joined(kept);
    }
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (end > bytes.length) break;
    if (marker === 0xfe || (marker >= 0xe0 && marker <= 0xef)) {
      kept.push(bytes.subarray(start, at));
      start = end;
    }
    at = end;
  }
  if (!isCutKept) return null;
  const end = at + 1 < bytes.length ? at : bytes.length - (bytes.at(-1) === 0xff ? 1 : 0);
  return joined([...kept, bytes.subarray(start, end), Uint8Array.of(0xff, 0xd9)]);
}

/** An EXIF segment of one entry, the orientation, where the picture's own has one that turns it; else nothing. */
function turning(segment: Uint8Array): Uint8Array[] {
  const isExif = String.fromCharCode(...segment.subarray(4, 10)) === 'Exif\0\0';
  const orientation = isExif ? orientationIn(segment.subarray(10)) : null;
  if (orientation === null || orientation < 2 || orientation > 8) return [];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
  const entry = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const length = 2 + exif.length + entry.length;
  return [Uint8Array.from([0xff, 0xe1, length >> 8, length & 255, ...exif, ...entry])];
}
