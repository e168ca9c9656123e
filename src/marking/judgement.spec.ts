import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { npqel2017, type Mark } from '#libs/rubric';
import { agreedMarks, readProposals, type Proposal } from './agreement.js';
import { mayLock } from './lock-rules.js';
import { mergeComments } from './merge-comments.js';

const all = npqel2017.criteria.map(({ code }) => code);
const marked = (level: Mark, comment: string): Map<string, { level: Mark; comment: string; pointers: [] }> =>
  new Map(all.map((code) => [code, { level, comment, pointers: [] }]));

describe('locking', () => {
  it('needs every criterion in scope, and no other', () => {
    const marks = marked(2, '');
    marks.delete('6.4.1');
    const facts = { framework: npqel2017, scope: all, marks, unsettled: [] };
    expect(mayLock(facts)).toEqual([
      expect.objectContaining({ code: 'marks-missing', facts: { criteria: ['6.4.1'] } }),
    ]);
    expect(mayLock({ ...facts, scope: all.filter((code) => code !== '6.4.1') })).toEqual([]);
  });

  it.each([
    [2, '', []],
    [1, '', ['comments-missing']],
    [0, '   ', ['comments-missing']],
    [0, 'No option is weighed.', []],
  ] as const)('with %s and the comment "%s" is refused by %j', (level, comment, codes) => {
    const refusals = mayLock({ framework: npqel2017, scope: all, marks: marked(level, comment), unsettled: [] });
    expect(refusals.map(({ code }) => code)).toEqual(codes);
  });

  it('waits until no version is left on the side', () => {
    const refusals = mayLock({ framework: npqel2017, scope: all, marks: marked(2, ''), unsettled: ['1.4.1'] });
    expect(refusals.map(({ code }) => code)).toEqual(['versions-to-merge']);
  });
});

describe('agreement', () => {
  const differing = [
    { criterion: '1.4.1', first: 0 as Mark, second: 2 as Mark },
    { criterion: '1.4.2', first: 2 as Mark, second: 1 as Mark },
  ];
  const propose = (assessorId: string, criterion: string, level: Mark): Proposal => ({
    assessorId,
    criterion,
    level,
    rationale: 'Why',
    reason: null,
  });

  it.each<[string, Proposal[], object | null]>([
    ['nothing yet', [], null],
    ['one of the two', [propose('a', '1.4.1', 1), propose('a', '1.4.2', 2)], null],
    ['both on one criterion', [propose('a', '1.4.1', 1), propose('b', '1.4.1', 1), propose('a', '1.4.2', 2)], null],
    [
      'both, apart on one',
      [propose('a', '1.4.1', 1), propose('b', '1.4.1', 1), propose('a', '1.4.2', 2), propose('b', '1.4.2', 1)],
      null,
    ],
    [
      'both the same on all',
      [propose('a', '1.4.1', 1), propose('b', '1.4.1', 1), propose('a', '1.4.2', 2), propose('b', '1.4.2', 2)],
      { '1.4.1': 1, '1.4.2': 2 },
    ],
    [
      'a stranger with one of them',
      [propose('a', '1.4.1', 1), propose('c', '1.4.1', 1), propose('a', '1.4.2', 2), propose('c', '1.4.2', 2)],
      null,
    ],
  ])('is reached by two people and all criteria: %s', (_, proposals, agreed) => {
    expect(agreedMarks(differing, proposals, ['a', 'b'])).toEqual(agreed);
  });

  it('leaves open what nobody typed into, and refuses half a proposal', () => {
    const codes = differing.map(({ criterion }) => criterion);
    const read = (level: Mark | null, rationale: string, criterion = '1.4.1', reason = ''): string[] =>
      readProposals({
        drafts: [{ criterion, level, rationale, reason }],
        differing: codes,
        own: { '1.4.1': 1, '1.4.2': 2, '6.4.1': 1 },
        reasons: ['work-not-seen'],
      }).map((one) => (isRefusal(one) ? one.code : 'proposed'));
    expect(read(null, '')).toEqual([]);
    expect(read(1, 'Why')).toEqual(['proposed']);
    expect(read(2, 'Why')).toEqual(['proposal-reason-missing']);
    expect(read(2, 'Why', '1.4.1', 'as I please')).toEqual(['proposal-reason-missing']);
    expect(read(2, 'Why', '1.4.1', 'work-not-seen')).toEqual(['proposed']);
    expect(read(1, 'Why', '1.4.1', 'work-not-seen')).toEqual(['proposal-reason-without-change']);
    expect(read(null, '', '1.4.1', 'work-not-seen')).toEqual(['proposal-level-missing', 'proposal-rationale-missing']);
    expect(read(1, ' ')).toEqual(['proposal-rationale-missing']);
    expect(read(null, 'Why')).toEqual(['proposal-level-missing']);
    expect(read(2, 'Why', '6.4.1')).toEqual(['proposal-not-differing']);
  });
});

describe('the words that a participant reads', () => {
  const opinion = (
    level: Mark,
    comment: string,
  ): { levels: Record<string, Mark>; comments: Record<string, string> } => ({
    levels: { '1.4.1': level },
    comments: { '1.4.1': comment },
  });

  it.each<[string, Mark, [Mark, string], [Mark, string], string]>([
    ['both gave it: both, once each', 1, [1, 'Options named.'], [1, 'No costs.'], 'Options named.\n\nNo costs.'],
    ['both said the same', 1, [1, 'Options named.'], [1, ' Options named. '], 'Options named.'],
    ['one gave it: never the words for another mark', 2, [2, 'Weighed.'], [0, 'Nothing at all.'], 'Weighed.'],
    ['nobody gave it: what they settled on', 1, [2, 'Weighed.'], [0, 'Nothing.'], 'We both see two options.'],
  ])('%s', (_, decided, first, second, words) => {
    const settled = { '1.4.1': ['We both see two options.', 'We both see two options.'] };
    expect(mergeComments({ '1.4.1': decided }, [opinion(...first), opinion(...second)], settled)).toEqual({
      '1.4.1': words,
    });
  });
});
