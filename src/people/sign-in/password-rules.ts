import { firstRefusal, refuse, type Refusal, type Rule } from '#libs/refusal';
import { commonWords } from './common-words.js';

export type PasswordCode = 'password-too-short' | 'password-too-long' | 'password-too-common' | 'passwords-differ';

export interface NewPassword {
  readonly password: string;
  readonly again: string;
  /** Words that anybody would try for this person: their name, e-mail, provider, trust. */
  readonly context: readonly string[];
}

export const passwordLength = { least: 12, most: 128 } as const;
/** Fewer characters than this beside a word that is tried first ("Welcome2026!!") are tried right after it. */
const leastBesideWord = 8;
/** "aaaaaaaaaaaa", "abababababab": fewer different letters than this are tried first. */
const leastDifferent = 5;

/** Letters as a person counts them. */
const letters = (password: string): string[] => Array.from(password.normalize('NFKC'));

const longEnough: Rule<NewPassword, PasswordCode> = {
  name: 'a password has at least 12 characters',
  source: 'OWASP ASVS 5.0, 6.2.1',
  refuses: ({ password }) =>
    letters(password).length < passwordLength.least
      ? refuse('password-too-short', { least: passwordLength.least, given: letters(password).length }, 'password')
      : null,
};

const notTooLong: Rule<NewPassword, PasswordCode> = {
  name: 'a password has at most 128 characters, and all of them count',
  source: 'OWASP ASVS 5.0, 6.2.9',
  refuses: ({ password }) =>
    letters(password).length > passwordLength.most
      ? refuse('password-too-long', { most: passwordLength.most }, 'password')
      : null,
};

const notTriedFirst: Rule<NewPassword, PasswordCode> = {
  name: 'a password is not one that is tried first: a common one, or a word of this place with a few letters more',
  source: 'OWASP ASVS 5.0, 6.2.4 and 6.2.11',
  refuses: ({ password, context }) =>
    isTriedFirst(password, context) ? refuse('password-too-common', {}, 'password') : null,
};

const typedTwice: Rule<NewPassword, PasswordCode> = {
  name: 'a new password is typed the same way twice',
  source: 'ours: nobody is locked out by a slip of a finger',
  refuses: ({ password, again }) => (password === again ? null : refuse('passwords-differ', {}, 'again')),
};

/** In the order in which they speak. Any composition is allowed: none asks for digits or signs (ASVS 6.2.5). */
export const passwordRules: readonly Rule<NewPassword, PasswordCode>[] = [
  longEnough,
  notTooLong,
  notTriedFirst,
  typedTwice,
];

export function refusePassword(given: NewPassword): Refusal<PasswordCode> | null {
  return firstRefusal(passwordRules, given);
}

function isTriedFirst(password: string, context: readonly string[]): boolean {
  const small = password.normalize('NFKC').toLowerCase();
  if (new Set(small).size < leastDifferent || isRow(small)) return true;
  const words = [...commonWords, ...context.flatMap(wordsOf)];
  return [small, withSignsRead(small)].some((form) => isMostlyWords(form, words));
}

/** Longest first, so that "password" goes before "pass". */
function isMostlyWords(form: string, words: readonly string[]): boolean {
  const found = words.filter((word) => form.includes(word)).sort((a, b) => b.length - a.length);
  if (found.length === 0) return false;
  // Strokes and dots between are no secret.
  const beside = found.reduce((left, word) => left.replaceAll(word, ''), form).replace(/[-_. ]/g, '');
  return beside.length < leastBesideWord || isRow(beside);
}

/** "p4ssw0rd": the signs that stand for letters, as those letters. */
function withSignsRead(small: string): string {
  const meant: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', '@': 'a', $: 's' };
  return small.replace(/[013450@$]/g, (sign) => meant[sign] ?? sign);
}

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  'qazwsxedcrfvtgbyhnujmikolp',
].flatMap((row) => [row.repeat(12), row.repeat(12).split('').reverse().join('')]);

/** True where it is nothing but a row of keys or of the alphabet, forwards, backwards or again and again. */
function isRow(plain: string): boolean {
  return rows.some((row) => row.includes(plain));
}

/** The parts of a name, an address or a title that are long enough to be tried. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 4);
}
