import { describe, expect, it } from '@jest/globals';
import type { DrawnOutcome } from '../outcome/draw.js';
import { anomaliesIn, checkRelease, type Candidate } from './check-release.js';

const noTotal = { marks: 0, max: 0, needed: null, margin: null };
const drawn = (scriptNumber: string, result: 'passed' | 'failed' = 'passed'): DrawnOutcome => ({
  attemptId: scriptNumber,
  scriptNumber,
  result,
  totals: { overall: noTotal, areas: [], tasks: [] },
  inputsHash: '',
  fault: null,
});
const candidate = (scriptNumber: string, change: Partial<Candidate> = {}): Candidate => ({
  scriptNumber,
  drawn: drawn(scriptNumber),
  isWithdrawn: false,
  isHeld: false,
  isEnded: false,
  isOut: false,
  hasOutcome: false,
  isInModeration: false,
  ...change,
});
const none = { passed: 0, failed: 0 };

describe('edge case 34: whoever is held is left out, and keeps nobody up', () => {
  it('whatever is in the way of their own outcome', () => {
    const run = checkRelease(
      [candidate('A'), candidate('B', { isHeld: true, drawn: null, isInModeration: true })],
      none,
    );
    expect(run.outcomes.map(({ scriptNumber }) => scriptNumber)).toEqual(['A']);
    expect([run.held, run.withdrawn, run.blockers]).toEqual([1, 0, []]);
  });

  it('and has an outcome when the hold is lifted, in a release without those that are out', () => {
    const run = checkRelease([candidate('A', { isOut: true, hasOutcome: true }), candidate('B')], none);
    expect(run.outcomes.map(({ scriptNumber }) => scriptNumber)).toEqual(['B']);
    expect([run.held, run.withdrawn, run.blockers]).toEqual([0, 0, []]);
  });
});

describe('nothing is released while anything is in the way', () => {
  it.each<[string, Partial<Candidate>]>([
    ['marks-open', { drawn: null }],
    ['items-open', { isInModeration: true }],
    ['outcome-stands', { hasOutcome: true }],
    ['disagree', { drawn: { ...drawn('B'), fault: 'disagree' } }],
    ['stored-differs', { drawn: { ...drawn('B'), fault: 'stored-differs' } }],
    ['unreadable', { drawn: { ...drawn('B'), fault: 'unreadable' } }],
  ])('names a script with %s', (kind, change) => {
    expect(checkRelease([candidate('A'), candidate('B', change)], none).blockers).toEqual([{ kind, scripts: ['B'] }]);
  });

  it('leaves out who withdrew, whatever is open with them', () => {
    const run = checkRelease([candidate('A'), candidate('B', { isWithdrawn: true, drawn: null })], none);
    expect(run).toMatchObject({ blockers: [], withdrawn: 1, counts: { passed: 1, failed: 0 } });
  });

  it('counts passes and fails', () => {
    const run = checkRelease([candidate('A'), candidate('B', { drawn: drawn('B', 'failed') })], none);
    expect(run.counts).toEqual({ passed: 1, failed: 1 });
  });
});

describe('a pass rate far from earlier releases is asked about', () => {
  // Pooled 68 of 80: 0.85. Standard error √(0.85 × 0.15 × (1/20 + 1/60)) = 0.0922; (57/60 - 11/20) / 0.0922 = 4.3.
  it('from three standard errors on', () => {
    expect(anomaliesIn({ passed: 11, failed: 9 }, { passed: 57, failed: 3 })).toEqual([
      { kind: 'pass-rate', now: { passed: 11, failed: 9 }, before: { passed: 57, failed: 3 }, standardErrors: 4.3 },
    ]);
  });

  it.each([
    ['an ordinary difference', { passed: 17, failed: 3 }, { passed: 57, failed: 3 }],
    ['fewer than ten now', { passed: 0, failed: 9 }, { passed: 60, failed: 0 }],
    ['fewer than ten before', { passed: 5, failed: 15 }, { passed: 9, failed: 0 }],
    ['everybody passing twice', { passed: 20, failed: 0 }, { passed: 60, failed: 0 }],
  ])('not for %s', (_, now, before) => {
    expect(anomaliesIn(now, before)).toEqual([]);
  });

  it('and nobody passing among ten, whatever was before', () => {
    expect(anomaliesIn({ passed: 0, failed: 10 }, none).map(({ kind }) => kind)).toEqual(['nobody-passed']);
  });
});
