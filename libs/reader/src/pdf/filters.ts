import { inflateRawSync } from 'node:zlib';
import { Inflate } from 'fflate';
import { Unreadable } from '../unreadable.js';

/** Bytes that may still be unpacked before the file counts as a bomb. Shared by all streams of a file. */
export interface Budget {
  left: number;
}

const longNames: Readonly<Record<string, string>> = {
  Fl: 'FlateDecode',
  LZW: 'LZWDecode',
  RL: 'RunLengthDecode',
  A85: 'ASCII85Decode',
  AHx: 'ASCIIHexDecode',
};
const growing = new Set(['FlateDecode', 'LZWDecode', 'RunLengthDecode', 'BrotliDecode']);

/**
 * Undoes `filters` in their order and takes what came out from the budget; null where one is for pictures.
 * Throws `Unreadable` beyond the budget and where bytes are packed twice, which only bombs are.
 */
export function unpackStream(raw: Uint8Array, filters: readonly string[], budget: Budget): Uint8Array | null {
  const names = filters.map((name) => longNames[name] ?? name);
  if (names.filter((name) => growing.has(name)).length > 1)
    throw new Unreadable('archive-bomb', 'a stream packed twice');
  let bytes: Uint8Array = raw;
  for (const name of names) {
    const next = undo(name, bytes, budget.left);
    if (!next) return null;
    bytes = next;
  }
  if (bytes !== raw) budget.left -= bytes.length;
  return bytes;
}

function undo(name: string, bytes: Uint8Array, most: number): Uint8Array | null {
  if (name === 'FlateDecode') return inflate(bytes, most);
  if (name === 'LZWDecode') return expandLzw(bytes, most);
  if (name === 'RunLengthDecode') return expandRuns(bytes, most);
  if (name === 'ASCII85Decode') return readAscii85(bytes);
  if (name === 'ASCIIHexDecode') return readAsciiHex(bytes);
  return null;
}

const tooFar = (): Unreadable => new Unreadable('archive-bomb', 'the streams unpack too far');

/** Inflates at most `most` bytes; a damaged end gives what came before it. */
export function inflate(raw: Uint8Array, most: number): Uint8Array {
  const payload = raw.subarray(2);
  try {
    const out = inflateRawSync(payload, { maxOutputLength: Math.max(1, most), finishFlush: 2 });
    // A Buffer may stand in the middle of a larger one, and its slices are no copies.
    return new Uint8Array(out.buffer, out.byteOffset, out.length);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooFar();
    return inflateDamaged(payload, most);
  }
}

function inflateDamaged(payload: Uint8Array, most: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  const stream = new Inflate((chunk) => {
    chunks.push(chunk);
    total += chunk.length;
    if (total > most) throw tooFar();
  });
  try {
    for (let at = 0; at < payload.length; at += 16_384) stream.push(payload.subarray(at, at + 16_384));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
  }
  return joined(chunks, total);
}

function joined(chunks: readonly Uint8Array[], total: number): Uint8Array {
  const out = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** ISO 32000-1, 7.4.4.2: codes of 9 to 12 bits, 256 clears, 257 ends; one code can stand for 3,800 bytes. */
function expandLzw(raw: Uint8Array, most: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let table: Uint8Array[] = [];
  let previous: Uint8Array | null = null;
  let width = 9;
  let bits = 0;
  let held = 0;
  for (const byte of raw) {
    held = ((held << 8) | byte) & 0xff_ffff;
    bits += 8;
    if (bits < width) continue;
    const code = (held >> (bits - width)) & ((1 << width) - 1);
    bits -= width;
    if (code === 257) break;
    if (code === 256) {
      table = [];
      previous = null;
      width = 9;
      continue;
    }
    const known = code < 256 ? Uint8Array.of(code) : table[code - 258];
    if (!known && !previous) break;
    const entry: Uint8Array = known ?? extended(previous!, previous![0]!);
    if (previous && table.length < 3838) table.push(extended(previous, entry[0]!));
    const next = 258 + table.length + 1;
    width = next > 2047 ? 12 : next > 1023 ? 11 : next > 511 ? 10 : 9;
    previous = entry;
    chunks.push(entry);
    total += entry.length;
    if (total > most) throw tooFar();
  }
  return joined(chunks, total);
}

function extended(head: Uint8Array, last: number): Uint8Array {
  const out = new Uint8Array(head.length + 1);
  out.set(head);
  out[head.length] = last;
  return out;
}

function expandRuns(raw: Uint8Array, most: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < raw.length && raw[at] !== 128;) {
    const length = raw[at]!;
    const chunk =
      length < 128 ? raw.subarray(at + 1, at + 2 + length) : new Uint8Array(257 - length).fill(raw[at + 1] ?? 0);
    at += length < 128 ? length + 2 : 2;
    chunks.push(chunk);
    total += chunk.length;
    if (total > most) throw tooFar();
  }
  return joined(chunks, total);
}

function readAscii85(raw: Uint8Array): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  const flush = (): void => {
    const missing = 5 - group.length;
    const value = [...group, 84, 84, 84, 84].slice(0, 5).reduce((sum, digit) => sum * 85 + digit, 0);
    for (let i = 0; i < 4 - missing; i++) out.push(Math.floor(value / 256 ** (3 - i)) & 255);
    group = [];
  };
  for (const code of raw) {
    if (code === 126) break;
    if (code === 122 && group.length === 0) out.push(0, 0, 0, 0);
    else if (code >= 33 && code <= 117) {
      group.push(code - 33);
      if (group.length === 5) flush();
    }
  }
  if (group.length > 1) flush();
  return Uint8Array.from(out);
}

function readAsciiHex(raw: Uint8Array): Uint8Array {
  let text = '';
  for (const code of raw) {
    if (code === 62) break;
    const character = String.fromCharCode(code);
    if (/[0-9a-f]/i.test(character)) text += character;
  }
  const out = new Uint8Array(Math.ceil(text.length / 2));
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2).padEnd(2, '0'), 16);
  return out;
}
