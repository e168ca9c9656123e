import { describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { judgeReading, type ReadingJudged, type SentAs } from './judge-reading.js';

const text = (words: number, kind: 'docx' | 'pdf' = 'docx'): ReadingJudged => ({
  kind,
  verdict: 'read',
  reason: null,
  model: {
    kind,
    paragraphs: [{ story: 'body', kind: 'text', level: null, style: null, page: null, text: 'word '.repeat(words) }],
    pages: null,
    estimate: kind === 'pdf',
    storedWords: null,
  },
});
const picture: ReadingJudged = { kind: 'jpg', verdict: 'read', reason: null, model: null };
const account: SentAs = { component: 'account-T1', originalName: 'one.docx', annexMarks: [] };
const evidence: SentAs = { component: 'evidence', originalName: 'one.docx', annexMarks: [] };

describe('what a reading means for what the file was sent as', () => {
  it.each<[string, ReadingJudged, SentAs, string]>([
    ['an account of 4,000 words', text(4_000), account, 'within'],
    ['an account of 4,001 words', text(4_001), account, 'over'],
    ['a PDF near the limit', text(4_000, 'pdf'), { ...account, originalName: 'one.pdf' }, 'needs-person'],
    ['an account without a word: never 0 words', text(0), account, 'no-text'],
    ['an account of pictures', { ...picture, kind: 'pdf' }, { ...account, originalName: 'one.pdf' }, 'no-text'],
    ['the same bytes under a name that lies', text(10), { ...account, originalName: 'one.pdf' }, 'mismatched-type'],
    ['a kind that accounts cannot be', picture, { ...account, originalName: 'one.jpg' }, 'unsupported-type'],
    [
      'what could not be read',
      { kind: null, verdict: 'refused', reason: 'encrypted', model: null },
      account,
      'encrypted',
    ],
    [
      'what could not be read for no reason that we know',
      { kind: null, verdict: 'refused', reason: null, model: null },
      account,
      'corrupt',
    ],
    ['evidence without a word', picture, { ...evidence, originalName: 'wall.jpeg' }, 'fine'],
    ['evidence of any length', text(9_000), evidence, 'fine'],
    ['evidence under a name that lies', picture, { ...evidence, originalName: 'wall.png' }, 'mismatched-type'],
  ])('%s', (_, reading, sent, expected) => {
    const judgement = judgeReading(reading, sent, npqel2017);
    expect(judgement.event === 'read.refused' ? judgement.reason : (judgement.ledger?.verdict ?? 'fine')).toBe(
      expected,
    );
  });
});
