/** What an RTF file is made of (RTF 1.9.1): groups, control words with a number, bytes of text. */
export type Token =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'word'; readonly word: string; readonly value: number | null }
  | { readonly kind: 'bytes'; readonly bytes: readonly number[] };

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function hexAt(bytes: Uint8Array, at: number): number {
  const value = Number.parseInt(String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0), 16);
  return Number.isNaN(value) ? 63 : value;
}

/** The tokens of a file in order. Binary data (`\bin`) is stepped over; stray bytes are text. */
export function* tokensOf(bytes: Uint8Array): Generator<Token> {
  let at = 0;
  let run: number[] = [];
  const end = bytes.length;
  while (at < end) {
    const code = bytes[at]!;
    if (code === 13 || code === 10 || code === 0) {
      at++;
      continue;
    }
    if (code === 92 && bytes[at + 1] === 39) {
      run.push(hexAt(bytes, at + 2));
      at += 4;
      continue;
    }
    if (code !== 92 && code !== 123 && code !== 125) {
      run.push(code);
      at++;
      if (run.length < 4096) continue;
    }
    if (run.length > 0) {
      yield { kind: 'bytes', bytes: run };
      run = [];
    }
    if (code === 123 || code === 125) {
      at++;
      yield code === 123 ? { kind: 'open' } : { kind: 'close' };
    } else if (code === 92) {
      const { token, next } = controlAt(bytes, at);
      at = next;
      if (token.kind === 'word' && token.word === 'bin') at += Math.max(0, token.value ?? 0);
      yield token;
    }
  }
  if (run.length > 0) yield { kind: 'bytes', bytes: run };
}

function controlAt(bytes: Uint8Array, at: number): { token: Token; next: number } {
  let i = at + 1;
  if (!isLetter(bytes[i] ?? 0)) {
    const word = String.fromCharCode(bytes[i] ?? 0);
    return { token: { kind: 'word', word, value: null }, next: i + 1 };
  }
  let word = '';
  for (; i < bytes.length && isLetter(bytes[i]!) && word.length < 40; i++) word += String.fromCharCode(bytes[i]!);
  let digits = '';
  if (bytes[i] === 45 && isDigit(bytes[i + 1] ?? 0)) digits = String.fromCharCode(bytes[i++]!);
  for (; i < bytes.length && isDigit(bytes[i]!) && digits.length < 11; i++) digits += String.fromCharCode(bytes[i]!);
  if (bytes[i] === 32) i++;
  return { token: { kind: 'word', word, value: digits === '' ? null : Number(digits) }, next: i };
}
