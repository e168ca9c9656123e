import { Unreadable } from '../unreadable.js';

/*
 * MP4 recordings (ISO/IEC 14496-12) are boxes in boxes: four bytes of length, four of type, content. They may weigh
 * hundreds of megabytes, so nothing here holds more than the index (`moov`). Lengths never change: what names somebody is
 * turned into free space of the same length, so that every offset into the film still holds.
 */

/** A box: where it starts in its file or buffer, the length of its header and the whole length, in bytes. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly header: number;
  readonly size: number;
}

/** The bytes that are needed at a box's start to know it. */
export const boxHead = 16;

/**
 * The box at `start` of something `end` bytes long; `head` are its first bytes (16, or fewer at the end). Throws
 * `Unreadable('corrupt')` for a length that does not fit.
 */
export function boxAt(head: Uint8Array, start: number, end: number): Box {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.byteLength < 8) throw new Unreadable('corrupt', `half a box at ${start}`);
  const type = String.fromCharCode(...head.subarray(4, 8));
  const short = view.getUint32(0);
  const header = short === 1 ? 16 : 8;
  if (head.byteLength < header) throw new Unreadable('corrupt', `half a box at ${start}`);
  const size = short === 0 ? end - start : short === 1 ? Number(view.getBigUint64(8)) : short;
  if (size < header || start + size > end) throw new Unreadable('corrupt', `the box ${type} at ${start} does not fit`);
  return { type, start, header, size };
}

const brands = /^(?:isom|iso[2-9]|mp4[12]|avc1|M4V |M4VP|M4A |MSNV|dash|3gp\w|f4v )$/;

/** Refuses what is no MP4 by its first box (`ftyp`, whole): another format, or a brand that browsers do not play. */
export function holdToBrand(ftyp: Uint8Array): void {
  for (let at = 8; at + 4 <= ftyp.length; at += at === 8 ? 8 : 4)
    if (brands.test(String.fromCharCode(...ftyp.subarray(at, at + 4)))) return;
  throw new Unreadable('mismatched-type', 'a container of another brand than MP4');
}

/** Boxes of the file itself that show or sound; all others only say something about it. */
export const keptOfFile: ReadonlySet<string> = new Set([
  'ftyp',
  'moov',
  'mdat',
  'moof',
  'sidx',
  'styp',
  'mfra',
  'ssix',
]);

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'mvex', 'edts']);
const leaves = 'mvhd tkhd mdhd hdlr elst vmhd smhd nmhd sthd dinf stbl tref trex mehd';
const keptOfIndex = new Set([...containers, ...leaves.split(' ')]);
const seenOrHeard = new Set(['vide', 'soun', 'subt', 'text', 'sbtl', 'clcp']);

/**
 * The index of a recording without names, places and times: user and other metadata, times of making, names of handlers,
 * and tracks that are neither picture, sound nor subtitles (cameras write where they are into such tracks) are free
 * space now. In: the `moov` box whole; it stays as it is. Throws `Unreadable`: `corrupt`, `encrypted`, `too-complex`.
 */
export function cleanIndex(moov: Uint8Array): Uint8Array {
  const clean = Uint8Array.from(moov);
  cleanBoxes(clean, 8, clean.length, 0);
  return clean;
}

function cleanBoxes(bytes: Uint8Array, from: number, to: number, depth: number): void {
  if (depth > 8) throw new Unreadable('too-complex', 'boxes in boxes without an end');
  for (let at = from; at < to;) {
    const box = boxAt(bytes.subarray(at, Math.min(at + boxHead, to)), at, to);
    const end = at + box.size;
    if (!keptOfIndex.has(box.type) || (box.type === 'trak' && !seenOrHeard.has(handlerOf(bytes, box))))
      makeFree(bytes, box);
    else if (containers.has(box.type)) cleanBoxes(bytes, at + box.header, end, depth + 1);
    else cleanLeaf(bytes, box);
    at = end;
  }
}

function cleanLeaf(bytes: Uint8Array, box: Box): void {
  const content = bytes.subarray(box.start + box.header, box.start + box.size);
  // Version and flags, then creation and modification: 4 bytes each in version 0, 8 in version 1.
  if (/^(?:mvhd|tkhd|mdhd)$/.test(box.type)) content.fill(0, 4, content[0] === 1 ? 20 : 12);
  // Version and flags, 4 bytes reserved, the handler's type, 12 bytes reserved, then its name.
  if (box.type === 'hdlr') content.fill(0, 24);
  if (box.type === 'stbl' && holds(content.subarray(0, 4096), /enc[avt]/))
    throw new Unreadable('encrypted', 'a recording that only its maker can play');
}

function makeFree(bytes: Uint8Array, box: Box): void {
  bytes.set([0x66, 0x72, 0x65, 0x65], box.start + 4);
  bytes.fill(0, box.start + box.header, box.start + box.size);
}

/** The four letters of a track's handler; empty where it has none. */
function handlerOf(bytes: Uint8Array, trak: Box): string {
  const handler = find(bytes, find(bytes, trak, 'mdia'), 'hdlr');
  const from = handler ? handler.start + handler.header + 8 : 0;
  return handler ? String.fromCharCode(...bytes.subarray(from, from + 4)) : '';
}

function find(bytes: Uint8Array, within: Box | null, type: string): Box | null {
  if (!within) return null;
  const end = within.start + within.size;
  for (let at = within.start + within.header; at < end;) {
    const box = boxAt(bytes.subarray(at, Math.min(at + boxHead, end)), at, end);
    if (box.type === type) return box;
    at += box.size;
  }
  return null;
}

const holds = (bytes: Uint8Array, pattern: RegExp): boolean => pattern.test(String.fromCharCode(...bytes));
