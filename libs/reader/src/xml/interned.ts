/** Copied for each scanner: filling a table anew took a tenth of the time of a document's small parts. */
const emptySlots: readonly string[] = Array.from({ length: 1024 }, () => '');

/**
 * Names out of a long text without a new string each time: a document uses a few hundred names a million times.
 * A small table by length and three letters; a miss costs one slice.
 */
export class Interned {
  readonly #slots: string[] = emptySlots.slice();

  /** The text between two places of `buffer`. */
  take(buffer: string, from: number, to: number): string {
    const length = to - from;
    const middle = from + (length >> 1);
    const slot =
      (length * 31 + buffer.charCodeAt(from) * 7 + buffer.charCodeAt(middle) * 131 + buffer.charCodeAt(to - 1) * 37) &
      1023;
    const known = this.#slots[slot]!;
    if (known.length === length && buffer.startsWith(known, from)) return known;
    return (this.#slots[slot] = buffer.slice(from, to));
  }
}
