import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accountRule, compareWithWord, countWords, suggestParts, type CountRule, type Story } from './index.js';

const stories = ['body', 'footnotes', 'endnotes', 'textBoxes', 'headers', 'comments', 'hidden', 'deleted'] as const;
const said = (
  story: Story,
  text: string,
  kind = 'text',
): { story: Story; kind: string; level: number | null; text: string } => ({
  story,
  kind,
  level: kind === 'heading' ? 1 : null,
  text,
});
const text = (paragraphs: ReturnType<typeof said>[]): Parameters<typeof countWords>[0] => ({
  paragraphs,
  estimate: false,
  storedWords: null,
});

describe("the way from Word's own figure to the count", () => {
  it('names the contents list, the parts that were marked, and nothing that Word leaves out as well', () => {
    const paragraphs = [
      said('body', 'Contents 1', 'contents'),
      said('body', 'three body words'),
      said('body', 'References', 'heading'),
      said('body', 'Nobody (2026) Nothing.'),
      said('footnotes', 'a note'),
      said('headers', 'on every page'),
      said('deleted', 'struck out'),
    ];
    const ledger = countWords(text(paragraphs), accountRule, suggestParts(paragraphs));
    expect(compareWithWord(ledger, accountRule)).toEqual({
      shown: 11,
      steps: [
        { why: 'contents-list', story: null, words: -2 },
        { why: 'reference-list', story: null, words: -4 },
      ],
    });
    expect(ledger.counted).toBe(5);
  });

  it('names stories that the framework counts and Word does not, and the other way round', () => {
    const rule: CountRule = { ...accountRule, countedStories: ['body', 'headers'] };
    const ledger = countWords(text([said('body', 'one two'), said('headers', 'up'), said('footnotes', 'a b c')]), rule);
    expect(compareWithWord(ledger, rule)).toEqual({
      shown: 5,
      steps: [
        { why: 'story-left-out', story: 'footnotes', words: -3 },
        { why: 'story-added', story: 'headers', words: 1 },
      ],
    });
  });

  it('adds up for any document and rule', () => {
    const paragraph = fc.record({
      story: fc.constantFrom<Story[]>(...stories),
      kind: fc.constantFrom('text', 'heading', 'contents'),
      level: fc.constant(1),
      text: fc.constantFrom('one', 'two words', 'References', 'Annex A', ''),
    });
    fc.assert(
      fc.property(fc.array(paragraph, { maxLength: 12 }), fc.subarray([...stories]), (paragraphs, countedStories) => {
        const rule: CountRule = { ...accountRule, countedStories };
        const ledger = countWords(text(paragraphs), rule, suggestParts(paragraphs));
        const { shown, steps } = compareWithWord(ledger, rule);
        expect(steps.reduce((sum, { words }) => sum + words, shown)).toBe(ledger.counted);
      }),
      { seed: 4000, numRuns: 300 },
    );
  });
});
