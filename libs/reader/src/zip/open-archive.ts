import { Inflate } from 'fflate';
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
  /** At most the first `count` bytes of an entry; neither size nor checksum are held against it. */
  head(entry: Entry, count: number): Uint8Array;
}

/** Deflate grows at most 1,032-fold, so one step of input cannot bring more than 8 MB before it is looked at. */
const step = 8 * 1024;
class Enough extends Error {}

function inflate(stored: Uint8Array, method: 0 | 8, piece: (bytes: Uint8Array) => void): void {
  if (method === 0) {
    if (stored.length > 0) piece(stored);
    return;
  }
  let ended = false;
  const machine = new Inflate((bytes, last) => {
    ended = last;
    if (bytes.length > 0) piece(bytes);
  });
  try {
    for (let at = 0; at === 0 || at < stored.length; at += step)
      machine.push(stored.subarray(at, at + step), at + step >= stored.length);
  } catch (fault) {
    if (fault instanceof Unreadable || fault instanceof Enough) throw fault;
    throw new Unreadable('corrupt', `deflate: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
  if (!ended) throw new Unreadable('corrupt', 'deflate: the data ends too early');
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

  const stream = (entry: Entry, piece: (bytes: Uint8Array) => void): void => {
    let size = 0;
    let crc = 0;
    inflate(bytes.subarray(entry.start, entry.end), entry.method, (part) => {
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
      const first = new Uint8Array(Math.min(count, entry.size));
      let at = 0;
      try {
        inflate(bytes.subarray(entry.start, entry.end), entry.method, (part) => {
          const fits = part.subarray(0, first.length - at);
          first.set(fits, at);
          at += fits.length;
          if (at >= first.length) throw new Enough();
        });
      } catch (fault) {
        if (!(fault instanceof Enough)) throw fault;
      }
      return first.subarray(0, at);
    },
  };
}
