import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { criterionOf, npqel2017, passes, type Framework, type Mark, type MarkSet } from '#libs/rubric';
import {
  chanceOfFlip,
  chanceOfPass,
  estimateMarkers,
  givenChances,
  isDrawnForSecond,
  nearestMark,
  rankScripts,
  spendByRule,
  trueChances,
  type Chosen,
  type Comparison,
  type MarkChances,
  type Ranked,
} from './index.js';

const codes = npqel2017.criteria.map(({ code }) => code);
const all = (mark: Mark): MarkSet => Object.fromEntries(codes.map((code) => [code, mark]));
const surely = (mark: Mark): MarkChances => [Number(mark === 0), Number(mark === 1), Number(mark === 2)];
const prior = { severity: 0.1, spread: 0.25, spreadVaries: 0.25 };

/** A framework of three criteria in two areas over two tasks, small enough to try every set of marks. */
const small: Framework = {
  ...npqel2017,
  areas: npqel2017.areas.slice(0, 2),
  criteria: [
    { ...npqel2017.criteria[0]!, code: 'a', area: 1, task: 'T1' },
    { ...npqel2017.criteria[0]!, code: 'b', area: 1, task: 'T2' },
    { ...npqel2017.criteria[0]!, code: 'c', area: 2, task: 'T2' },
  ],
};

const chances = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .map(([a, b, c]): MarkChances => {
    const sum = a + b + c;
    return [a / sum, b / sum, c / sum];
  });

describe('the chance that a script passes', () => {
  it.each<[string, Partial<Framework['pass']>]>([
    ['by area and overall', {}],
    ['by criterion', { perCriterionMin: 1 }],
    ['by task', { perTaskMinPct: 60 }],
  ])('is the sum over every set of true marks that passes: %s', (_, rule) => {
    const framework = { ...small, pass: { ...small.pass, ...rule } };
    fc.assert(
      fc.property(fc.tuple(chances, chances, chances), ([a, b, c]) => {
        let expected = 0;
        for (const x of [0, 1, 2] as const)
          for (const y of [0, 1, 2] as const)
            for (const z of [0, 1, 2] as const)
              if (passes(framework, { a: x, b: y, c: z }).passed) expected += a[x] * b[y] * c[z];
        expect(chanceOfPass(framework, { a: 1, b: 1, c: 1 }, { a, b, c })).toBeCloseTo(expected, 10);
      }),
    );
  });

  it('leaves what is carried forward where it is', () => {
    const even: MarkChances = [0.5, 0, 0.5];
    expect(chanceOfPass(small, { a: 1, b: 1 }, { a: surely(1), b: surely(1), c: even }, { c: 0 })).toBe(0);
    expect(chanceOfPass(small, { a: 1, b: 1 }, { a: surely(1), b: surely(1), c: even }, { c: 1 })).toBe(1);
  });

  it('flips nothing that is certain, and is nearer to flipping the nearer it is to the rule', () => {
    expect(chanceOfFlip(npqel2017, all(1), Object.fromEntries(codes.map((code) => [code, surely(1)])))).toBe(0);
    const wavering = Object.fromEntries(codes.map((code) => [code, [0.05, 0.9, 0.05] as MarkChances]));
    const sure = Object.fromEntries(codes.map((code) => [code, [0.0025, 0.0475, 0.95] as MarkChances]));
    expect(chanceOfFlip(npqel2017, all(1), wavering)).toBeGreaterThan(0.1);
    expect(chanceOfFlip(npqel2017, all(2), sure)).toBeLessThan(0.01);
  });
});

describe('the true mark behind a given one', () => {
  const lenient = givenChances({ severity: -0.4, spread: 0.25 });
  const fair = givenChances({ severity: 0, spread: 0.25 });
  const open = { mean: 1, spread: 0.7 };

  it('is lower than what a lenient marker gives more often than it is higher', () => {
    const [zero, , two] = trueChances([{ mark: 1, by: lenient }], open);
    expect(zero).toBeGreaterThan(10 * two);
  });

  it('is surer after two who read it alike', () => {
    const one = trueChances([{ mark: 1, by: fair }], open)[1];
    expect(
      trueChances(
        [
          { mark: 1, by: fair },
          { mark: 1, by: fair },
        ],
        open,
      )[1],
    ).toBeGreaterThan(one);
  });

  it('adds up to one, whatever was given and however impossible it seemed', () => {
    const impossible = givenChances({ severity: 0, spread: 0.001 });
    for (const mark of [0, 1, 2] as const)
      for (const by of [lenient, fair, impossible])
        expect(trueChances([{ mark, by }], { mean: 9, spread: 0.01 }).reduce((sum, one) => sum + one, 0)).toBeCloseTo(
          1,
          12,
        );
    expect(nearestMark(1, 0.5).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  });
});

describe('what is known of a marker', () => {
  const compare = (assessor: string, given: Mark, right: Mark, times: number): Comparison[] =>
    Array.from({ length: times }, () => ({ assessor, given, right }));

  it('is the prior where there is nothing to go by', () => {
    const marker = estimateMarkers(['A'], [], prior).get('A');
    expect(marker?.severity).toBeCloseTo(0, 10);
    expect(marker?.spread).toBeCloseTo(0.25, 1);
  });

  it('moves from the prior as far as the evidence goes, and tells severe from lenient', () => {
    const few = [...compare('A', 1, 1, 4), ...compare('A', 0, 1, 2)];
    const many = [...compare('B', 1, 1, 40), ...compare('B', 0, 1, 20)];
    const opposite = [...compare('C', 1, 1, 40), ...compare('C', 2, 1, 20)];
    const markers = estimateMarkers(['A', 'B', 'C'], [...few, ...many, ...opposite], prior);
    const severityOf = (assessor: string): number => markers.get(assessor)?.severity ?? Number.NaN;
    expect(severityOf('A')).toBeGreaterThan(0.02);
    expect(severityOf('B')).toBeGreaterThan(severityOf('A'));
    expect(severityOf('C')).toBeCloseTo(-severityOf('B'), 6);
  });

  it('is a wider error for who is often wrong in both directions', () => {
    const wild = [...compare('A', 0, 1, 10), ...compare('A', 2, 1, 10), ...compare('A', 1, 1, 20)];
    const steady = compare('B', 1, 1, 40);
    const markers = estimateMarkers(['A', 'B'], [...wild, ...steady], prior);
    expect(markers.get('A')?.spread).toBeGreaterThan((markers.get('B')?.spread ?? 0) + 0.1);
  });
});

describe('the scripts whose decision is likeliest to flip', () => {
  const markers = estimateMarkers(['A'], [], prior);
  const only = (marks: MarkSet, task: string): MarkSet =>
    Object.fromEntries(Object.entries(marks).filter(([code]) => criterionOf(npqel2017, code)?.task === task));
  /** Exactly at the threshold of every area: each single mark that is one too high would fail it. */
  const atThreshold = all(1);
  const safe = all(2);
  const marked = (script: string, marks: MarkSet): Parameters<typeof rankScripts>[1][number] => ({
    script,
    readings: [{ assessor: 'A', marks }],
    standing: marks,
  });

  it('come first, each with its accounts', () => {
    const ranked = rankScripts(npqel2017, [marked('1', safe), marked('2', atThreshold), marked('3', safe)], markers);
    expect(ranked.map(({ script }) => script)).toEqual(['2', '1', '3']);
    const accounts = ranked[0]!.accounts;
    expect(accounts.map(({ account, readings }) => [account, readings])).toEqual([
      ['T1', 1],
      ['T2', 1],
    ]);
    expect(accounts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { chanceOfFlip: within } of accounts) expect(within).toBeGreaterThan(0);
  });

  it('have an account less where it is not in scope, and in the account that was marked again two readings', () => {
    const own = only(atThreshold, 'T1');
    const [resubmitted] = rankScripts(
      npqel2017,
      [{ script: '1', readings: [{ assessor: 'A', marks: own }], standing: own, carriedForward: only(safe, 'T2') }],
      markers,
    );
    expect(resubmitted?.accounts.map(({ account }) => account)).toEqual(['T1']);
    const twoMarkers = estimateMarkers(['A', 'B'], [], prior);
    const [once] = rankScripts(npqel2017, [marked('1', atThreshold)], twoMarkers);
    const [again] = rankScripts(
      npqel2017,
      [
        {
          script: '1',
          readings: [
            { assessor: 'A', marks: atThreshold },
            { assessor: 'B', marks: own },
          ],
          standing: atThreshold,
        },
      ],
      twoMarkers,
    );
    expect(again?.accounts.map(({ readings }) => readings)).toEqual([2, 1]);
    expect(again?.accounts[0]?.chanceOfFlip).toBeLessThan(once?.accounts[0]?.chanceOfFlip ?? 0);
    expect(again?.accounts[1]?.chanceOfFlip).toBe(once?.accounts[1]?.chanceOfFlip);
  });

  it('do not depend on the order in which they are given', () => {
    const round = [
      marked('1', safe),
      marked('2', atThreshold),
      marked('3', { ...safe, '1.4.1': 0, '1.4.2': 1, '1.4.3': 1 }),
    ];
    expect(rankScripts(npqel2017, round.toReversed(), markers)).toEqual(rankScripts(npqel2017, round, markers));
  });

  it('are refused where nothing is known of a marker', () => {
    expect(() => rankScripts(npqel2017, [marked('1', safe)], new Map())).toThrow('Nothing is known of the marker A');
  });
});

describe('a budget', () => {
  const rule = {
    percent: 50,
    leastChancePct: 2,
    severityHundredths: 8,
    spreadHundredths: 25,
    spreadVariesHundredths: 25,
  };
  /** A script of two accounts, each half of the marking, with the chances that the decision flips there. */
  const ranked = (script: string, one: number, other: number, readings: [number, number] = [1, 1]): Ranked => ({
    script,
    chanceOfFlip: one + other,
    accounts: [
      { account: 'T1', chanceOfFlip: one, share: 0.5, readings: readings[0] },
      { account: 'T2', chanceOfFlip: other, share: 0.5, readings: readings[1] },
    ],
  });
  const firstGo = { already: new Set<string>(), spent: null };
  const bought = ({ looks }: Chosen): unknown[] => looks.map(({ script, account, by }) => [script, account, by]);

  const whole = [
    ranked('1', 0.2, 0.1),
    ranked('2', 0.2, 0),
    ranked('3', 0.02, 0),
    ranked('4', 0.0199, 0),
    ranked('5', 0, 0),
  ];

  it('buys whole scripts from the top, its share of the round and none whose decision hardly flips, and says what is left', () => {
    const chosen = spendByRule(rule, whole, firstGo);
    expect(chosen.budget).toBe(3);
    expect(bought(chosen)).toEqual([
      ['1', null, 'second'],
      ['2', null, 'second'],
      ['3', null, 'second'],
    ]);
    expect(chosen.expectedWrongLeft).toBeCloseTo(0.0199, 10);
    expect(bought(spendByRule({ ...rule, percent: 10 }, whole, firstGo))).toEqual([['1', null, 'second']]);
  });

  it('costs nothing where they are marked twice in any case', () => {
    const chosen = spendByRule(rule, whole, { ...firstGo, already: new Set(['1', '2']) });
    expect(bought(chosen)).toEqual([['3', null, 'second']]);
    expect(chosen.expectedWrongLeft).toBeCloseTo(0.0199, 10);
  });

  const byAccount = { ...rule, percent: 20, scope: 'account' as const };

  it('by account buys twice as many looks, each at the likelier account, and leaves what the other account may hide', () => {
    const chosen = spendByRule(byAccount, whole, firstGo);
    expect(chosen.budget).toBe(1);
    expect(bought(chosen)).toEqual([
      ['1', 'T1', 'second'],
      ['2', 'T1', 'second'],
    ]);
    expect(chosen.expectedWrongLeft).toBeCloseTo(0.1 + 0.02 + 0.0199, 10);
  });

  it('looks first where the chance is large for the time that it takes', () => {
    const short: Ranked = {
      script: '6',
      chanceOfFlip: 0.15,
      accounts: [{ account: 'T2', chanceOfFlip: 0.15, share: 0.25, readings: 1 }],
    };
    expect(bought(spendByRule(byAccount, [...whole, short], firstGo))[0]).toEqual(['6', 'T2', 'second']);
  });

  it('in two goes spends its first share by second markers, and the rest by adjudicators too', () => {
    const inTwo = { ...byAccount, percent: 40, firstGoPct: 50 };
    const first = spendByRule(inTwo, whole, firstGo);
    expect(bought(first)).toHaveLength(2);
    const looked = [ranked('1', 0.15, 0.1, [2, 1]), ranked('2', 0.01, 0, [2, 1]), ...whole.slice(2)];
    const second = spendByRule(inTwo, looked, { already: new Set(), spent: 1 });
    expect(bought(second)).toEqual([
      ['1', 'T1', 'adjudicator'],
      ['3', 'T1', 'second'],
    ]);
    expect(bought(spendByRule(inTwo, looked, { already: new Set(['1']), spent: 1 }))).toEqual([['3', 'T1', 'second']]);
    expect(bought(spendByRule(inTwo, looked, { already: new Set(), spent: 2 }))).toEqual([]);
  });

  it('asks nobody a third time, and no second marker for the other account of a script that was looked at', () => {
    const again = { already: new Set<string>(), spent: 0 };
    expect(bought(spendByRule(byAccount, [ranked('1', 0.3, 0.3, [3, 1])], again))).toEqual([]);
    expect(bought(spendByRule(byAccount, [ranked('1', 0, 0.3, [2, 1])], again))).toEqual([]);
    expect(bought(spendByRule({ ...byAccount, percent: 100 }, [ranked('1', 0.1, 0.3, [2, 2])], again))).toEqual([
      ['1', 'T2', 'adjudicator'],
    ]);
  });
});

describe('the random share of second marks', () => {
  const numbers = Array.from({ length: 5_000 }, (_, index) => `SCR-${index}`);

  it('is about the share that the policy names, and the same for the same seed', () => {
    const drawn = numbers.filter((number) => isDrawnForSecond('seed', number, 20));
    // 5,000 draws at 20 %: four standard deviations are 113.
    expect(Math.abs(drawn.length - 1_000)).toBeLessThan(113);
    expect(numbers.filter((number) => isDrawnForSecond('seed', number, 20))).toEqual(drawn);
    expect(numbers.filter((number) => isDrawnForSecond('other', number, 20))).not.toEqual(drawn);
  });

  it('grows with the share: whoever is drawn at 20 % is drawn at 30 %', () => {
    expect(numbers.filter((number) => isDrawnForSecond('s', number, 20) && !isDrawnForSecond('s', number, 30))).toEqual(
      [],
    );
    expect(numbers.some((number) => isDrawnForSecond('s', number, 0))).toBe(false);
    expect(numbers.every((number) => isDrawnForSecond('s', number, 100))).toBe(true);
  });
});
