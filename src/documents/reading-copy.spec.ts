import { describe, expect, it } from '@jest/globals';
import { accountRule, countWords, type MarkedPart } from '#libs/word-count';
import { ledgerShown } from './ledger-shown.js';
import { drawLedger, readingPage } from './reading-copy.js';

const escaped = (text: string): string =>
  text
    .trim()
    .replaceAll('\u202e', '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>');
const paragraphsOf = (texts: readonly string[]) =>
  texts.map((text) => ({ story: 'body' as const, kind: 'text' as const, level: null, style: null, text, page: 3 }));

function draw(texts: readonly string[], limit: number, marks: readonly MarkedPart[] = [], tag = 'p'): string {
  const fragment = texts.map((text, at) => `<${tag} data-paragraph="${at}">${escaped(text)}</${tag}>`).join('');
  const model = { paragraphs: paragraphsOf(texts), estimate: false, storedWords: null };
  return drawLedger(
    readingPage(`<article>${fragment}</article>`),
    texts,
    countWords(model, { ...accountRule, limit }, marks),
  );
}

const limitIn = (page: string): string | undefined =>
  /([^<>]*)<span class="limit"[^>]*>[^<]*<\/span>([^<>]*)/.exec(page)?.slice(1).join('|');

describe('the line at the limit in what assessors read', () => {
  it.each<[string, string[], number, string]>([
    ['in the middle of a paragraph', ['one two three four'], 2, 'one two |three four'],
    ['at the start of the next', ['one two', 'three four'], 2, '|three four'],
    ['behind letters that HTML writes as entities', ['a & b < "c" d'], 4, 'a &amp; b &lt; |&quot;c&quot; d'],
    ['behind blanks that the page leaves out', ['  one two three'], 2, 'one two |three'],
    ['behind what steers and is not shown', ['one\u202e two three'], 2, 'one two |three'],
    ['behind letters beyond 16 bits', ['\u{1f600} two three'], 2, '\u{1f600} two |three'],
  ])('stands %s', (_, texts, limit, expected) => {
    expect(limitIn(draw(texts, limit))).toBe(expected);
  });

  it('stands behind a line break', () => {
    expect(draw(['one\ntwo three'], 2)).toContain('one<br>two <span class="limit"');
  });

  it('is not drawn where the limit is not passed', () => {
    expect(draw(['one two three'], 3)).not.toContain('class="limit"');
  });

  it('says the limit in words', () => {
    expect(draw(['one two'], 1)).toContain('1 words: what follows is beyond the limit');
  });
});

describe('what was left out in what assessors read', () => {
  const texts = ['Our project', 'Annex A', 'one two', 'Thanks'];
  const marks: MarkedPart[] = [{ part: 'annexes', from: 1, to: 3 }];

  it('is named once and marked throughout', () => {
    const page = draw(texts, 4_000, marks);
    expect(page).toContain(
      '<p class="not-counted" data-paragraph="1"><span class="said">Not counted: Annexes</span>Annex A</p>',
    );
    expect(page).toContain('<p class="not-counted" data-paragraph="2">one two</p>');
    expect(page).toContain('<p data-paragraph="3">Thanks</p>');
  });

  it('keeps every word', () => {
    const words = (page: string): string =>
      page.replace(/<span class="said">.*?<\/span>|<style>.*?<\/style>/g, '').replace(/<[^>]*>/g, ' ');
    expect(words(draw(texts, 4_000, marks))).toBe(words(draw(texts, 4_000)));
  });

  it('stands beside the copy too, for formats into which nothing can be drawn', () => {
    const model = { paragraphs: paragraphsOf(texts), estimate: false, storedWords: null };
    const shown = ledgerShown(countWords(model, { ...accountRule, limit: 2 }, marks), model);
    expect(shown).toEqual({
      limit: 2,
      counted: 3,
      excluded: 4,
      limitAt: { page: 3, before: '', word: 'Thanks', after: '' },
      leftOut: [{ reason: 'annexes', words: 4, page: 3, begins: 'Annex A' }],
    });
  });
});
