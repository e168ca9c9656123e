import { joined } from './joined.js';

/** Boxes of a JPEG 2000 file that decide how it looks (ISO 15444-1, annex I); all others say something about the picture. */
const looks = new Set(['jP  ', 'ftyp', 'jp2h', 'ihdr', 'bpcc', 'colr', 'pclr', 'cmap', 'cdef', 'jp2c']);

/**
 * A JPEG 2000 picture without XML, UUID (EXIF, XMP), labels and rights, and without the comments of its codestream. The pixels
 * are not touched. Null for what is cut short or no such picture.
 */
export function cleanJpx(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] === 0xff && bytes[1] === 0x4f) return withoutComments(bytes);
  return boxes(bytes, 0);
}

function boxes(bytes: Uint8Array, depth: number): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) return null;
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= bytes.length) {
      size = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12);
      header = 16;
    } else if (size === 0) size = bytes.length - at;
    if (size < header || at + size > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + header, at + size);
    at += size;
    if (!looks.has(type)) continue;
    const inside =
      type === 'jp2c' ? withoutComments(body) : type === 'jp2h' && depth === 0 ? boxes(body, depth + 1) : body;
    if (!inside) return null;
    const head = new Uint8Array(8);
    new DataView(head.buffer).setUint32(0, inside.length + 8);
    head.set(
      Array.from({ length: 4 }, (_, i) => type.charCodeAt(i)),
      4,
    );
    kept.push(head, inside);
  }
  return kept.length > 0 ? joined(kept) : null;
}

/** Up to the first tile the codestream is a list of segments; those marked COM (FF64) are words. */
function withoutComments(stream: Uint8Array): Uint8Array | null {
  if (stream[0] !== 0xff || stream[1] !== 0x4f) return null;
  const kept = [stream.subarray(0, 2)];
  for (let at = 2; at + 4 <= stream.length;) {
    if (stream[at] !== 0xff) return null;
    const marker = stream[at + 1];
    if (marker === 0x90) return joined([...kept, stream.subarray(at)]);
    const end = at + 2 + (((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0));
    if (end > stream.length) return null;
    if (marker !== 0x64) kept.push(stream.subarray(at, end));
    at = end;
  }
  return null;
}
