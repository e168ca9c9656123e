import type { DocumentKind } from '../model.js';
import { Unreadable } from '../unreadable.js';

/** What a piece of evidence can be beside a document. Recordings are not among them: they are never read whole. */
export type EvidenceKind = DocumentKind | 'xlsx' | 'pptx' | 'jpg' | 'png';

const extensions: Readonly<Record<string, EvidenceKind | 'mp4'>> = {
  docx: 'docx',
  pdf: 'pdf',
  odt: 'odt',
  rtf: 'rtf',
  txt: 'txt',
  xlsx: 'xlsx',
  pptx: 'pptx',
  jpg: 'jpg',
  jpeg: 'jpg',
  png: 'png',
  mp4: 'mp4',
};

/**
 * True where a name's extension promises just this kind: whoever opens a file by its name must see what was checked.
 * A name without an extension, or with one that is not in the list, promises nothing and is held by no kind.
 */
export function isNamedAs(kind: string, fileName: string): boolean {
  const extension = /\.([a-z0-9]+)[\s.]*$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(extensions, extension) && extensions[extension] === kind;
}

/** A picture of more pixels stops the browser that has to unpack it: 100 million are a sheet of A3 at 900 dpi. */
const mostPixels = 100_000_000;

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** `jpg` or `png` by the first bytes, or null. Throws `Unreadable('too-complex')` for a picture of too many pixels. */
export function pictureKind(bytes: Uint8Array): 'jpg' | 'png' | null {
  const kind = png.every((byte, i) => bytes[i] === byte)
    ? 'png'
    : bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
      ? 'jpg'
      : null;
  if (kind === null) return null;
  const pixels = kind === 'png' ? pixelsOfPng(bytes) : pixelsOfJpeg(bytes);
  if (pixels > mostPixels) throw new Unreadable('too-complex', `a picture of ${pixels} pixels`);
  return kind;
}

function pixelsOfPng(bytes: Uint8Array): number {
  if (bytes.length < 24) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(16) * view.getUint32(20);
}

/** The frame header (SOF0 to SOF15 but DHT, JPG, DAC) says height and width; it stands before the first scan. */
function pixelsOfJpeg(bytes: Uint8Array): number {
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return word(at + 5) * word(at + 7);
    if (marker === 0xda) return 0;
    at += marker === 0xff ? 1 : 2 + Math.max(2, word(at + 2));
  }
  return 0;
}
