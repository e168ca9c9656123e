import { Unreadable } from '../unreadable.js';

/** Whatever the encoding, the ASCII letters of a declaration come out as themselves; a byte order mark is left out. */
const asText = new TextDecoder();

/** For parts that come in one piece: what they leave behind is nothing, so one of each serves all. */
const wholes = {
  'utf-8': new TextDecoder('utf-8', { fatal: true }),
  'utf-16le': new TextDecoder('utf-16le', { fatal: true }),
  'utf-16be': new TextDecoder('utf-16be', { fatal: true }),
};

/** Which of the encodings that package parts may use the first bytes speak: a mark, a zero byte, or a declaration. */
function encodingOf(first: Uint8Array): keyof typeof wholes {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  if (first[0] === 0x3c && first[1] === 0) return 'utf-16le';
  if (first[0] === 0 && first[1] === 0x3c) return 'utf-16be';
  const start = asText.decode(first.subarray(0, 200));
  if (!start.includes('encoding')) return 'utf-8';
  const declared = /^<\?xml[^>]*?\bencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1]?.toLowerCase();
  if (declared && !['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(declared))
    throw new Unreadable('unsafe-xml', `a part in ${declared}: only UTF-8 and UTF-16 are allowed`);
  return 'utf-8';
}

/** Turns the pieces of one XML part into text. Refuses other encodings and bytes that are no text in this one. */
export class Decoder {
  #decoder: TextDecoder | null = null;
  #held: Uint8Array = new Uint8Array(0);

  piece(bytes: Uint8Array, last: boolean): string {
    let whole = bytes;
    if (this.#held.length > 0) {
      whole = new Uint8Array(this.#held.length + bytes.length);
      whole.set(this.#held);
      whole.set(bytes, this.#held.length);
      this.#held = new Uint8Array(0);
    }
    if (this.#decoder === null && whole.length < 200 && !last) {
      this.#held = whole.slice();
      return '';
    }
    try {
      if (this.#decoder === null && last) return wholes[encodingOf(whole)].decode(whole);
      this.#decoder ??= new TextDecoder(encodingOf(whole), { fatal: true });
      return this.#decoder.decode(whole, { stream: !last });
    } catch (fault) {
      if (fault instanceof Unreadable) throw fault;
      throw new Unreadable('corrupt', 'a part is not valid text in its encoding');
    }
  }
}
