import { describe, expect, it } from '@jest/globals';
import { compareAccounts, wordsOf } from '#libs/similarity';
import type { AccountText } from './account-text.js';
import { mostPassages, passagesShown, type ShownSide } from './passages-shown.js';

function textOf(...paragraphs: string[]): AccountText {
  const words = wordsOf(paragraphs);
  return { paragraphs, words, folded: words.map(({ is }) => is) };
}
const written = ({ paragraphs }: ShownSide): string =>
  paragraphs.map((pieces) => pieces.map(({ text, same }) => (same ? `[${text}]` : text)).join('')).join(' ¶ ');
const shownOf = (a: AccountText, b: AccountText): ReturnType<typeof passagesShown> =>
  passagesShown(a, b, compareAccounts(a.folded, b.folded).runs);

describe('a passage', () => {
  it('shows what is the same as each wrote it, with what was changed unmarked and some words around', () => {
    const a = textOf(
      'First. We met the five heads on Monday, and agreed – all of us – what reading is for. It was late.',
    );
    const b = textOf(
      'Others came. WE met the five heads',
      'on Monday and agreed, all of us, what writing is for, and so did they, one by one, in the end.',
    );
    const { passages, more } = shownOf(a, b);
    expect(more).toBe(0);
    expect(passages.map((passage) => [written(passage.a), written(passage.b)])).toEqual([
      [
        'First. [We met the five heads on Monday, and agreed – all of us – what] reading is for. It was late',
        'Others came. [WE met the five heads] ¶ [on Monday and agreed, all of us, what] writing is for, and so did they, one by one, in the',
      ],
    ]);
  });

  it('is cut where it is long, and the shorter ones are left out where they are many', () => {
    const words = (name: string, many: number): string =>
      Array.from({ length: many }, (_, at) => `${name}${at}`).join(' ');
    const long = textOf(words('same', 1_000));
    expect(shownOf(long, long).passages[0]?.a.left).toBe(700);
    const parts = Array.from({ length: 45 }, (_, at) => words(`part${at}x`, 9 + (at % 2)));
    const apart = (own: string): AccountText =>
      textOf(...parts.map((part, at) => `${part} ${words(`${own}${at}y`, 20)}`));
    const { passages, more } = shownOf(apart('a'), apart('b'));
    expect([passages.length, more]).toEqual([mostPassages, 5]);
  });
});
