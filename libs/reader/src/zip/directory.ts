import type { Limits } from '../limits.js';
import { Unreadable } from '../unreadable.js';

/** One entry as the central directory names it. `start` and `end` bound its stored bytes in the file. */
export interface Entry {
  readonly name: string;
  readonly method: 0 | 8;
  readonly crc: number;
  readonly size: number;
  readonly stored: number;
  readonly start: number;
  readonly end: number;
}

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, locator64: 0x07064b50, end64: 0x06064b50 };
const endSize = 22;

/** Blank bytes behind the end record that mail and version control leave in honest files; anything else is refused. */
const forgivenTail = 64;

/** Finds the end record. It must end the file: a second format behind it is a polyglot. */
function endRecord(view: DataView): number {
  let length = view.byteLength;
  while (length > view.byteLength - forgivenTail && length > 0 && [0, 10, 13, 32].includes(view.getUint8(length - 1)))
    length--;
  const last = view.byteLength - endSize;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) !== signature.end) continue;
    const end = at + endSize + view.getUint16(at + 20, true);
    if (end >= length && end <= view.byteLength) return at;
  }
  throw new Unreadable('corrupt', 'no end-of-central-directory record closes the file');
}

function large(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(view.byteLength) * 2000n)
    throw new Unreadable('archive-bomb', 'a 64-bit size beyond any honest one');
  return Number(value);
}

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly start: number;
}

function directory(view: DataView): Directory {
  const end = endRecord(view);
  if (view.getUint16(end + 4, true) !== 0 && view.getUint16(end + 4, true) !== 0xffff)
    throw new Unreadable('unsafe-archive', 'an archive in several volumes');
  const plain = {
    count: view.getUint16(end + 10, true),
    size: view.getUint32(end + 12, true),
    start: view.getUint32(end + 16, true),
  };
  if (plain.count !== 0xffff && plain.size !== 0xffffffff && plain.start !== 0xffffffff) return plain;
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== signature.locator64) return plain;
  const record = large(view, locator + 8);
  if (record + 56 > view.byteLength || view.getUint32(record, true) !== signature.end64)
    throw new Unreadable('corrupt', '64-bit end record missing');
  return { count: large(view, record + 32), size: large(view, record + 40), start: large(view, record + 48) };
}

/** Names that leave the package, or that two readers would read differently. */
function refuseName(name: string): void {
  const parts = name.split('/');
  if (name === '' || name.startsWith('/') || /^[a-z]:/i.test(name) || parts.includes('..') || name.includes('\0'))
    throw new Unreadable('unsafe-archive', `entry name leaves the package: ${name.slice(0, 80)}`);
}

/** Sizes and offset of one central record, from its 64-bit extra field where the plain ones are full. */
function sizes(view: DataView, at: number, extra: number, extraEnd: number) {
  let stored = view.getUint32(at + 20, true);
  let size = view.getUint32(at + 24, true);
  let offset = view.getUint32(at + 42, true);
  for (let e = extra; e + 4 <= extraEnd; e += 4 + view.getUint16(e + 2, true)) {
    if (view.getUint16(e, true) !== 1) continue;
    const room = Math.min(extraEnd, e + 4 + view.getUint16(e + 2, true));
    let p = e + 4;
    const next = (value: number): number => {
      if (value !== 0xffffffff || p + 8 > room) return value;
      p += 8;
      return large(view, p - 8);
    };
    size = next(size);
    stored = next(stored);
    offset = next(offset);
  }
  return { stored, size, offset };
}

function refuseKind(view: DataView, at: number, name: string): void {
  if (view.getUint16(at + 8, true) & 1) throw new Unreadable('encrypted', `entry is encrypted: ${name}`);
  const madeOn = view.getUint16(at + 4, true) >>> 8;
  const mode = view.getUint32(at + 38, true) >>> 16;
  if (madeOn === 3 && (mode & 0o170000) === 0o120000) throw new Unreadable('unsafe-archive', `symbolic link: ${name}`);
}

const utf8 = new TextDecoder('utf-8');

/** Where the stored bytes start: the local header must be there and say the same name and method. */
function dataStart(view: DataView, bytes: Uint8Array, offset: number, raw: Uint8Array, method: number): number {
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== signature.local)
    throw new Unreadable('corrupt', 'an entry has no local header');
  const nameSize = view.getUint16(offset + 26, true);
  const name = bytes.subarray(offset + 30, offset + 30 + nameSize);
  if (nameSize !== raw.length || raw.some((byte, i) => byte !== name[i]) || view.getUint16(offset + 8, true) !== method)
    throw new Unreadable('unsafe-archive', 'local header and central directory name different things');
  if (view.getUint16(offset + 6, true) & 1) throw new Unreadable('encrypted', 'a local header says encrypted');
  return offset + 30 + nameSize + view.getUint16(offset + 28, true);
}

/** Two entries that share bytes are how a small file claims to hold a large one. */
function refuseOverlap(entries: readonly Entry[], heads: ReadonlyMap<Entry, number>, central: number): void {
  const inOrder = [...entries].sort((a, b) => heads.get(a)! - heads.get(b)!);
  inOrder.forEach((entry, i) => {
    const next = inOrder[i + 1];
    if (entry.end > (next ? heads.get(next)! : central))
      throw new Unreadable('archive-bomb', `entries overlap: ${entry.name}`);
  });
}

/**
 * Reads and checks the central directory of a zip file.
 *
 * Refuses (word-count rules 6.1): no end record at the end, more entries than allowed, names that repeat but for case or
 * leave the package, links, encryption, methods other than stored and deflate, overlapping entries, sizes and ratios
 * beyond the limits. Sizes are claims: whoever inflates must hold them to it.
 */
export function readDirectory(bytes: Uint8Array, limits: Limits): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, size: length, start } = directory(view);
  if (count > limits.entries) throw new Unreadable('archive-bomb', `${count} entries`);
  if (start + length > view.byteLength) throw new Unreadable('corrupt', 'the central directory lies outside the file');
  const entries: Entry[] = [];
  const heads = new Map<Entry, number>();
  const seen = new Set<string>();
  let total = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== signature.central)
      throw new Unreadable('corrupt', 'the central directory is cut short');
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw new Unreadable('corrupt', 'the central directory is cut short');
    const raw = bytes.subarray(at + 46, nameEnd);
    const name = utf8.decode(raw).replaceAll('\\', '/');
    refuseName(name);
    refuseKind(view, at, name);
    const method = view.getUint16(at + 10, true);
    if (method !== 0 && method !== 8) throw new Unreadable('unsafe-archive', `compression method ${method}: ${name}`);
    const folded = name.toLowerCase();
    if (seen.has(folded)) throw new Unreadable('unsafe-archive', `two entries of one name: ${name}`);
    seen.add(folded);
    const { stored, size, offset } = sizes(view, at, nameEnd, extraEnd);
    const from = dataStart(view, bytes, offset, raw, method);
    if (from + stored > view.byteLength) throw new Unreadable('corrupt', `entry is cut short: ${name}`);
    total += size;
    if (total > limits.expanded || (size > limits.ratioFrom && size > limits.ratio * stored))
      throw new Unreadable('archive-bomb', `${name} expands from ${stored} to ${size} bytes`);
    const crc = view.getUint32(at + 16, true);
    const entry: Entry = { name, method, crc, size, stored, start: from, end: from + stored };
    heads.set(entry, offset);
    entries.push(entry);
    at = next;
  }
  refuseOverlap(entries, heads, start);
  return entries;
}
