import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countWords, type Ledger } from './count-words.js';
import { type MarkedPart, suggestParts } from './marked-parts.js';
import { accountRule, type CountRule, ruleVersions, type Story } from './rule.js';
import type { CountableParagraph, CountableText } from './text.js';

const paragraph = (text: string, more: Partial<CountableParagraph> = {}): CountableParagraph => ({
  story: 'body',
  kind: 'text',
  level: null,
  text,
  ...more,
});
const heading = (text: string, level = 1): CountableParagraph => paragraph(text, { kind: 'heading', level });
const document = (paragraphs: readonly CountableParagraph[], more: Partial<CountableText> = {}): CountableText => ({
  paragraphs,
  estimate: false,
  storedWords: null,
  ...more,
});
const words = (count: number): string => Array.from({ length: count }, (_, i) => `w${i + 1}`).join(' ');
const count = (text: CountableText, rule: CountRule = accountRule, marks: readonly MarkedPart[] = []): Ledger =>
  countWords(text, rule, marks);

describe('A word is a piece of text between white space, as Microsoft Word has it', () => {
  it.each<[string, string, number]>([
    ['nothing', '', 0],
    ['blank text', ' \t\n\u00a0\u3000', 0],
    ['hyphens inside', 'well-known vis-a-vis', 2],
    ['dates', '06/30/2003', 1],
    ['slashes', 'and/or', 1],
    ['addresses', 'https://example.org/a?b=c', 1],
    ['dashes without spaces', 'word\u2014word word\u2013word', 2],
    ['a dash by itself', 'word \u2013 word', 3],
    ['punctuation by itself', 'va ? oui !', 4],
    ['apostrophes', "it's the trust\u2019s", 3],
    ['no-break spaces', 'a\u00a0b\u202fc\u2007d\u3000e', 5],
    ['every other space of Unicode', 'a\u1680b\u2000c\u200ad\u2028e\u2029f\u205fg\u0085h', 8],
    ['no space at all', 'a\u200bb\u2060c\ufeffd', 1],
    ['blank-looking letters', 'a\u2800b\u3164c\u180ed', 1],
    ['a soft hyphen', 'leader\u00adship', 1],
    ['tabs and line breaks', 'a\tb\nc\rd\ve\ff', 6],
    ['letters beyond 16 bits', '\u{1f600} \u{20000}\u{20001}', 2],
  ])('counts %s', (_, text, expected) => {
    expect(count(document([paragraph(text)])).counted).toBe(expected);
  });

  it('is frozen under its name: the same text gives the same figure for ever', () => {
    expect(Object.keys(ruleVersions)).toEqual(['word-2026-1']);
    expect(() => count(document([]), { ...accountRule, ruleVersion: 'toString' })).toThrow('no word rule');
  });
});

describe('edge case 10: 4,000 passes and 4,001 does not', () => {
  it.each<[number, Ledger['verdict']]>([
    [0, 'unreadable'],
    [1, 'within'],
    [3999, 'within'],
    [4000, 'within'],
    [4001, 'over'],
  ])('judges %i words: %s', (number, verdict) => {
    expect(count(document([paragraph(words(number))])).verdict).toBe(verdict);
  });

  it('lets the tolerance of the framework through and not a word more', () => {
    const tolerant = { ...accountRule, toleranceWords: 10 };
    expect([4010, 4011].map((number) => count(document([paragraph(words(number))]), tolerant).verdict)).toEqual([
      'within',
      'over',
    ]);
  });

  it('says where words 3,999, 4,000 and 4,001 stand, across paragraphs', () => {
    const { places } = count(document([paragraph(words(3999)), heading('Next  steps follow')]));
    expect(places.map(({ number, paragraph: index, from, to, word }) => [number, index, from, to, word])).toEqual([
      [3999, 0, words(3998).length + 1, words(3999).length, 'w3999'],
      [4000, 1, 0, 4, 'Next'],
      [4001, 1, 6, 11, 'steps'],
    ]);
  });

  it('names the places that exist and no others', () => {
    expect(count(document([paragraph(words(3999))])).places.map(({ number }) => number)).toEqual([3999]);
  });
});

describe('An estimate near the limit is for a person', () => {
  // 2 % below 4,000 is 3,920; 10 % above is 4,400.
  it.each<[number, Ledger['verdict']]>([
    [3919, 'within'],
    [3920, 'needs-person'],
    [4000, 'needs-person'],
    [4400, 'needs-person'],
    [4401, 'over'],
  ])('judges an estimate of %i words: %s', (number, verdict) => {
    expect(count(document([paragraph(words(number))], { estimate: true })).verdict).toBe(verdict);
  });

  it('leaves a document with unread text to a person, unless it is over already', () => {
    const unread = { unread: ['a document embedded in the document'] };
    expect(count(document([paragraph('one')], unread)).verdict).toBe('needs-person');
    expect(count(document([paragraph(words(4001))], unread)).verdict).toBe('over');
  });
});

describe('The sum is the policy of the framework, and every paragraph says why it counts or not', () => {
  const text = document([
    paragraph('Contents', { kind: 'contents' }),
    heading('Our project'),
    paragraph('three body words'),
    paragraph('cell', { kind: 'tableCell' }),
    heading('References'),
    paragraph('Nobody (2026) Nothing.'),
    heading('Annex A'),
    paragraph('annexed words'),
    ...(
      ['footnotes', 'endnotes', 'textBoxes', 'headers', 'comments', 'hidden', 'deleted', 'equations'] satisfies Story[]
    ).map((story) => paragraph('one', { story })),
  ]);

  it('counts body, headings, tables, notes and text boxes; not contents, headers, comments, hidden, deleted, equations', () => {
    const { counted, excluded, reasons, stories } = count(text);
    expect({ counted, excluded, reasons }).toEqual({
      counted: 17,
      excluded: 6,
      reasons: { counted: 17, 'contents-list': 1, 'story-not-counted': 5 },
    });
    expect(stories).toMatchObject({ body: 15, footnotes: 1, headers: 1, hidden: 1 });
  });

  it('edge case 11: leaves out annexes and references only where they are marked, and suggests where', () => {
    const marks = suggestParts(text.paragraphs);
    expect(marks).toEqual([
      { part: 'reference-list', from: 4, to: 6 },
      { part: 'annexes', from: 6, to: 8 },
    ]);
    const { counted, reasons } = count(text, accountRule, marks);
    expect({ counted, reasons }).toMatchObject({ counted: 9, reasons: { 'reference-list': 4, annexes: 4 } });
  });

  it('counts marked parts where the framework does not leave them out', () => {
    const marks = suggestParts(text.paragraphs);
    expect(count(text, { ...accountRule, excludedParts: [] }, marks).counted).toBe(18);
  });

  it('keeps a sentence that only pretends to be a line of the contents list', () => {
    expect(count(document([paragraph(words(41), { kind: 'contents' })])).counted).toBe(41);
  });

  it('ends a suggested part at the next heading of its level', () => {
    const paragraphs = [
      heading('Appendix 1'),
      heading('Details', 2),
      paragraph('x'),
      heading('Conclusion'),
      paragraph('y'),
    ];
    expect(suggestParts(paragraphs)).toEqual([{ part: 'annexes', from: 0, to: 3 }]);
  });
});

describe('The figure that the writing program stored is explained, never used', () => {
  const text = [
    paragraph('one two'),
    paragraph('three', { story: 'footnotes' }),
    paragraph('up', { story: 'headers' }),
    paragraph('Contents 1', { kind: 'contents' }),
  ];
  it.each([
    [3, 'same', 0],
    [5, 'left-out-parts', 2],
    [4, 'notes-and-boxes', 1],
    [6, 'headers', 3],
    [99, 'estimate', 96],
  ] as const)('explains %i as %s', (stored, reason, difference) => {
    const ledger = count(document(text, { storedWords: stored }));
    expect([ledger.counted, ledger.stored]).toEqual([3, { words: stored, difference, reason }]);
  });
});

describe('A ledger adds up', () => {
  const anyText = fc.array(
    fc.record({
      story: fc.constantFrom<Story[]>('body', 'footnotes', 'headers', 'hidden', 'textBoxes'),
      kind: fc.constantFrom('text', 'heading', 'contents', 'tableCell'),
      level: fc.constant(null),
      text: fc
        .array(fc.constantFrom('a', 'word', ' ', '\u00a0', '\u200b', '-', '\n', 'References'), { maxLength: 30 })
        .map((all) => all.join('')),
    }),
    { maxLength: 12 },
  );

  it('for any text: lines give the sum, stories give all words, places give the words', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (paragraphs, limit) => {
        const text = document(paragraphs);
        const ledger = count(text, { ...accountRule, limit }, suggestParts(paragraphs));
        const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        expect(sum(ledger.lines.filter((line) => line.reason === 'counted').map((line) => line.words))).toBe(
          ledger.counted,
        );
        expect(sum(Object.values(ledger.stories))).toBe(ledger.counted + ledger.excluded);
        expect(sum(Object.values(ledger.reasons))).toBe(ledger.counted + ledger.excluded);
        const all = ledger.lines
          .filter((line) => line.reason === 'counted')
          .flatMap((line) => paragraphs[line.paragraph]!.text.split(/[\n \u00a0]+/).filter((word) => word !== ''));
        for (const { number, word } of ledger.places) expect(word).toBe(all[number - 1]);
        expect(ledger.places).toHaveLength(
          [limit - 1, limit, limit + 1].filter((n) => n >= 1 && n <= ledger.counted).length,
        );
        expect(count(text, { ...accountRule, limit }, suggestParts(paragraphs))).toEqual(ledger);
      }),
      { seed: 4000, numRuns: 300 },
    );
  });

  it('never counts fewer words when a paragraph is added', () => {
    fc.assert(
      fc.property(anyText, fc.lorem(), (paragraphs, more) => {
        const before = count(document(paragraphs)).counted;
        expect(count(document([...paragraphs, paragraph(more)])).counted).toBeGreaterThan(before);
      }),
      { seed: 4000, numRuns: 200 },
    );
  });
});
