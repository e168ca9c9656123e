import { type Cos, type CosDict, CosReader, CosRef, isDict, nameOf } from './cos.js';
import { Unreadable } from '../unreadable.js';
import { type Budget, unpackStream } from './filters.js';

/** One object of the file with the place of its stream, where it has one. */
export interface PdfObject {
  readonly number: number;
  readonly value: Cos;
  /** First and last byte (exclusive) of the raw stream, or null. */
  readonly stream: { readonly from: number; readonly to: number } | null;
  /** Bytes of the value in the file; null for an object that came out of an object stream. */
  readonly source: { readonly from: number; readonly to: number } | null;
}

/** What stands in a PDF before anything interprets it. */
export interface PdfStructure {
  /** Every object in the file's order, earlier revisions included: what was once there still is in the bytes. */
  readonly objects: readonly PdfObject[];
  /** The last definition of each number. */
  readonly byNumber: ReadonlyMap<number, PdfObject>;
  readonly trailers: readonly CosDict[];
  readonly encrypted: boolean;
  readonly tooDeep: boolean;
}

/** The largest honest PDF of the corpora has 8,000 objects; a book of 70 pages 3,000. */
const mostObjects = 300_000;

export function readStructure(bytes: Uint8Array, budget: Budget): PdfStructure {
  const objects: PdfObject[] = [];
  const trailers: CosDict[] = [];
  const latin = latinOf(bytes);
  let tooDeep = false;
  const landmark = /(\d{1,10})\s+\d{1,5}\s+obj\b|\btrailer\b/g;
  for (let match = landmark.exec(latin); match; match = landmark.exec(latin)) {
    const reader = new CosReader(bytes, landmark.lastIndex);
    reader.skipSpace();
    const from = reader.at;
    const value = reader.value();
    tooDeep ||= reader.tooDeep;
    if (match[1] === undefined) {
      if (isDict(value)) trailers.push(value);
    } else {
      const to = reader.at;
      const stream = isDict(value) ? streamAfter(bytes, latin, reader, value) : null;
      objects.push({ number: Number(match[1]), value, stream, source: { from, to } });
      if (isDict(value) && nameOf(value.get('Type')) === 'XRef') trailers.push(value);
      if (objects.length > mostObjects) throw new Unreadable('too-complex', `more than ${mostObjects} objects`);
    }
    landmark.lastIndex = Math.max(landmark.lastIndex, tooDeep ? landmark.lastIndex : reader.at);
  }
  const encrypted = trailers.some((trailer) => trailer.has('Encrypt'));
  if (!encrypted) {
    for (const holder of objects.filter((object) => isObjectStream(object))) {
      tooDeep = unpack(bytes, holder, objects, budget) || tooDeep;
      if (objects.length > mostObjects) throw new Unreadable('too-complex', `more than ${mostObjects} objects`);
    }
  }
  const byNumber = new Map(objects.map((object) => [object.number, object]));
  return { objects, byNumber, trailers, encrypted, tooDeep };
}

/** One character a byte, so that patterns can be searched for in bytes. */
export function latinOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

const isObjectStream = (object: PdfObject): boolean =>
  object.stream !== null && isDict(object.value) && nameOf(object.value.get('Type')) === 'ObjStm';

function streamAfter(
  bytes: Uint8Array,
  latin: string,
  reader: CosReader,
  dict: CosDict,
): { from: number; to: number } | null {
  reader.skipSpace();
  if (!reader.take('stream')) return null;
  if (bytes[reader.at] === 13) reader.at++;
  if (bytes[reader.at] === 10) reader.at++;
  const from = reader.at;
  const length = dict.get('Length');
  if (typeof length === 'number' && length >= 0 && from + length <= bytes.length) {
    const after = latin.slice(from + length, from + length + 12);
    if (/^\s*endstream/.test(after)) {
      reader.at = from + length;
      return { from, to: from + length };
    }
  }
  let to = latin.indexOf('endstream', from);
  if (to < 0) to = bytes.length;
  reader.at = to;
  return { from, to };
}

function unpack(bytes: Uint8Array, holder: PdfObject, objects: PdfObject[], budget: Budget): boolean {
  const dict = holder.value as CosDict;
  const content = decode(bytes, holder, budget);
  const count = dict.get('N');
  const first = dict.get('First');
  if (!content || typeof count !== 'number' || typeof first !== 'number') return false;
  const head = new CosReader(content, 0, Math.min(first, content.length));
  let tooDeep = false;
  for (let i = 0; i < Math.min(count, mostObjects); i++) {
    const number = head.value();
    const offset = head.value();
    if (typeof number !== 'number' || typeof offset !== 'number') break;
    const reader = new CosReader(content, first + offset);
    objects.push({ number, value: reader.value(), stream: null, source: null });
    tooDeep ||= reader.tooDeep;
  }
  return tooDeep;
}

/** The names of a stream's filters, in the order they are undone. */
export function filtersOf(dict: CosDict): string[] {
  const filter = dict.get('Filter') ?? dict.get('F');
  return (Array.isArray(filter) ? filter : [filter]).map((item) => nameOf(item)).filter((name) => name !== '');
}

/** A stream's bytes, unpacked; null for pictures and where there is none. Throws as `unpackStream` does. */
export function decode(bytes: Uint8Array, object: PdfObject, budget: Budget): Uint8Array | null {
  if (!object.stream || !isDict(object.value)) return null;
  const raw = bytes.subarray(object.stream.from, object.stream.to);
  const out = unpackStream(raw, filtersOf(object.value), budget);
  return out && unpredict(out, object.value);
}

/** Undoes PNG's "up" and its fellows, which object streams use (7.4.4.4). */
function unpredict(packed: Uint8Array, dict: CosDict): Uint8Array {
  const parms = dict.get('DecodeParms') ?? dict.get('DP');
  const settings = Array.isArray(parms) ? parms[0] : parms;
  if (!isDict(settings)) return packed;
  const predictor = settings.get('Predictor');
  const columns = settings.get('Columns') ?? 1;
  if (typeof predictor !== 'number' || predictor < 10 || typeof columns !== 'number' || columns < 1) return packed;
  const rows = Math.floor(packed.length / (columns + 1));
  const out = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const kind = packed[row * (columns + 1)]!;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const left = column > 0 ? out[at - 1]! : 0;
      const up = row > 0 ? out[at - columns]! : 0;
      const add = kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : 0;
      out[at] = packed[row * (columns + 1) + 1 + column]! + add;
    }
  }
  return out;
}

/** Follows references, at most eight in a row. */
export function resolve(structure: PdfStructure, value: Cos | undefined): Cos {
  let current = value ?? null;
  for (let i = 0; current instanceof CosRef && i < 8; i++) {
    current = structure.byNumber.get(current.number)?.value ?? null;
  }
  return current instanceof CosRef ? null : current;
}
