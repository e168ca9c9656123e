import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  drawOutcome,
  type Framework,
  fewestMarks,
  type Mark,
  margin,
  type MarkSet,
  npqel2017,
  passes,
  recomputeOutcome,
  totals,
} from './index.js';
import { sharedSteps } from './shared-steps.js';

const codes = npqel2017.criteria.map(({ code }) => code);
const all = (mark: Mark, but: MarkSet = {}): MarkSet => ({
  ...Object.fromEntries(codes.map((code) => [code, mark])),
  ...but,
});
const withPass = (pass: Partial<Framework['pass']>): Framework => ({
  ...npqel2017,
  pass: { ...npqel2017.pass, ...pass },
});
const mark = fc.constantFrom<Mark>(0, 1, 2);
const marks: fc.Arbitrary<MarkSet> = fc.record(Object.fromEntries(codes.map((code) => [code, mark])));
const passRule = fc.record({
  perAreaMinPct: fc.integer({ min: 0, max: 100 }),
  overallMinPct: fc.integer({ min: 0, max: 100 }),
  perCriterionMin: mark,
  perTaskMinPct: fc.option(fc.integer({ min: 0, max: 100 })),
});

describe('the threshold of an area is half its marks, in whole marks', () => {
  it.each([
    [6, 50, 3],
    [5, 50, 3], // 2.5 is not reached by 2
    [4, 50, 2],
    [34, 50, 17],
    [34, 0, 0],
    [34, 100, 34],
    [3, 34, 2], // 1.02
    [100, 29, 29], // 0.29 × 100 is 28.999… in floating point
  ])('%i marks at %i %% need %i', (max, pct, needed) => {
    expect(fewestMarks(max, pct)).toBe(needed);
  });
});

describe('totals', () => {
  it('sums an area over both tasks', () => {
    const sums = totals(npqel2017, all(0, { '1.4.1': 2, '1.4.3': 1 }));
    expect(sums.areas[0]).toEqual({ area: 1, marks: 3, max: 6, needed: 3, margin: 0 });
    expect(sums.tasks.map(({ marks: given }) => given)).toEqual([2, 1]);
    expect(sums.overall).toEqual({ marks: 3, max: 34, needed: 17, margin: -14 });
  });

  it('throws on a gap: nothing is decided by a mark that nobody gave', () => {
    const { '6.4.3': _, ...gap } = all(2);
    expect(() => totals(npqel2017, gap)).toThrow('6.4.3: no mark');
    expect(() => recomputeOutcome(npqel2017, gap)).toThrow('6.4.3 has no mark');
  });
});

describe('the pass rule', () => {
  it('passes half the marks in every area', () => {
    expect(passes(npqel2017, all(1))).toMatchObject({ passed: true, reasons: [] });
  });

  it('fails one area below half, however good the rest', () => {
    const outcome = passes(npqel2017, all(2, { '2.4.1': 1, '2.4.2': 0 }));
    expect(outcome.passed).toBe(false);
    expect(outcome.reasons).toEqual([{ rule: 'area-below-threshold', area: 2, marks: 1, needed: 2 }]);
  });

  it('gives every reason at once', () => {
    const strict = withPass({ perTaskMinPct: 50, perCriterionMin: 1 });
    const reasons = passes(strict, all(0)).reasons.map(({ rule }) => rule);
    expect(reasons.filter((rule) => rule === 'area-below-threshold')).toHaveLength(6);
    expect(reasons.filter((rule) => rule === 'task-below-threshold')).toHaveLength(2);
    expect(reasons.filter((rule) => rule === 'criterion-below-minimum')).toHaveLength(17);
    expect(reasons.filter((rule) => rule === 'overall-below-threshold')).toHaveLength(1);
  });

  it('counts marks carried forward where an area has criteria in both tasks and one task is resubmitted', () => {
    const taskTwo = npqel2017.criteria.filter(({ task }) => task === 'T2').map(({ code }) => code);
    const again: MarkSet = Object.fromEntries(taskTwo.map((code) => [code, code === '1.4.3' ? 0 : 1]));
    const carry = (first: Mark, second: Mark): MarkSet => all(1, { '1.4.1': first, '1.4.2': second });
    expect(passes(npqel2017, again, carry(2, 1)).passed).toBe(true);
    expect(passes(npqel2017, again, carry(1, 1)).reasons[0]).toEqual({
      rule: 'area-below-threshold',
      area: 1,
      marks: 2,
      needed: 3,
    });
  });

  it('lets a new mark replace an earlier, better one, unless the framework keeps the best', () => {
    const keepBest = { ...npqel2017, resubmission: { ...npqel2017.resubmission, keepBest: true } };
    expect(passes(npqel2017, all(0), all(2)).passed).toBe(false);
    expect(passes(keepBest, all(0), all(2)).passed).toBe(true);
  });
});

describe('an outcome is computed twice', () => {
  it('and both ways agree, whatever the marks and the rule', () => {
    fc.assert(
      fc.property(marks, marks, passRule, fc.boolean(), (fresh, earlier, pass, keepBest) => {
        const framework = { ...withPass(pass), resubmission: { ...npqel2017.resubmission, keepBest } };
        const { passed, totals: sums } = passes(framework, fresh, earlier);
        expect(recomputeOutcome(framework, fresh, earlier)).toEqual({ passed, overallMarks: sums.overall.marks });
      }),
    );
  });

  /** Marks that read otherwise the second time: what a slip in one of the two computations would look like. */
  const shifting = (later: MarkSet): MarkSet => {
    const marks = { ...all(1) };
    for (const [code, mark] of Object.entries(later)) {
      let reads = 0;
      Object.defineProperty(marks, code, { enumerable: true, get: () => ((reads += 1) > 1 ? mark : 1) });
    }
    return marks;
  };

  it('and throws where they disagree on the decision, or on the sum alone', () => {
    expect(drawOutcome(npqel2017, all(1)).passed).toBe(true);
    expect(() => drawOutcome(npqel2017, shifting({ '2.4.1': 0, '6.4.1': 2 }))).toThrow('(true/17 against false/17)');
    expect(() => drawOutcome(npqel2017, shifting({ '6.4.1': 2 }))).toThrow('(true/17 against true/18)');
  });
});

describe('raising a mark never lowers an outcome', () => {
  it('for any marks, any criterion and any rule', () => {
    fc.assert(
      fc.property(marks, fc.constantFrom(...codes), passRule, (before, code, pass) => {
        const framework = withPass(pass);
        const after = { ...before, [code]: Math.min(2, (before[code] ?? 0) + 1) as Mark };
        expect(Number(passes(framework, after).passed)).toBeGreaterThanOrEqual(
          Number(passes(framework, before).passed),
        );
      }),
    );
  });
});

describe('the margin is the fewest single marks that flip the decision', () => {
  it.each<[string, MarkSet, boolean, number]>([
    ['every area exactly at half', all(1), true, 1],
    ['full marks: the smallest area of 4 falls below 2 after three', all(2), true, 3],
    ['one area one below', all(2, { '2.4.1': 1, '2.4.2': 0 }), false, 1],
    ['nothing: 3 + 2 + 3 + 3 + 3 + 3', all(0), false, 17],
  ])('%s', (_, given, passed, steps) => {
    expect(margin(npqel2017, given)).toEqual({ passed, steps });
  });

  it('is null where no mark of this attempt can change the decision', () => {
    const { '1.4.1': one, ...others } = all(0);
    expect(margin(npqel2017, { '1.4.1': one ?? 0 }, others)).toEqual({ passed: false, steps: null });
    expect(margin(withPass({ perAreaMinPct: 0, overallMinPct: 0 }), all(0))).toEqual({ passed: true, steps: null });
  });

  it('agrees with a search through all marks of a small framework', () => {
    const small = ['1.4.1', '1.4.3', '3.4.1', '3.4.2'];
    const criteria = npqel2017.criteria.filter(({ code }) => small.includes(code));
    const areas = npqel2017.areas.filter(({ number }) => number === 1 || number === 3);
    const everySet = small.reduce<MarkSet[]>(
      (sets, code) => sets.flatMap((set) => ([0, 1, 2] as const).map((one) => ({ ...set, [code]: one }))),
      [{}],
    );
    const given: fc.Arbitrary<MarkSet> = fc.record(Object.fromEntries(small.map((code) => [code, mark])));
    fc.assert(
      fc.property(given, given, fc.subarray(small), passRule, (full, earlier, scope, pass) => {
        const framework: Framework = { ...npqel2017, areas, criteria, pass };
        const fresh: MarkSet = Object.fromEntries(scope.map((code) => [code, full[code] ?? 0]));
        const now = { ...earlier, ...fresh };
        const { passed } = passes(framework, now);
        const reachable = everySet
          .filter((set) => small.every((code) => scope.includes(code) || set[code] === now[code]))
          .filter((set) => passes(framework, set).passed !== passed)
          .map((set) => small.reduce((sum, code) => sum + Math.abs((set[code] ?? 0) - (now[code] ?? 0)), 0));
        expect(margin(framework, fresh, earlier)).toEqual({
          passed,
          steps: reachable.length === 0 ? null : Math.min(...reachable),
        });
      }),
      { numRuns: 400 },
    );
  });
});

describe('steps that help an area and a task at once', () => {
  it('are placed anew where a later area needs the place of an earlier one', () => {
    // The first area may raise in either task and takes the first; the second has room in the first task only.
    expect(
      sharedSteps(
        [1, 1],
        [1, 1],
        [
          [1, 1],
          [1, 0],
        ],
      ),
    ).toBe(2);
    expect(
      sharedSteps(
        [1, 1],
        [2, 0],
        [
          [1, 1],
          [0, 1],
        ],
      ),
    ).toBe(1);
    expect(
      sharedSteps(
        [2, 1],
        [1, 2],
        [
          [2, 1],
          [1, 1],
        ],
      ),
    ).toBe(3);
  });
});
