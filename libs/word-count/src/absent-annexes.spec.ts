import { describe, expect, it } from '@jest/globals';
import { absentAnnexes } from './absent-annexes.js';
import type { CountableParagraph } from './text.js';

const prose = (text: string, more: Partial<CountableParagraph> = {}): CountableParagraph => ({
  story: 'body',
  kind: 'text',
  level: null,
  text,
  ...more,
});
const heading = (text: string): CountableParagraph => prose(text, { kind: 'heading', level: 1 });
const long = (text: string): string =>
  `${text} This sentence is here so that nobody takes the line for a heading of its own.`;
const labels = (paragraphs: readonly CountableParagraph[], titles: readonly string[] = []): string[] =>
  absentAnnexes(paragraphs, titles).map(({ label }) => label);

describe('edge case 13: an annex that is referenced but absent', () => {
  it.each([
    ['one', 'Our plan is in Annex B.', ['B']],
    ['several', 'See Annexes A, C and D and appendix 2.', ['A', 'C', 'D', '2']],
    ['a range by its ends', 'Set out in Appendices 1\u20133.', ['1', '3']],
    ['Roman numbers, capitals', 'as ANNEX IV shows', ['IV']],
    ['with a number behind the letter', '(Annex A1)', ['A1']],
    ['none by a letter of a word', 'An annex a school may build; the annexe; annexed in 1972; Annex Building', []],
    ['none of another document', 'following Annex A of the framework and Appendix 2 to the Handbook', []],
    ['none by a number that goes on', 'in Annex 2019, appendix 3.5m', []],
  ])('%s', (_, text, expected) => {
    expect(labels([prose(long(text))])).toEqual(expected);
  });

  it('is there under a heading, or a line as short as one, wherever it stands', () => {
    const text = prose(long('See Annexes A and B and Appendix 3.'));
    expect(labels([text, heading('Annex A: the budget'), prose('Appendix 3'), prose('1. Annex B')])).toEqual([]);
  });

  it('is there as a file that is handed in', () => {
    expect(labels([prose(long('See Annexes A, B and C.'))], ['Annex A: budget', 'my_annex_B-final.pdf'])).toEqual([
      'C',
    ]);
  });

  it('is neither there nor mentioned by a list of contents, a header or a comment', () => {
    const contents = prose('Annex B .... 12', { kind: 'contents' });
    expect(labels([contents, prose('Annex C', { story: 'headers' }), prose(long('See Annex B.'))])).toEqual(['B']);
  });

  it('is told once, with the first paragraph that mentions it', () => {
    const text = prose(long('See Annex B.'));
    expect(absentAnnexes([prose('Words'), text, text], [])).toEqual([{ label: 'B', paragraph: 1 }]);
  });

  it('takes its time from the length of the text alone', () => {
    const hostile = [prose('Annex A,'.repeat(50_000)), prose(`Annexes ${'A, '.repeat(100_000)}`)];
    expect(labels(hostile)).toEqual(['A']);
  });
});
