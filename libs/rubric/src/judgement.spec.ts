import { describe, expect, it } from '@jest/globals';
import {
  checkMarks,
  compareMarkSets,
  evidenceCoverage,
  failedTaskScope,
  feedback,
  type Mark,
  type MarkSet,
  mergeAgreed,
  npqel2017,
  secondMarkReasons,
  shareOfMarking,
} from './index.js';

const codes = npqel2017.criteria.map(({ code }) => code);
const all = (mark: Mark, but: MarkSet = {}): MarkSet => ({
  ...Object.fromEntries(codes.map((code) => [code, mark])),
  ...but,
});

describe('reading marks from a form', () => {
  it('gives them in the framework’s order, in scope only', () => {
    expect(Object.keys(checkMarks(npqel2017, { '2.4.2': 1, '1.4.3': 2 }, ['2.4.2', '1.4.3']))).toEqual([
      '1.4.3',
      '2.4.2',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a gap', { '1.4.3': 2 }, 'marks.missing'],
    ['half a mark', { '1.4.3': 1.5, '2.4.2': 1 }, 'marks.not-a-mark'],
    ['a mark as text', { '1.4.3': '1', '2.4.2': 1 }, 'marks.not-a-mark'],
    ['an empty field', { '1.4.3': '', '2.4.2': 1 }, 'marks.not-a-mark'],
    ['a tick', { '1.4.3': true, '2.4.2': 1 }, 'marks.not-a-mark'],
    ['a mark of 3', { '1.4.3': 3, '2.4.2': 1 }, 'marks.not-a-mark'],
    ['a criterion carried forward', { '1.4.3': 1, '2.4.2': 1, '1.4.1': 2 }, 'marks.out-of-scope'],
    ['a criterion that does not exist', { '1.4.3': 1, '2.4.2': 1, '9.4.1': 2 }, 'marks.out-of-scope'],
  ])('refuses %s', (_, marks, code) => {
    expect(checkMarks(npqel2017, marks, ['1.4.3', '2.4.2'])).toMatchObject({ refused: true, code });
  });
});

describe('comparing two blind mark sets', () => {
  it('lets the first stand where they are near: totals apart by 2, no criterion by 2, same decision', () => {
    const comparison = compareMarkSets(npqel2017, all(2), all(2, { '1.4.1': 1, '3.4.1': 1 }));
    expect(comparison).toMatchObject({ discrepant: false, reasons: [], totalDifference: 2 });
    expect(comparison.differing).toEqual([
      { criterion: '1.4.1', first: 2, second: 1 },
      { criterion: '3.4.1', first: 2, second: 1 },
    ]);
  });

  it('is discrepant one mark across the threshold', () => {
    expect(compareMarkSets(npqel2017, all(1), all(1, { '2.4.1': 0 })).reasons).toEqual([
      { rule: 'decision-differs', firstPassed: true, secondPassed: false },
    ]);
  });

  it('is discrepant where totals agree on opposite criteria', () => {
    const first = all(1, { '1.4.1': 2, '3.4.1': 0, '3.4.2': 2 });
    const second = all(1, { '1.4.1': 0, '1.4.2': 2, '3.4.1': 2 });
    const comparison = compareMarkSets(npqel2017, first, second);
    expect(comparison.totalDifference).toBe(0);
    expect(comparison.reasons).toEqual([{ rule: 'criterion-differs', criteria: ['1.4.1', '3.4.1'], by: 2 }]);
  });

  it('is discrepant when both fail but the totals are 3 apart', () => {
    const failing: MarkSet = { '2.4.1': 0, '2.4.2': 0 };
    const reasons = compareMarkSets(
      npqel2017,
      all(2, failing),
      all(2, { ...failing, '1.4.1': 1, '3.4.1': 1, '4.4.1': 1 }),
    ).reasons;
    expect(reasons).toEqual([{ rule: 'total-differs', difference: 3, allowed: 2 }]);
  });

  it('throws where one set has a criterion that the other has not', () => {
    const { '1.4.1': _, ...fewer } = all(1);
    expect(() => compareMarkSets(npqel2017, all(1), fewer, all(1))).toThrow('do not mark the same criteria');
  });
});

describe('agreeing on the criteria that differ', () => {
  const first = all(1, { '1.4.1': 2 });
  const second = all(1, { '1.4.1': 0 });

  it('takes the agreed mark there and what both gave elsewhere', () => {
    expect(mergeAgreed(npqel2017, first, second, { '1.4.1': 1 })).toEqual(all(1));
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a criterion on which both gave the same mark', { '1.4.1': 1, '2.4.1': 2 }, 'agreement.already-agreed'],
    ['a criterion left open', {}, 'agreement.still-open'],
    ['an average', { '1.4.1': 0.5 }, 'agreement.not-a-mark'],
  ])('refuses %s', (_, agreed, code) => {
    expect(mergeAgreed(npqel2017, first, second, agreed)).toMatchObject({ refused: true, code });
  });
});

describe('who is marked a second time whatever the draw says', () => {
  const script = { marks: all(2), attempt: 1, assessorOnProbation: false, roundSize: 40 };

  it('nobody with two marks to spare in every area', () => {
    expect(secondMarkReasons(npqel2017, script)).toEqual([]);
  });

  it.each<[string, Partial<Parameters<typeof secondMarkReasons>[1]>, string]>([
    ['a fail', { marks: all(2, { '2.4.1': 0, '2.4.2': 0 }) }, 'first-mark-fails'],
    ['an area at its threshold', { marks: all(2, { '2.4.1': 0 }) }, 'area-near-threshold'],
    ['an area one above', { marks: all(2, { '2.4.1': 1 }) }, 'area-near-threshold'],
    ['an area one below', { marks: all(2, { '2.4.1': 1, '2.4.2': 0 }) }, 'first-mark-fails area-near-threshold'],
    ['an assessor on probation', { assessorOnProbation: true }, 'assessor-on-probation'],
    ['a resubmission', { attempt: 2 }, 'resubmission'],
    ['a round of 15', { roundSize: 15 }, 'whole-round'],
    ['but not one of 16', { roundSize: 16 }, ''],
  ])('%s', (_, facts, reasons) => {
    expect(secondMarkReasons(npqel2017, { ...script, ...facts }).join(' ')).toBe(reasons);
  });
});

describe('what a failed attempt may try again', () => {
  it('is nothing after a pass', () => {
    expect(failedTaskScope(npqel2017, all(1))).toBeNull();
  });

  it('is the task of the failing area, whole, with the other task carried forward', () => {
    const scope = failedTaskScope(npqel2017, all(2, { '2.4.1': 1, '2.4.2': 0 }));
    expect(scope?.tasks).toEqual(['T2']);
    expect(scope?.criteria).toEqual(npqel2017.criteria.filter(({ task }) => task === 'T2').map(({ code }) => code));
    expect(scope?.carriedForward).toEqual({
      '1.4.1': 2,
      '1.4.2': 2,
      '3.4.2': 2,
      '3.4.3': 2,
      '4.4.1': 2,
      '5.4.2': 2,
      '5.4.3': 2,
      '6.4.1': 2,
    });
  });

  it('leaves out a task whose criteria in the failing area are all at their maximum', () => {
    // Area 6: 6.4.1 in T1 at 2, the two of T2 at 0: 2 of 6.
    expect(failedTaskScope(npqel2017, all(2, { '6.4.2': 0, '6.4.3': 0 }))?.tasks).toEqual(['T2']);
    expect(failedTaskScope(npqel2017, all(2, { '6.4.1': 1, '6.4.2': 0, '6.4.3': 0 }))?.tasks).toEqual(['T1', 'T2']);
  });

  it('is every task with room where only the overall sum fell short', () => {
    const framework = { ...npqel2017, pass: { ...npqel2017.pass, overallMinPct: 60 } };
    expect(failedTaskScope(framework, all(1))?.tasks).toEqual(['T1', 'T2']);
  });

  it('is both tasks where the framework says so', () => {
    const framework = { ...npqel2017, resubmission: { ...npqel2017.resubmission, scope: 'all-tasks' as const } };
    expect(failedTaskScope(framework, all(2, { '2.4.1': 0, '2.4.2': 0 }))).toMatchObject({
      tasks: ['T1', 'T2'],
      carriedForward: {},
    });
  });
});

describe('feedback', () => {
  const letter = feedback(npqel2017, all(2, { '2.4.1': 1, '2.4.2': 0 }), { '2.4.1': ' Say what changed for whom. ' });

  it('gives for each area what was reached and needed', () => {
    expect(letter).toMatchObject({ passed: false, marks: 31, max: 34 });
    expect(letter.areas.map(({ met }) => met)).toEqual([true, false, true, true, true, true]);
  });

  it('gives for each criterion its descriptor, the next one up and the comment', () => {
    const [first, second] = letter.areas[1]?.criteria ?? [];
    const descriptors = npqel2017.criteria.find(({ code }) => code === '2.4.1')?.descriptors;
    expect(first).toMatchObject({ mark: 1, descriptor: descriptors?.[1], nextDescriptor: descriptors?.[2] });
    expect(first?.comment).toBe('Say what changed for whom.');
    const next = npqel2017.criteria.find(({ code }) => code === '2.4.2')?.descriptors[1];
    expect(second).toMatchObject({ mark: 0, nextDescriptor: next, comment: null, carriedForward: false });
    expect(letter.areas[0]?.criteria[0]?.nextDescriptor).toBeNull();
  });
});

describe('the coverage of evidence', () => {
  it('shows a required slot without an item, and one item in several slots', () => {
    const coverage = evidenceCoverage(
      npqel2017,
      [{ slot: 'strategy' }, { slot: 'risk-register' }],
      ['1.4.2', '3.4.2', '5.4.3'],
    );
    expect(coverage.map(({ code, missing }) => [code, missing])).toEqual([
      ['strategy', false],
      ['board-presentation', true],
      ['board-feedback', true],
      ['risk-register', false],
    ]);
  });

  it('does not miss a slot that is not required', () => {
    const criteria = npqel2017.criteria.map((one) => ({
      ...one,
      evidence: one.evidence.map((slot) => ({ ...slot, required: false })),
    }));
    expect(evidenceCoverage({ ...npqel2017, criteria }, []).some(({ missing }) => missing)).toBe(false);
    expect(evidenceCoverage(npqel2017, []).every(({ missing }) => missing)).toBe(true);
  });
});

describe('what marking a part of a script takes', () => {
  const ofTask = (code: string): string[] =>
    npqel2017.criteria.filter(({ task }) => task === code).map((criterion) => criterion.code);

  it('is all of it for every criterion, nothing for none, and the accounts add up', () => {
    expect(shareOfMarking(npqel2017, codes)).toBeCloseTo(1, 12);
    expect(shareOfMarking(npqel2017, [])).toBe(0);
    expect(shareOfMarking(npqel2017, ofTask('T1')) + shareOfMarking(npqel2017, ofTask('T2'))).toBeCloseTo(1, 12);
  });

  it('has a whole account read for one criterion in it: a third of the hours is reading, half of that an account', () => {
    // 0.33 / 2 + 0.67 / 17
    expect(shareOfMarking(npqel2017, ['1.4.1'])).toBeCloseTo(0.165 + 0.67 / 17, 12);
    expect(shareOfMarking(npqel2017, ['1.4.1', '1.4.2'])).toBeCloseTo(0.165 + (2 * 0.67) / 17, 12);
    expect(shareOfMarking(npqel2017, ['1.4.1', '1.4.3'])).toBeCloseTo(0.33 + (2 * 0.67) / 17, 12);
  });

  it('goes by criteria alone in versions that say nothing of reading', () => {
    const { readingPct: _, ...marking } = npqel2017.marking;
    expect(shareOfMarking({ ...npqel2017, marking }, ['1.4.1'])).toBeCloseTo(1 / 17, 12);
  });
});
