import { joined } from './joined.js';

/** A segment that is no picture but a word about one: comments, and what programs invent (ITU-T T.88, 7.4.16). */
const extension = 62;
const genericRegion = 38;
const unknownLength = 0xffffffff;

/**
 * The segments of a JBIG2 picture as a PDF holds them, or of what several share (`JBIG2Globals`), without those that are comments.
 * The pixels are not touched. Null for what is cut short.
 */
export function cleanJbig2(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const segment = segmentAt(view, at);
    if (!segment) return null;
    if (segment.type !== extension) kept.push(bytes.subarray(at, segment.end));
    at = segment.end;
  }
  return joined(kept);
}

/** Where the segment that begins at `at` ends, and its type (T.88, 7.2); null where it goes beyond the bytes. */
function segmentAt(view: DataView, at: number): { type: number; end: number } | null {
  if (at + 6 > view.byteLength) return null;
  const number = view.getUint32(at);
  const flags = view.getUint8(at + 4);
  let next = at + 5;
  let referred = view.getUint8(next) >> 5;
  if (referred === 7) {
    if (next + 4 > view.byteLength) return null;
    referred = view.getUint32(next) & 0x1fffffff;
    next += 4 + Math.ceil((referred + 1) / 8);
  } else next += 1;
  next += referred * (number <= 256 ? 1 : number <= 65_536 ? 2 : 4) + (flags & 0x40 ? 4 : 1);
  if (next + 4 > view.byteLength) return null;
  const length = view.getUint32(next);
  const type = flags & 0x3f;
  const data = next + 4;
  const end = length === unknownLength && type === genericRegion ? endOfRegion(view, data) : data + length;
  return end <= view.byteLength ? { type, end } : null;
}

/** A generic region whose length was not known when it was written ends with a mark of two bytes and its number of rows (T.88, 7.2.7). */
function endOfRegion(view: DataView, data: number): number {
  const flagsAt = data + 17;
  if (flagsAt >= view.byteLength) return Infinity;
  const mark = view.getUint8(flagsAt) & 1 ? 0x0000 : 0xffac;
  for (let at = flagsAt + 1; at + 6 <= view.byteLength; at += 1) if (view.getUint16(at) === mark) return at + 6;
  return Infinity;
}
