/** One word of an account, as it is compared and as it stands. */
export interface Word {
  /** Folded: what is compared. */
  readonly is: string;
  /** Index of its paragraph. */
  readonly paragraph: number;
  /** UTF-16 units in the paragraph's text. */
  readonly from: number;
  readonly to: number;
}

/** Letters that look like Latin ones: copied prose with some of them put in is the same prose to whoever reads it. */
const alike: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'аa',
    'еe',
    'оo',
    'рp',
    'сc',
    'уy',
    'хx',
    'іi',
    'ѕs',
    'јj',
    'ԁd',
    'һh',
    'ӏl',
    'αa',
    'οo',
    'νv',
    'ρp',
    'ιi',
    'υu',
    'ıi',
  ].map(([other = '', latin = '']) => [other, latin]),
);

/** A letter or a digit, and what may stand within a word without being seen or without parting it. */
const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’\u00ad\u200b-\u200d\u2060\ufeff]*/gu;
const notCompared = /[^\p{L}\p{N}]/gu;
const plain = /^[a-z0-9]+$/;

function fold(text: string): string {
  const lower = text.toLowerCase();
  if (plain.test(lower)) return lower;
  const bare = lower.normalize('NFKD').replaceAll(notCompared, '');
  return plain.test(bare) ? bare : bare.replaceAll(/./gu, (letter) => alike[letter] ?? letter);
}

/**
 * The words of an account by its paragraphs, in their order: letters and digits, without case, accents, apostrophes,
 * characters without width, and letters of other scripts that look Latin. Punctuation, hyphens and the ends of paragraphs
 * part words and are not compared, so that nothing is hidden by setting them otherwise.
 */
export function wordsOf(paragraphs: readonly string[]): Word[] {
  const words: Word[] = [];
  for (const [paragraph, text] of paragraphs.entries())
    for (const match of text.matchAll(word)) {
      const is = fold(match[0]);
      if (is !== '') words.push({ is, paragraph, from: match.index, to: match.index + match[0].length });
    }
  return words;
}
