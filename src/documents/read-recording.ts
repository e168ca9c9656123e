import { Readable } from 'node:stream';
import {
  boxAt,
  boxHead,
  cleanIndex,
  holdToBrand,
  keptOfFile,
  Unreadable,
  type Box,
  type RefusalReason,
} from '#libs/reader';
import { isRefusal } from '#libs/refusal';
import { keyOf, type ByteRange, type FileStore } from '../platform/storage/index.js';

/** A recording whose clean copy lies in the store, or why there is none. */
export type RecordingRead =
  | { readonly verdict: 'read'; readonly cleanKey: string }
  | { readonly verdict: 'refused'; readonly reason: RefusalReason };

/** The index of eight hours of film is below 20 MB; it alone is held in memory. */
const mostOfIndex = 64 * 1024 * 1024;
/** An honest file has a handful of boxes; one in fragments of two seconds has 7,200 in four hours. */
const mostBoxes = 50_000;

/** True where the bytes begin as an MP4 does; `head` are the first twelve. */
export function isRecording(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(4, 8)) === 'ftyp';
}

/** A piece of a file, bytes `start` to `end` (not included), in memory. */
export async function readPiece(store: FileStore, key: string, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await store.open(key, { start, end: end - 1 })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * Looks through a recording without ever holding it whole, and keeps a copy of the same length in which everything that
 * is neither picture, sound nor subtitles is free space: names, places, devices, times. What people say and show stays.
 */
export async function readRecording(store: FileStore, sha256: string, size: number): Promise<RecordingRead> {
  const key = keyOf(sha256);
  try {
    const boxes = await boxesOf(store, key, size);
    const index = boxes.find(({ type }) => type === 'moov');
    if (!index || !boxes.some(({ type }) => type === 'mdat'))
      throw new Unreadable('corrupt', 'a film without its index');
    if (index.size > mostOfIndex) throw new Unreadable('too-complex', `an index of ${index.size} bytes`);
    holdToBrand(await readPiece(store, key, 0, Math.min(boxes[0]?.size ?? 0, 4096)));
    const clean = cleanIndex(await readPiece(store, key, index.start, index.start + index.size));
    const kept = await store.receive(Readable.from(copyOf(store, key, boxes, clean)), { maxBytes: size });
    if (isRefusal(kept) || kept.size !== size) throw new Error('The clean copy of a recording was not kept');
    return { verdict: 'read', cleanKey: kept.key };
  } catch (fault) {
    if (fault instanceof Unreadable) return { verdict: 'refused', reason: fault.reason };
    throw fault;
  }
}

async function boxesOf(store: FileStore, key: string, size: number): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = 0; at < size;) {
    if (boxes.length >= mostBoxes) throw new Unreadable('too-complex', 'more boxes than any film has');
    const box = boxAt(await readPiece(store, key, at, Math.min(at + boxHead, size)), at, size);
    boxes.push(box);
    at += box.size;
  }
  if (boxes[0]?.type !== 'ftyp') throw new Unreadable('mismatched-type', 'no MP4 by its first box');
  return boxes;
}

/** The same boxes in the same places; the index in its clean form, and zeros for what only says something about the film. */
async function* copyOf(
  store: FileStore,
  key: string,
  boxes: readonly Box[],
  index: Uint8Array,
): AsyncGenerator<Buffer> {
  for (const box of boxes) {
    const { type, start, header, size } = box;
    if (type === 'moov') yield Buffer.from(index);
    else if (keptOfFile.has(type)) yield* piecesOf(store, key, { start, end: start + size - 1 });
    else {
      const head = await readPiece(store, key, start, start + header);
      head.write('free', 4, 'latin1');
      yield head;
      yield* zeros(size - header);
    }
  }
}

async function* piecesOf(store: FileStore, key: string, range: ByteRange): AsyncGenerator<Buffer> {
  for await (const chunk of await store.open(key, range)) yield chunk as Buffer;
}

function* zeros(count: number): Generator<Buffer> {
  const most = 64 * 1024;
  for (let left = count; left > 0; left -= most) yield Buffer.alloc(Math.min(most, left));
}
