import { describe, expect, it } from '@jest/globals';
import { definitive, drift, driftByPeriod, type Judgement, linkedParts, severities } from './index.js';

/** Totals as a matrix: one row for each script, null where the assessor did not judge it. */
function judgements(assessors: readonly string[], totals: readonly (readonly (number | null)[])[]): Judgement[] {
  return totals.flatMap((row, script) =>
    row.flatMap((total, index) =>
      total === null ? [] : [{ script: `s${script}`, assessor: assessors[index] ?? '', total }],
    ),
  );
}

/** A small generator with a seed (mulberry32), and normal numbers from it by Box and Muller. */
function numbers(seed: number): { even: () => number; normal: () => number } {
  let state = seed;
  const even = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { even, normal: () => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even()) };
}

describe('who can be compared with whom', () => {
  it('are parts that no script links, largest first', () => {
    const parts = linkedParts([
      ...judgements(
        ['Ash', 'Birch', 'Cedar'],
        [
          [20, 21, null],
          [null, 22, 23],
        ],
      ),
      { script: 'x', assessor: 'Dale', total: 20 },
      { script: 'y', assessor: 'Elm', total: 20 },
      { script: 'y', assessor: 'Fern', total: 20 },
    ]);
    expect(parts).toEqual([
      { assessors: ['Ash', 'Birch', 'Cedar'], scripts: ['s0', 's1'] },
      { assessors: ['Elm', 'Fern'], scripts: ['y'] },
      { assessors: ['Dale'], scripts: ['x'] },
    ]);
  });

  it('throws where an assessor judged a script twice', () => {
    const twice = { script: 'x', assessor: 'Dale', total: 20 };
    expect(() => linkedParts([twice, twice])).toThrow('Dale has more than one total for x');
  });
});

describe('severity', () => {
  // The assay of Davies and Goldsmith 1972, as lme4 carries it: six samples, each read on the same 24 plates. lme4
  // predicts these effects of the samples; here the samples are the assessors and low readings are severity.
  const plates =
    '272326232321 272326232321 252125242420 262325232320 252226222320 242225232219 242023212219 262226242421 ' +
    '242124222220 242124232219 262326242421 252226242420 262426242522 262326232320 262325242422 252225232320 ' +
    '252124232320 252224232319 242123212119 262326242421 252124222218 252225222220 242124222419 242124222118';
  const readings = plates.split(' ').map((row) => (row.match(/../g) ?? []).map(Number));
  const assay = severities(judgements(['A', 'B', 'C', 'D', 'E', 'F'], readings));

  it('is what lme4 predicts for the assay of Davies and Goldsmith', () => {
    const predicted = [2.18706, -1.01048, 1.9379, -0.0969, -0.01384, -3.00374];
    const ours = assay.fitted.map(({ severity }) => -(severity.value ?? 0));
    expect(Math.max(...ours.map((one, index) => Math.abs(one - (predicted[index] ?? 0))))).toBeLessThan(0.01);
    expect(assay.errorSd).toBeCloseTo(0.5499, 4);
    expect(assay.fitted.map(({ flag }) => flag)).toEqual(['lenient', 'severe', 'lenient', null, null, 'severe']);
  });

  it('sums to nothing over the panel: it is relative to it', () => {
    expect(assay.relativeTo).toBe('panel');
    expect(assay.fitted.reduce((sum, { severity }) => sum + (severity.value ?? 0), 0)).toBeCloseTo(0, 9);
  });

  it('is drawn towards 0 the more, the fewer scripts there are', () => {
    const drawn = (rows: number[][]): number => {
      const { fitted } = severities(judgements(['A', 'B', 'C', 'D', 'E', 'F'], rows));
      const severe = fitted.find(({ assessor }) => assessor === 'F');
      return (severe?.severity.value ?? 0) / (severe?.raw ?? 1);
    };
    expect(drawn(readings.slice(2, 5))).toBeLessThan(drawn(readings));
    expect(drawn(readings)).toBeLessThan(1);
  });

  it('of those whom no script links to the others is not fitted, but named', () => {
    const apart = judgements(
      ['Yew', 'Zelkova'],
      [
        [20, 30],
        [21, 31],
      ],
    ).map((one) => ({ ...one, script: `apart ${one.script}` }));
    const result = severities([...judgements(['A', 'B', 'C', 'D', 'E', 'F'], readings), ...apart]);
    expect(result.fitted).toEqual(assay.fitted);
    expect(result.apart).toEqual([{ assessors: ['Yew', 'Zelkova'], scripts: ['apart s0', 'apart s1'] }]);
  });

  it('is measured from the definitive marks where there are any', () => {
    const rows = [24, 26, 20, 30, 28, 22, 25, 27].map((total, index) => [
      total,
      total - 3 - (index % 2),
      total + (index % 2),
    ]);
    const { relativeTo, fitted } = severities(judgements([definitive, 'Ash', 'Birch'], rows));
    expect(relativeTo).toBe('definitive');
    expect(fitted.map(({ assessor, flag }) => [assessor, flag])).toEqual([
      ['Ash', 'severe'],
      ['Birch', null],
    ]);
    expect(fitted[0]?.raw).toBeCloseTo(3.5, 6);
  });

  it('is not computable from a few scripts, from none shared, or where everyone agreed on everything', () => {
    const why = (given: Judgement[]): unknown[] =>
      severities(given).fitted.map(({ severity }) => (severity.value === null ? severity.why : severity.value));
    expect(
      why(
        judgements(
          ['Ash', 'Birch'],
          [
            [20, 21],
            [22, 20],
            [25, 25],
          ],
        ),
      ),
    ).toEqual(['too-few', 'too-few']);
    expect(why(judgements(['Ash'], [[20], [22]]))).toEqual(['nothing-to-compare']);
    expect(
      why(
        judgements(
          ['Ash', 'Birch'],
          [
            [20, 20],
            [22, 22],
            [25, 25],
            [20, 20],
          ],
        ),
      ),
    ).toEqual(['no-spread', 'no-spread']);
    expect(severities([])).toEqual({ relativeTo: 'panel', fitted: [], apart: [], errorSd: null });
  });

  it('has intervals that hold the truth, whether assessors differ much, little or not at all', () => {
    for (const [seed, spread] of [
      [1, 0],
      [2, 0.7],
      [3, 2],
    ] as const) {
      const { even, normal } = numbers(seed);
      const panel = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
      let [held, asked] = [0, 0];
      for (let round = 0; round < 60; round += 1) {
        const drawn = panel.map(() => spread * normal());
        const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
        const given = Array.from({ length: 40 }, (_, script) => {
          const first = Math.floor(even() * 8);
          const second = (first + 1 + Math.floor(even() * 7)) % 8;
          const quality = 22 + 4 * normal();
          return [first, second].map((who) => ({
            script: `s${script}`,
            assessor: panel[who] ?? '',
            total: Math.round(quality - (drawn[who] ?? 0) + 1.5 * normal()),
          }));
        }).flat();
        for (const { assessor, severity } of severities(given).fitted) {
          if (severity.value === null) continue;
          const truth = (drawn[panel.indexOf(assessor)] ?? 0) - mean;
          asked += 1;
          if (severity.low <= truth && truth <= severity.high) held += 1;
        }
      }
      expect(asked).toBeGreaterThan(450);
      expect(held / asked).toBeGreaterThan(0.91); // 93 to 99 in 100 over many rounds; fewer are drawn here
    }
  });
});

describe('drift over time', () => {
  // The Norris data of the National Institute of Standards and Technology (StRD): 36 readings, certified to 15 digits.
  const norris = [
    [0.2, 0.1],
    [337.4, 338.8],
    [118.2, 118.1],
    [884.6, 888],
    [10.1, 9.2],
    [226.5, 228.1],
    [666.3, 668.5],
    [996.3, 998.5],
    [448.6, 449.1],
    [777, 778.9],
    [558.2, 559.2],
    [0.4, 0.3],
    [0.6, 0.1],
    [775.5, 778.1],
    [666.9, 668.8],
    [338, 339.3],
    [447.5, 448.9],
    [11.6, 10.8],
    [556, 557.7],
    [228.1, 228.3],
    [995.8, 998],
    [887.6, 888.8],
    [120.2, 119.6],
    [0.3, 0.3],
    [0.3, 0.6],
    [556.8, 557.6],
    [339.1, 339.3],
    [887.2, 888],
    [999, 998.5],
    [779, 778.9],
    [11.1, 10.2],
    [118.3, 117.6],
    [229.2, 228.9],
    [669.1, 668.4],
    [448.9, 449.2],
    [0.5, 0.2],
  ].map(([at, difference]) => ({ at: at ?? 0, difference: difference ?? 0 }));

  it('has the certified slope 1.00211681802045 and its standard error 0.000429796848199937', () => {
    const { slope } = drift(norris);
    expect(slope.value).toBeCloseTo(1.00211681802045, 12);
    const half = slope.value === null ? 0 : slope.high - slope.value;
    expect(half / 2.032244509).toBeCloseTo(0.000429796848199937, 9); // Student's t for 34 degrees of freedom
  });

  it('is seen where the interval leaves out 0, and not in noise', () => {
    const noisy = (step: number) =>
      drift([1, -1, 1, -1, 1, -1, 1, -1].map((noise, at) => ({ at, difference: noise + step * at })));
    expect(noisy(1).drifts).toBe(true);
    expect(noisy(0).drifts).toBe(false);
  });

  it('is not computable from two occasions, or from one moment', () => {
    expect(drift(norris.slice(0, 2)).slope).toEqual({ value: null, why: 'too-few', n: 2 });
    expect(drift(norris.map((one) => ({ ...one, at: 7 }))).slope).toEqual({ value: null, why: 'no-spread', n: 36 });
  });

  it('is shown in means by period', () => {
    const occasions = [
      { at: 8, difference: 1 },
      { at: 0, difference: 2 },
      { at: 6.9, difference: 4 },
      { at: -1, difference: 0 },
    ];
    expect(driftByPeriod(occasions, 7)).toEqual([
      { from: -7, mean: 0, n: 1 },
      { from: 0, mean: 3, n: 2 },
      { from: 7, mean: 1, n: 1 },
    ]);
    expect(() => driftByPeriod(occasions, 0)).toThrow(RangeError);
  });
});
