/**
 * White space as Word splits at it, spelt out: Unicode's, with NBSP and the narrow and wide spaces; not U+200B, U+2060
 * or U+FEFF. JavaScript's `\s` splits at U+FEFF and not at U+0085, Python's and C's differ again.
 */
export const whiteSpace = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** True for the UTF-16 units that `whiteSpace` spells out. */
export function isWhiteSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/**
 * How many words a text has by Word's rule: pieces between white space. Hyphens, slashes, apostrophes and dashes do not
 * split, punctuation by itself is a word.
 */
export function wordsIn(text: string): number {
  let words = 0;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Between the exclamation mark and the tilde nothing splits: most of a text, decided first.
    const splits = (code < 0x21 || code > 0x7e) && isWhiteSpace(code);
    if (!splits && !inside) words++;
    inside = !splits;
  }
  return words;
}

/** True where a text has a word at all. */
export function hasWord(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isWhiteSpace(text.charCodeAt(i))) return true;
  return false;
}

/** Where the word of that number (1 is the first) stands in a text, in UTF-16 units; null where there are fewer. */
export function wordAt(text: string, number: number): { readonly from: number; readonly to: number } | null {
  let words = 0;
  for (let i = 0; i < text.length; i++) {
    if (isWhiteSpace(text.charCodeAt(i))) continue;
    const from = i;
    while (i < text.length && !isWhiteSpace(text.charCodeAt(i))) i++;
    if (++words === number) return { from, to: i };
  }
  return null;
}
