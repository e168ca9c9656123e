/**
 * The object syntax of PDF (ISO 32000-1, 7.3), as far as a look at a stranger's file needs it: values, no streams.
 * Tolerant: what cannot be read is null, never an error, because the file may be damaged on purpose.
 */

export class CosName {
  constructor(readonly name: string) {}
}

export class CosText {
  constructor(readonly bytes: Uint8Array) {}
}

export class CosRef {
  constructor(readonly number: number) {}
}

export type CosDict = Map<string, Cos>;
export type Cos = null | boolean | number | CosName | CosText | CosRef | Cos[] | CosDict;

/** Nesting that no honest program writes; deeper arrays and dictionaries read as null and set `tooDeep`. */
const deepest = 100;

const space = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) space[code] = 1;
const delimiter = new Uint8Array(256);
for (const character of '()<>[]{}/%') delimiter[character.charCodeAt(0)] = 1;

const digits = (code: number): boolean => code >= 48 && code <= 57;

const hex = (code: number): number => {
  if (digits(code)) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};

/** Reads values one after the other from `bytes`, starting at `at`. */
export class CosReader {
  tooDeep = false;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  skipSpace(): void {
    while (this.at < this.end) {
      const code = this.bytes[this.at]!;
      if (code === 37) {
        while (this.at < this.end && this.bytes[this.at] !== 10 && this.bytes[this.at] !== 13) this.at++;
      } else if (space[code]) this.at++;
      else return;
    }
  }

  /** True, and past it, where `word` stands next. */
  take(word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    }
    this.at += word.length;
    return true;
  }

  /** The next value; null also for a word that is none. Always moves on, except at the end or before `]` and `>>`. */
  value(depth = 0): Cos {
    this.skipSpace();
    if (this.at >= this.end) return null;
    const code = this.bytes[this.at]!;
    if (code === 47) return this.name();
    if (code === 40) return this.text();
    if (code === 60) return this.bytes[this.at + 1] === 60 ? this.dict(depth) : this.hexText();
    if (code === 91) return this.array(depth);
    if (digits(code) || code === 43 || code === 45 || code === 46) return this.numberOrRef();
    return this.word();
  }

  private word(): Cos {
    const from = this.at;
    while (this.at < this.end && !space[this.bytes[this.at]!] && !delimiter[this.bytes[this.at]!]) this.at++;
    const length = this.at - from;
    if (length === 0) {
      const code = this.bytes[this.at];
      if (code !== 93 && code !== 62) this.at++;
      return null;
    }
    if (length === 4 && this.bytes[from] === 116) return true;
    if (length === 5 && this.bytes[from] === 102) return false;
    return null;
  }

  private number(): number {
    let sign = 1;
    let whole = 0;
    let scale = 0;
    for (; this.at < this.end; this.at++) {
      const code = this.bytes[this.at]!;
      if (digits(code)) {
        if (scale === 0) whole = whole * 10 + (code - 48);
        else {
          whole += (code - 48) * scale;
          scale /= 10;
        }
      } else if (code === 45) sign = -1;
      else if (code === 46 && scale === 0) scale = 0.1;
      else if (code !== 43) break;
    }
    return sign * whole;
  }

  private numberOrRef(): Cos {
    const first = this.number();
    if (!Number.isInteger(first) || first < 0) return first;
    const mark = this.at;
    this.skipSpace();
    const second = this.at;
    while (this.at < this.end && digits(this.bytes[this.at]!)) this.at++;
    if (this.at > second && this.at - second <= 5) {
      this.skipSpace();
      if (this.bytes[this.at] === 82 && !this.letterAt(this.at + 1)) {
        this.at++;
        return new CosRef(first);
      }
    }
    this.at = mark;
    return first;
  }

  private letterAt(at: number): boolean {
    const code = this.bytes[at];
    return code !== undefined && at < this.end && !space[code] && !delimiter[code];
  }

  private name(): CosName {
    let name = '';
    for (this.at++; this.at < this.end; this.at++) {
      const code = this.bytes[this.at]!;
      if (space[code] || delimiter[code]) break;
      if (code === 35) {
        const high = hex(this.bytes[this.at + 1] ?? 0);
        const low = hex(this.bytes[this.at + 2] ?? 0);
        if (high >= 0 && low >= 0) {
          name += String.fromCharCode(high * 16 + low);
          this.at += 2;
          continue;
        }
      }
      name += String.fromCharCode(code);
    }
    return new CosName(name);
  }

  private text(): CosText {
    const out: number[] = [];
    let open = 1;
    for (this.at++; this.at < this.end; this.at++) {
      let code = this.bytes[this.at]!;
      if (code === 40) open++;
      else if (code === 41 && --open === 0) {
        this.at++;
        break;
      } else if (code === 92) {
        code = this.escape();
        if (code < 0) continue;
      }
      out.push(code);
    }
    return new CosText(Uint8Array.from(out));
  }

  /** What stands after a backslash; -1 for a line end that the backslash takes away. */
  private escape(): number {
    const code = this.bytes[++this.at] ?? 0;
    if (code >= 48 && code <= 55) {
      let value = code - 48;
      for (let i = 0; i < 2; i++) {
        const next = this.bytes[this.at + 1] ?? 0;
        if (next < 48 || next > 55) break;
        value = value * 8 + (next - 48);
        this.at++;
      }
      return value & 255;
    }
    if (code === 13) {
      if (this.bytes[this.at + 1] === 10) this.at++;
      return -1;
    }
    if (code === 10) return -1;
    const letter = 'nrtbf'.indexOf(String.fromCharCode(code));
    return letter < 0 ? code : [10, 13, 9, 8, 12][letter]!;
  }

  private hexText(): CosText {
    const out: number[] = [];
    let high = -1;
    for (this.at++; this.at < this.end; this.at++) {
      const code = this.bytes[this.at]!;
      if (code === 62) {
        this.at++;
        break;
      }
      const digit = hex(code);
      if (digit < 0) continue;
      if (high < 0) high = digit;
      else {
        out.push(high * 16 + digit);
        high = -1;
      }
    }
    if (high >= 0) out.push(high * 16);
    return new CosText(Uint8Array.from(out));
  }

  private array(depth: number): Cos {
    this.at++;
    if (this.stopsAt(depth)) return null;
    const items: Cos[] = [];
    for (;;) {
      this.skipSpace();
      if (this.at >= this.end) return items;
      const code = this.bytes[this.at];
      if (code === 93) {
        this.at++;
        return items;
      }
      if (code === 62) return items;
      items.push(this.value(depth + 1));
    }
  }

  private dict(depth: number): Cos {
    this.at += 2;
    if (this.stopsAt(depth)) return null;
    const dict: CosDict = new Map();
    for (;;) {
      this.skipSpace();
      if (this.at >= this.end) return dict;
      const code = this.bytes[this.at];
      if (code === 62) {
        this.at += this.bytes[this.at + 1] === 62 ? 2 : 1;
        return dict;
      }
      if (code !== 47) {
        // A key that is no name: damaged. `endobj` and `stream` end the dictionary, anything else is skipped.
        if (code === 101 || code === 115) return dict;
        if (code === 93) this.at++;
        else this.value(depth + 1);
        continue;
      }
      const key = this.name().name;
      dict.set(key, this.value(depth + 1));
    }
  }

  private stopsAt(depth: number): boolean {
    if (depth < deepest) return false;
    this.tooDeep = true;
    this.at = this.end;
    return true;
  }
}

const utf16be = new TextDecoder('utf-16be');
const utf16le = new TextDecoder('utf-16le');
const utf8 = new TextDecoder();
const western = new TextDecoder('windows-1252');

/** A text string as people read it (7.9.2.2): UTF-16 or UTF-8 with a mark, otherwise one byte a character. */
export function textOf(value: Cos | undefined): string {
  if (!(value instanceof CosText)) return '';
  const { bytes } = value;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16be.decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16le.decode(bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return utf8.decode(bytes);
  return western.decode(bytes);
}

export const nameOf = (value: Cos | undefined): string => (value instanceof CosName ? value.name : '');
export const isDict = (value: Cos | undefined): value is CosDict => value instanceof Map;
