import { describe, expect, it } from '@jest/globals';
import {
  judgeQualification,
  type Framework,
  type Mark,
  type MarkedAgainst,
  type MarkSet,
  npqel2017,
  qualificationRule,
} from './index.js';

const codes = npqel2017.criteria.map(({ code }) => code);
const all = (mark: Mark, but: MarkSet = {}): MarkSet => ({
  ...Object.fromEntries(codes.map((code) => [code, mark])),
  ...but,
});

/** Three scripts of 17 criteria, 51 in all: `off` criteria from the end are one mark away; none of them flips a decision. */
function marked(off: number, more: MarkSet = {}): MarkedAgainst[] {
  return [0, 1, 2].map((script) => {
    const near = codes.slice(0, Math.min(17, Math.max(0, off - 17 * script)));
    const given = { ...all(2, Object.fromEntries(near.map((code) => [code, 1]))) };
    return { script: `S${script}`, definitive: all(2), given: script === 0 ? { ...given, ...more } : given };
  });
}

const withRule = (qualification: Partial<NonNullable<Framework['accreditation']['qualification']>>): Framework => ({
  ...npqel2017,
  accreditation: {
    ...npqel2017.accreditation,
    qualification: { ...qualificationRule(npqel2017), ...qualification },
  },
});

describe('whoever marks near enough to the panel qualifies', () => {
  // 80 % of 51 is 40.8 and 70 % is 35.7: 41 exact are enough to qualify, 36 to qualify on probation.
  it.each([
    [0, 51, 'qualified'],
    [10, 41, 'qualified'],
    [11, 40, 'qualified-on-probation'],
    [15, 36, 'qualified-on-probation'],
    [16, 35, 'not-qualified'],
    [51, 0, 'not-qualified'],
  ])('%i criteria one mark away: %i exact, %s', (off, exact, verdict) => {
    expect(judgeQualification(npqel2017, marked(off), true)).toEqual({
      verdict,
      criteria: 51,
      exact,
      furthest: off === 0 ? 0 : 1,
      wrongDecisions: [],
    });
  });

  it('not with one criterion two marks away, however exact the rest', () => {
    expect(judgeQualification(npqel2017, marked(0, { '1.4.1': 0 }), true)).toMatchObject({
      verdict: 'not-qualified',
      exact: 50,
      furthest: 2,
    });
  });

  it('not with one decision wrong, by one mark across the threshold', () => {
    const script = { script: 'S', definitive: all(1), given: all(1, { '2.4.1': 0 }) };
    expect(judgeQualification(npqel2017, [script], true)).toMatchObject({
      verdict: 'not-qualified',
      exact: 16,
      furthest: 1,
      wrongDecisions: ['S'],
    });
  });

  it('on probation first where they were not accredited before, unless the provider’s rule says otherwise', () => {
    expect(judgeQualification(npqel2017, marked(0), false).verdict).toBe('qualified-on-probation');
    expect(judgeQualification(withRule({ newcomersOnProbation: false }), marked(0), false).verdict).toBe('qualified');
  });

  it('or not at all where the rule has no second tolerance, as in versions older than the rule', () => {
    expect(judgeQualification(withRule({ onProbation: null }), marked(11), true).verdict).toBe('not-qualified');
    const { qualification: _, ...older } = npqel2017.accreditation;
    expect(judgeQualification({ ...npqel2017, accreditation: older }, marked(11), true).verdict).toBe('not-qualified');
  });

  it('and never less for one mark that is nearer', () => {
    const rank = { 'not-qualified': 0, 'qualified-on-probation': 1, qualified: 2 };
    for (let off = 51; off > 0; off -= 1) {
      const [further, nearer] = [off, off - 1].map((each) => judgeQualification(npqel2017, marked(each), true));
      expect(rank[nearer!.verdict]).toBeGreaterThanOrEqual(rank[further!.verdict]);
    }
  });

  it('throws on a gap and without a script: nothing is decided on nothing', () => {
    const { '1.4.1': _, ...gap } = all(2);
    expect(() => judgeQualification(npqel2017, [{ script: 'S', definitive: all(2), given: gap }], true)).toThrow(
      'S 1.4.1',
    );
    expect(() => judgeQualification(npqel2017, [], true)).toThrow('script');
  });
});
