import { describe, expect, it } from '@jest/globals';
import {
  ac1,
  ac2,
  betaProbability,
  clopperPearson,
  criterionAgreement,
  decisionAgreement,
  type Estimate,
  fQuantile,
  gwet,
  icc21,
  identityWeights,
  linearWeights,
  lnGamma,
  meanSquares,
  normalQuantile,
  type Pair,
  pairAgreement,
  quadraticKappa,
  quadraticWeights,
  tQuantile,
  weightedKappa,
  wilson,
} from './index.js';

const rounded = (estimate: Estimate, digits: number): number[] =>
  estimate.value === null
    ? []
    : [estimate.value, estimate.low, estimate.high].map((one) => Number(one.toFixed(digits)));
/** Pairs from a table of counts: rows the first rater, columns the second. */
const pairsOf = (table: number[][]): Pair[] =>
  table.flatMap((row, first) =>
    row.flatMap((count, second) => Array.from({ length: count }, (): Pair => [first, second])),
  );

describe('distributions against printed tables', () => {
  it.each([
    [normalQuantile(0.975), 1.959964, 5],
    [tQuantile(0.975, 1), 12.7062, 4],
    [tQuantile(0.975, 10), 2.228139, 6],
    [tQuantile(0.05, 4), -2.131847, 6],
    [fQuantile(0.95, 5, 15), 2.901295, 5],
    [fQuantile(0.975, 1, 1), 647.789, 3],
    [betaProbability(0.5, 2, 3), 0.6875, 12],
    [lnGamma(10), Math.log(362_880), 12],
    [lnGamma(0.5), Math.log(Math.sqrt(Math.PI)), 12],
  ])('%d is %d', (ours, printed, digits) => {
    expect(ours).toBeCloseTo(printed, digits);
  });
});

describe('intervals of a share: Newcombe 1998, table I', () => {
  it.each([
    [81, 263, [0.308, 0.2527, 0.3676], [0.308, 0.2553, 0.3662]],
    [15, 148, [0.1014, 0.0578, 0.1617], [0.1014, 0.0624, 0.1605]],
    [0, 20, [0, 0, 0.1684], [0, 0, 0.1611]],
    [1, 29, [0.0345, 0.0009, 0.1776], [0.0345, 0.0061, 0.1718]],
  ])('%i of %i', (successes, n, exact, score) => {
    expect(rounded(clopperPearson(successes, n), 4)).toEqual(exact);
    expect(rounded(wilson(successes, n), 4)).toEqual(score);
  });

  it('all of 20: at least 0.832, the rule of 1 - 0.025^(1/n)', () => {
    expect(rounded(clopperPearson(20, 20), 4)).toEqual([1, 0.8316, 1]);
  });
});

describe('exact and adjacent agreement: the example of Agree in the R package DescTools', () => {
  // Three categories in order, 60, 30 and 10 subjects of the first rater: https://andrisignorell.github.io/DescTools/reference/Agree.html
  const pairs = pairsOf([
    [53, 5, 2],
    [11, 14, 5],
    [1, 6, 3],
  ]);

  it('is 0.7, and 0.97 where one category apart counts, with the exact interval of such a share', () => {
    const { n, exact, adjacent } = pairAgreement(pairs);
    expect([n, exact.value, adjacent.value]).toEqual([100, 0.7, 0.97]);
    // SAS and R (binom.test) print 0.6002 to 0.7876 for 70 of 100.
    expect(rounded(exact, 4)).toEqual([0.7, 0.6002, 0.7876]);
  });

  it('criterion by criterion is the same where there is one criterion', () => {
    const marked = pairs.map(([first, second]) => ({ first: { c: first }, second: { c: second } }));
    expect(criterionAgreement(marked).get('c')).toEqual(pairAgreement(pairs));
  });
});

describe('agreement of decisions', () => {
  it('has the interval of Newcombe 1998, table I, whichever way the decisions go: 81 of 263 alike', () => {
    const decisions = [
      ...Array.from({ length: 50 }, (): [boolean, boolean] => [true, true]),
      ...Array.from({ length: 31 }, (): [boolean, boolean] => [false, false]),
      ...Array.from({ length: 100 }, (): [boolean, boolean] => [true, false]),
      ...Array.from({ length: 82 }, (): [boolean, boolean] => [false, true]),
    ];
    expect(rounded(decisionAgreement(decisions).agreed, 4)).toEqual([0.308, 0.2527, 0.3676]);
  });

  it('is 118 of 125 in the table of Gwet 2002, beside which AC1 stands', () => {
    const decisions = [
      ...Array.from({ length: 118 }, (): [boolean, boolean] => [true, true]),
      ...Array.from({ length: 5 }, (): [boolean, boolean] => [true, false]),
      ...Array.from({ length: 2 }, (): [boolean, boolean] => [false, true]),
    ];
    const { agreed, bothPass, bothFail, onlyFirstPasses, onlySecondPasses } = decisionAgreement(decisions);
    expect([bothPass, bothFail, onlyFirstPasses, onlySecondPasses]).toEqual([118, 0, 5, 2]);
    expect(agreed.value).toBeCloseTo(0.944, 12);
  });
});

describe('weighted kappa', () => {
  // The anxiety ratings of the R package irr (20 subjects, raters 1 and 2, scale 1 to 6): squared weights, 0.297.
  const first = [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3];
  const second = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4];

  it('with quadratic weights is that of irr for its anxiety ratings', () => {
    const pairs = first.map((one, index): Pair => [one - 1, (second[index] ?? 0) - 1]);
    expect(quadraticKappa(pairs, 5).value).toBeCloseTo(0.297, 3);
  });

  it('has the interval that SAS prints for its example, unweighted and with linear weights', () => {
    const pairs = pairsOf([
      [0, 4, 1],
      [0, 8, 0],
      [0, 1, 5],
    ]);
    expect(rounded(weightedKappa(pairs, identityWeights(3)), 4)).toEqual([0.4842, 0.2137, 0.7547]);
    expect(rounded(weightedKappa(pairs, linearWeights(3)), 4)).toEqual([0.4701, 0.1845, 0.7558]);
  });

  it('with quadratic weights is the intraclass correlation of Fleiss and Cohen 1973, but for terms in 1/n', () => {
    const pairs = pairsOf([
      [30, 6, 1],
      [8, 40, 9],
      [0, 7, 50],
    ]);
    expect(quadraticKappa(pairs).value).toBeCloseTo(icc21(pairs).value ?? 0, 2);
  });
});

describe('Gwet’s coefficients', () => {
  // cont3x3abstractors and cac.raw4raters of the R package irrCAC by Gwet, and what its manual prints.
  const abstractors = pairsOf([
    [13, 0, 0],
    [0, 20, 7],
    [0, 4, 56],
  ]);
  const fourRaters = [
    [0, 0, null, 0],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [2, 2, 2, 2],
    [1, 1, 1, 1],
    [0, 1, 2, 3],
    [3, 3, 3, 3],
    [0, 0, 1, 0],
    [1, 1, 1, 1],
    [null, 4, 4, 4],
    [null, null, 0, 0],
    [null, null, 2, null],
  ];

  it('AC1 and AC2 of two raters: 0.849 (0.764 to 0.935) and 0.940 (0.905 to 0.976)', () => {
    expect(ac1(abstractors, 3).value).toBeCloseTo(0.8493305, 7);
    // The manual's interval for a table divides the variance by n, that for single ratings by n - 1: 0.0005 apart here.
    const off = (estimate: Estimate, printed: number[]): number =>
      Math.max(...rounded(estimate, 4).map((one, index) => Math.abs(one - (printed[index] ?? 0))));
    expect(off(ac1(abstractors, 3), [0.849, 0.764, 0.935])).toBeLessThan(0.0011);
    expect(off(ac2(abstractors, 3), [0.94, 0.905, 0.976])).toBeLessThan(0.0011);
  });

  it('AC1 and AC2 of four raters with gaps: 0.775 (0.461 to 1) and 0.914 (0.685 to 1)', () => {
    expect(ac1(fourRaters, 5).value).toBeCloseTo(0.77544, 5);
    expect(rounded(ac1(fourRaters, 5), 3)).toEqual([0.775, 0.461, 1]);
    expect(rounded(gwet(fourRaters, quadraticWeights(5)), 3)).toEqual([0.914, 0.685, 1]);
    expect(rounded(gwet(fourRaters, linearWeights(5)), 3)).toEqual([0.859, 0.6, 1]);
  });

  it('AC1 stays near the agreement where kappa turns against it: Gwet 2002, 118 + 0 of 125 agreed', () => {
    const pairs = pairsOf([
      [118, 5],
      [2, 0],
    ]);
    expect(ac1(pairs, 2).value).toBeCloseTo(0.9408, 4);
    expect(weightedKappa(pairs, identityWeights(2)).value).toBeCloseTo(-0.0234, 4);
  });
});

describe('ICC(2,1): Shrout and Fleiss 1979, table 2', () => {
  const judges = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ];

  it('has their mean squares: 11.24, 32.49 and 1.02', () => {
    const { rows, columns, error } = meanSquares(judges);
    expect([rows, columns, error].map((one) => Number(one.toFixed(2)))).toEqual([11.24, 32.49, 1.02]);
  });

  it('is .29, with the interval that psych and irr print: 0.019 to 0.761', () => {
    expect(rounded(icc21(judges), 3)).toEqual([0.29, 0.019, 0.761]);
  });
});
