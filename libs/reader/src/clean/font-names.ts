/**
 * A font program as it draws, with nothing in its names: who designed it, what they called it, notices. Everything stays in
 * its place, so that no table has to be written anew. Bytes that are no font are given back as they are.
 */
export function withoutFontNames(bytes: Uint8Array): Uint8Array {
  const out = Uint8Array.from(bytes);
  const view = new DataView(out.buffer);
  try {
    const kind = out.length > 12 ? view.getUint32(0) : 0;
    if (kind === 0x00010000 || kind === 0x74727565 || kind === 0x4f54544f) blankTables(out, view);
    else if (out[0] === 1 && (out[2] ?? 0) >= 4) blankCff(out, 0);
    else if (out[0] === 0x25 && out[1] === 0x21) blankType1(out);
  } catch (fault) {
    // A table that points beyond the font: viewers pass such fonts over.
    if (!(fault instanceof RangeError)) throw fault;
  }
  return out;
}

/** OpenType: the strings of `name`, and those of a CFF table. */
function blankTables(out: Uint8Array, view: DataView): void {
  const count = Math.min(view.getUint16(4), 200);
  for (let i = 0; i < count; i += 1) {
    const entry = 12 + i * 16;
    const tag = String.fromCharCode(...out.subarray(entry, entry + 4));
    const [offset, length] = [view.getUint32(entry + 8), view.getUint32(entry + 12)];
    if (tag === 'name' && offset + 6 <= out.length) {
      const strings = offset + view.getUint16(offset + 4);
      out.fill(0, Math.min(out.length, strings), Math.min(out.length, offset + length));
    }
    if (tag === 'CFF ') blankCff(out, offset);
  }
}

interface Index {
  readonly items: readonly (readonly [from: number, to: number])[];
  readonly end: number;
}

/** An INDEX of CFF (Adobe technical note 5176, 5). */
function indexAt(out: Uint8Array, at: number): Index {
  const view = new DataView(out.buffer, out.byteOffset);
  const count = view.getUint16(at);
  if (count === 0) return { items: [], end: at + 2 };
  const size = view.getUint8(at + 2);
  const offset = (i: number): number => {
    let value = 0;
    for (let k = 0; k < size; k += 1) value = value * 256 + view.getUint8(at + 3 + i * size + k);
    return at + 2 + (count + 1) * size + value;
  };
  const items = Array.from({ length: count }, (_, i) => [offset(i), offset(i + 1)] as const);
  return { items, end: offset(count) };
}

/** The operators of a top dictionary whose operand names a string about the font: notice, names, copyright. */
const about = new Set([0, 1, 2, 3, 1200, 1221, 1222, 1238]);
const standardStrings = 391;

function blankCff(out: Uint8Array, start: number): void {
  const names = indexAt(out, start + (out[start + 2] ?? 4));
  const tops = indexAt(out, names.end);
  const strings = indexAt(out, tops.end);
  for (const [from, to] of names.items) out.fill(0x41, from, to);
  for (const [from, to] of tops.items)
    for (const sid of stringsOf(out.subarray(from, to))) {
      const item = strings.items[sid - standardStrings];
      if (item) out.fill(0x41, item[0], item[1]);
    }
}

/** The strings that a top dictionary says about its font, by number. */
function stringsOf(dict: Uint8Array): number[] {
  const found: number[] = [];
  let operand = 0;
  for (let at = 0; at < dict.length;) {
    const b = dict[at] ?? 0;
    const next = (i: number): number => dict[at + i] ?? 0;
    if (b <= 21) {
      const operator = b === 12 ? 1200 + next(1) : b;
      if (about.has(operator)) found.push(operand);
      at += b === 12 ? 2 : 1;
    } else if (b === 28) {
      operand = (next(1) << 8) | next(2);
      at += 3;
    } else if (b === 29) {
      operand = (next(1) << 24) | (next(2) << 16) | (next(3) << 8) | next(4);
      at += 5;
    } else if (b === 30) {
      do at += 1;
      while (at < dict.length && (next(0) & 15) !== 15 && next(0) >> 4 !== 15);
      at += 1;
    } else if (b >= 247 && b <= 250) {
      operand = (b - 247) * 256 + next(1) + 108;
      at += 2;
    } else if (b >= 251 && b <= 254) {
      operand = -(b - 251) * 256 - next(1) - 108;
      at += 2;
    } else {
      operand = b - 139;
      at += 1;
    }
  }
  return found;
}

/** Before `eexec` a Type 1 font is text: its strings are what it says of itself, its comments what programs say. */
function blankType1(out: Uint8Array): void {
  const text = Buffer.from(out.buffer, out.byteOffset, out.length).toString('latin1');
  const end = text.indexOf('eexec');
  const clear = end < 0 ? text : text.slice(0, end);
  for (const { 0: whole, index } of clear.matchAll(/\((?:\\.|[^\\()])*\)/gs))
    out.fill(0x20, index + 1, index + whole.length - 1);
  for (const { 0: whole, index } of clear.matchAll(/%[^\r\n]*/g)) {
    const from = index === 0 ? Math.min(whole.length, '%!PS-AdobeFont-1.0'.length) : index + 1;
    out.fill(0x20, from, index + whole.length);
  }
}

/** Tags of a colour profile that are words (ICC.1:2022, 9): names of screens and people, rights, places. */
const words = new Set(['desc', 'dscm', 'cprt', 'dmnd', 'dmdd', 'vued', 'meta', 'mmod', 'targ', 'pseq', 'psid', 'view']);

/** A colour profile as it works, with nothing in its words. Bytes that are no profile are given back as they are. */
export function withoutProfileWords(bytes: Uint8Array): Uint8Array {
  const out = Uint8Array.from(bytes);
  const view = new DataView(out.buffer);
  if (out.length < 132 || String.fromCharCode(...out.subarray(36, 40)) !== 'acsp') return out;
  const count = Math.min(view.getUint32(128), 100);
  for (let entry = 132; entry + 12 <= out.length && entry < 132 + count * 12; entry += 12) {
    const tag = String.fromCharCode(...out.subarray(entry, entry + 4));
    const [from, size] = [view.getUint32(entry + 4), view.getUint32(entry + 8)];
    if (words.has(tag)) out.fill(0, Math.min(out.length, from + 8), Math.min(out.length, from + size));
  }
  return out;
}
