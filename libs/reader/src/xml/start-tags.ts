import { Unreadable } from '../unreadable.js';
import { decodeEntities } from './entities.js';
import { Interned } from './interned.js';

/** A start tag as it is written, before its prefixes mean anything. */
export interface StartTag {
  readonly name: string;
  /** True for `<a/>`. */
  readonly isEmpty: boolean;
  readonly attributes: readonly string[];
  /** Where the values stand from the tag's `<` on: from, to, from, to, in UTF-16 units. */
  readonly values: readonly number[];
  /** From `<` to behind `>`. */
  readonly length: number;
  /** True where an attribute declares a namespace. */
  readonly declares: boolean;
}

interface Kept {
  /** All between `<` and `>`. */
  readonly text: string;
  readonly tag: StartTag;
}

export const startsName = /^[A-Za-z_:\u0080-\uffff][-A-Za-z0-9_:.\u0080-\uffff]*$/;
export const broken = (detail: string): Unreadable => new Unreadable('corrupt', `not well-formed XML: ${detail}`);
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;

const slots = 512;
const noTags: readonly (Kept | null)[] = Array.from({ length: slots }, () => null);
/** The root tags of a document's parts are this long and mostly the same; longer ones are hardly ever written twice. */
const longestKept = 4_096;

/**
 * Reads the start tags of the parts of one document. Documents write a few hundred of them a hundred thousand times: a tag that is written again
 * to the letter is not read again. Those known stand in a small table by length and four letters; a miss costs one comparison.
 */
export class StartTags {
  readonly #kept = noTags.slice();
  readonly #interned = new Interned();
  readonly #known = new Set<string>();
  #names: string[] = [];
  #values: number[] = [];
  #declares = false;

  /** The tag that begins at `open`, or null where the buffer ends before it does. Throws `Unreadable` where it is none. */
  read(buffer: string, open: number): StartTag | null {
    const bracket = buffer.indexOf('>', open + 1);
    if (bracket === -1) return null;
    const slot = slotOf(buffer, open + 1, bracket);
    const kept = this.#kept[slot]!;
    if (kept !== null && kept.text.length === bracket - open - 1 && buffer.startsWith(kept.text, open + 1))
      return kept.tag;
    const tag = this.#readNew(buffer, open);
    // A `>` in a value is not where the tag ends: such tags are read each time.
    if (tag?.length === bracket - open + 1 && tag.length <= longestKept)
      this.#kept[slot] = { text: buffer.slice(open + 1, bracket), tag };
    return tag;
  }

  #readNew(buffer: string, open: number): StartTag | null {
    let i = open + 1;
    let code = 0;
    while ((code = buffer.charCodeAt(i)) > 32 && code !== 62 && code !== 47) i++;
    this.#names = [];
    this.#values = [];
    this.#declares = false;
    const end = code === 62 ? i : this.#readAttributes(buffer, i, open);
    if (end === -1) return null;
    refuseTwice(this.#names);
    return {
      name: this.#interned.take(buffer, open + 1, i),
      isEmpty: buffer.charCodeAt(end - 1) === 47 && end > i,
      attributes: this.#names,
      values: this.#values,
      length: end + 1 - open,
      declares: this.#declares,
    };
  }

  /** Reads attributes up to the `>`; gives its place, or -1. */
  #readAttributes(buffer: string, from: number, open: number): number {
    const length = buffer.length;
    let i = from;
    for (;;) {
      const before = i;
      while (i < length && isSpace(buffer.charCodeAt(i))) i++;
      if (i >= length) return -1;
      const code = buffer.charCodeAt(i);
      if (code === 62) return i;
      if (code === 47) {
        if (i + 1 >= length) return -1;
        if (buffer.charCodeAt(i + 1) !== 62) throw broken('a slash inside a tag');
        return i + 1;
      }
      if (i === before) throw broken('attributes without space between');
      i = this.#readAttribute(buffer, i, open);
      if (i === -1) return -1;
    }
  }

  /** Reads one attribute; gives where it ends, or -1. */
  #readAttribute(buffer: string, from: number, open: number): number {
    const length = buffer.length;
    let i = from;
    let code = 0;
    while (i < length && (code = buffer.charCodeAt(i)) > 32 && code !== 61) i++;
    const nameEnd = i;
    while (i < length && isSpace(buffer.charCodeAt(i))) i++;
    if (i >= length) return -1;
    if (buffer.charCodeAt(i) !== 61) throw broken('an attribute without a value');
    const name = this.#interned.take(buffer, from, nameEnd);
    if (!this.#known.has(name)) this.#learn(name);
    i++;
    while (i < length && isSpace(buffer.charCodeAt(i))) i++;
    if (i >= length) return -1;
    const quote = buffer.charCodeAt(i);
    if (quote !== 34 && quote !== 39) throw broken('an attribute without quotes');
    const start = ++i;
    let hasReference = false;
    while (i < length && (code = buffer.charCodeAt(i)) !== quote) {
      if (code === 60) throw broken('a < inside an attribute');
      if (code === 38) hasReference = true;
      i++;
    }
    if (i >= length) return -1;
    if (hasReference) decodeEntities(buffer.slice(start, i));
    if (buffer.charCodeAt(from) === 120 && name.startsWith('xmlns') && (name.length === 5 || name[5] === ':'))
      this.#declares = true;
    this.#names.push(name);
    this.#values.push(start - open, i - open);
    return i + 1;
  }

  /** Names are checked once: a document uses a few hundred of them a million times. */
  #learn(name: string): void {
    if (name.length > 200 || !startsName.test(name)) throw broken('an attribute without a name or value');
    if (this.#known.size < 10_000) this.#known.add(name);
  }
}

function slotOf(buffer: string, from: number, to: number): number {
  const length = to - from;
  return (
    (length * 31 +
      buffer.charCodeAt(from + 2) * 7 +
      buffer.charCodeAt(from + (length >> 1)) * 131 +
      buffer.charCodeAt(to - 2) * 37 +
      buffer.charCodeAt(to - 3) * 61) &
    (slots - 1)
  );
}

function refuseTwice(names: readonly string[]): void {
  if (names.length > 8) {
    if (new Set(names).size !== names.length) throw broken('an attribute twice');
    return;
  }
  for (let i = 1; i < names.length; i++)
    for (let k = 0; k < i; k++) if (names[i] === names[k]) throw broken('an attribute twice');
}
