import { Inflate, inflateSync } from 'fflate';
import { type Limits, limits as defaults } from '../limits.js';
import { Unreadable } from '../unreadable.js';
import { crc32 } from './crc32.js';
import { type Entry, readDirectory } from './directory.js';

/** A zip file whose directory was checked. Names are as stored; look-ups ignore case, as package names do. */
export interface Archive {
  readonly entries: readonly Entry[];
  /** The entry of that name, or null. A leading slash is forgiven. */
  find(name: string): Entry | null;
  /**
   * Gives an entry's bytes piece by piece. Throws `Unreadable` as soon as more comes out than the directory said, the
   * archive's whole allowance is used up, or size or checksum do not hold at the end.
   */
  stream(entry: Entry, piece: (bytes: Uint8Array) => void): void;
  /** An entry's bytes, whole. The same refusals as `stream`. */
  bytes(entry: Entry): Uint8Array;
  /** True once an entry was streamed to its end or to its refusal. */
  wasRead(entry: Entry): boolean;
  /** At most the first `count` bytes of an entry; neither size nor checksum are held against it. */
  head(entry: Entry, count: number): Uint8Array;
}

/** Deflate grows at most 1,032-fold: one step of input cannot bring more than 34 MB before it is looked at. */
const step = 32 * 1024;
class Enough extends Error {}

const corrupt = (fault: unknown): Error =>
  fault instanceof Unreadable || fault instanceof Enough
    ? fault
    : new Unreadable('corrupt', `deflate: ${fault instanceof Error ? fault.message : String(fault)}`);

/** The machine of Node, where there is one: twice to four times as fast. A browser has none that answers at once. */
const native = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule?.('node:zlib').inflateRawSync;

/** A Buffer's slices are no copies: whoever takes some of these bytes takes them as of any array. */
const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);

/** A small entry at once, into one byte more than it says it needs: that byte written is the lie found. */
function inflateAtOnce(stored: Uint8Array, size: number): Uint8Array {
  const most = size + 1;
  try {
    if (native) return plain(native(stored, { maxOutputLength: most, chunkSize: Math.max(64, most) }));
    return inflateSync(stored, { out: new Uint8Array(most) });
  } catch (fault) {
    if ((fault as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Unreadable('archive-bomb', 'an entry is larger than it says');
    throw corrupt(fault);
  }
}

/** The first bytes of an entry out of as many packed ones and a few more; null where they are not enough, or no such stream. */
function beginning(machine: NonNullable<typeof native>, stored: Uint8Array, count: number): Uint8Array | null {
  try {
    const packed = stored.subarray(0, count + 1_024);
    const first = plain(machine(packed, { finishFlush: 2, maxOutputLength: 4 * count }));
    return first.length >= count ? first.subarray(0, count) : null;
  } catch {
    return null;
  }
}

function inflateInSteps(stored: Uint8Array, piece: (bytes: Uint8Array) => void, by: number): void {
  let ended = false;
  const machine = new Inflate((bytes, last) => {
    ended = last;
    if (bytes.length > 0) piece(bytes);
  });
  try {
    for (let at = 0; at === 0 || at < stored.length; at += by)
      machine.push(stored.subarray(at, at + by), at + by >= stored.length);
  } catch (fault) {
    throw corrupt(fault);
  }
  if (!ended) throw new Unreadable('corrupt', 'deflate: the data ends too early');
}

/** What the slower machine would chew on at once: in steps it notices lies earlier. */
const mostAtOnce = native ? 1024 * 1024 : 2 * step;

function inflate(stored: Uint8Array, entry: Entry, piece: (bytes: Uint8Array) => void): void {
  if (entry.method === 0) piece(stored);
  else if (entry.stored <= mostAtOnce && entry.size <= 4 * 1024 * 1024) piece(inflateAtOnce(stored, entry.size));
  else inflateInSteps(stored, piece, step);
}

/**
 * Opens a zip file of any kind (DOCX, ODT, XLSX, PPTX), under caps.
 *
 * In: the whole file's bytes. Out: its checked directory and a way to read entries. Throws `Unreadable` with the reasons
 * `corrupt`, `archive-bomb`, `unsafe-archive`, `encrypted` or `too-large`.
 */
export function openArchive(bytes: Uint8Array, limits: Limits = defaults): Archive {
  if (bytes.length > limits.file) throw new Unreadable('too-large', `${bytes.length} bytes`);
  const entries = readDirectory(bytes, limits);
  const byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
  let allowance = limits.xml;
  const walked = new Set<Entry>();

  const stream = (entry: Entry, piece: (bytes: Uint8Array) => void): void => {
    let size = 0;
    let crc = 0;
    walked.add(entry);
    inflate(bytes.subarray(entry.start, entry.end), entry, (part) => {
      size += part.length;
      allowance -= part.length;
      if (size > entry.size) throw new Unreadable('archive-bomb', `${entry.name} is larger than it says`);
      if (allowance < 0) throw new Unreadable('archive-bomb', `more than ${limits.xml} bytes to read`);
      crc = crc32(crc, part);
      piece(part);
    });
    if (size !== entry.size || crc !== entry.crc)
      throw new Unreadable('corrupt', `${entry.name} does not match its own checksum`);
  };

  return {
    entries,
    stream,
    wasRead: (entry) => walked.has(entry),
    find: (name) => byName.get(name.replace(/^\//, '').toLowerCase()) ?? null,
    bytes(entry) {
      const whole = new Uint8Array(Math.min(entry.size, limits.xml));
      let at = 0;
      stream(entry, (part) => {
        whole.set(part, at);
        at += part.length;
      });
      return whole;
    },
    head(entry, count) {
      const stored = bytes.subarray(entry.start, entry.end);
      const most = Math.min(count, entry.size);
      if (entry.method === 0) return stored.subarray(0, most);
      // The machine that works in steps costs more than the whole of a small part.
      if (entry.stored <= 4_096 && entry.size <= 65_536) return inflateAtOnce(stored, entry.size).subarray(0, most);
      const quick = native ? beginning(native, stored, most) : null;
      if (quick) return quick;
      const first = new Uint8Array(most);
      let at = 0;
      try {
        const take = (part: Uint8Array): void => {
          const fits = part.subarray(0, first.length - at);
          first.set(fits, at);
          at += fits.length;
          if (at >= first.length) throw new Enough();
        };
        inflateInSteps(stored, take, Math.max(512, count));
      } catch (fault) {
        if (!(fault instanceof Enough)) throw fault;
      }
      return first.subarray(0, at);
    },
  };
}
