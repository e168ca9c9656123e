import { describe, expect, it } from '@jest/globals';
import { comparePlans, planAllocation } from './index.js';
import type { Assessor, Plan, Problem, Script, Standing } from './index.js';

const assessor = (id: string, rest: Partial<Assessor> = {}): Assessor => ({
  id,
  capacity: 40,
  accreditedFor: ['first', 'second', 'remark'],
  ...rest,
});
const script = (number: string, rest: Partial<Script> = {}): Script => ({
  number,
  roles: ['first'],
  bars: [],
  ...rest,
});
const many = <T>(n: number, make: (at: number) => T): T[] => Array.from({ length: n }, (_, at) => make(at));

/** 300 scripts, 10 assessors, every fifth script marked twice. */
const round: Problem = {
  scripts: many(300, (at) => script(`S${at}`, { roles: at % 5 === 0 ? ['first', 'second'] : ['first'] })),
  assessors: many(10, (at) => assessor(`A${at}`)),
  seed: 'spring',
};

describe('a plan', () => {
  it('is the same bytes for the same problem, in whatever order its lists come', () => {
    const turned = { ...round, scripts: [...round.scripts].reverse(), assessors: [...round.assessors].reverse() };
    expect(JSON.stringify(planAllocation(turned))).toBe(JSON.stringify(planAllocation(round)));
  });

  it('is another one for another seed', () => {
    expect(planAllocation({ ...round, seed: 'summer' }).placements).not.toEqual(planAllocation(round).placements);
  });

  it('fills every seat with loads that differ by at most one script', () => {
    const plan = planAllocation(round);
    expect(plan.placements).toHaveLength(360);
    expect(new Set(plan.loads.map((load) => load.placed))).toEqual(new Set([36]));
  });

  it('costs what its lower bound says no plan can beat', () => {
    const plan = planAllocation(round);
    expect(plan.objective).toBe(plan.lowerBound);
  });

  it('joins all 45 pairs of 10 assessors by 60 second marks, none more than twice', () => {
    expect(planAllocation(round).pairing).toEqual({
      sharedScripts: 60,
      pairs: 45,
      possiblePairs: 45,
      parts: 1,
      fewestShared: 1,
      mostShared: 2,
      price: 0,
    });
  });
});

const codesOf = (plan: Plan): string[] => plan.unplaced.flatMap(({ inTheWay }) => inTheWay.map(({ kind }) => kind));

describe('hard rules', () => {
  it('keep an assessor off the scripts of their own trust, and place the rest', () => {
    const scripts = many(10, (at) => script(`S${at}`, { bars: at < 5 ? [{ assessor: 'A0', reason: 'trust' }] : [] }));
    const plan = planAllocation({ scripts, assessors: [assessor('A0'), assessor('A1')], seed: '1' });
    const barred = plan.placements.filter((one) => one.assessor === 'A0').map((one) => Number(one.script.slice(1)));
    expect(barred.every((at) => at >= 5)).toBe(true);
    expect(plan.placements).toHaveLength(10);
  });

  it('edge case 23: leave the adjudicator open where only two may touch the script, and say so', () => {
    const plan = planAllocation({
      scripts: [
        script('S1', { roles: ['first', 'second', 'adjudicator'], bars: [{ assessor: 'C', reason: 'coach' }] }),
      ],
      assessors: ['A', 'B', 'C'].map((id) => assessor(id, { accreditedFor: ['first', 'second', 'adjudicator'] })),
      seed: '1',
    });
    expect(plan.placements.map(({ role }) => role)).toEqual(['first', 'second']);
    expect(plan.unplaced).toEqual([
      {
        script: 'S1',
        role: 'adjudicator',
        inTheWay: [{ kind: 'bar', script: 'S1', assessor: 'C', reason: 'coach' }],
        full: [],
      },
    ]);
  });

  it('keep whoever marked a script before from judging it again (edge case 26)', () => {
    const plan = planAllocation({
      scripts: [script('S1', { roles: ['moderation'] })],
      assessors: ['A', 'B'].map((id) => assessor(id, { accreditedFor: ['moderation'] })),
      standing: [{ script: 'S1', role: 'adjudicator', assessor: 'A' }],
      seed: '1',
    });
    expect(plan.placements.map((one) => one.assessor)).toEqual(['B']);
  });

  it('count hours where effort says hours: 3 hours are one second mark of 1 and one first mark of 2, or three second marks', () => {
    const problem: Problem = {
      scripts: [script('S1', { roles: ['first', 'second'] }), script('S2', { roles: ['first', 'second'] })],
      assessors: [assessor('A', { capacity: 3 }), assessor('B', { capacity: 3 })],
      effort: { first: 2, second: 1 },
      seed: '1',
    };
    expect(planAllocation(problem).loads.map(({ placed, firsts, seconds }) => [placed, firsts, seconds])).toEqual([
      [3, 1, 1],
      [3, 1, 1],
    ]);
    const tight = { ...problem, assessors: [assessor('A', { capacity: 2.9 }), assessor('B', { capacity: 3 })] };
    expect(planAllocation(tight).unplaced).toHaveLength(1);
  });

  it('name the assessors who are full, and one whose room would do', () => {
    const plan = planAllocation({
      scripts: many(5, (at) => script(`S${at}`)),
      assessors: [assessor('A', { capacity: 2 }), assessor('B', { capacity: 1 })],
      seed: '1',
    });
    expect(plan.unplaced).toHaveLength(2);
    expect(plan.unplaced[0]!.full).toEqual(['A', 'B']);
    expect(codesOf(plan)).toEqual(['capacity', 'capacity']);
  });

  it('name every bar where one person has several, and the shortest way where there are many', () => {
    const bars = (['trust', 'coach'] as const).map((reason) => ({ assessor: 'A', reason }));
    const alone = planAllocation({ scripts: [script('S1', { bars })], assessors: [assessor('A')], seed: '1' });
    expect(alone.unplaced[0]!.inTheWay).toEqual(bars.map((bar) => ({ kind: 'bar', script: 'S1', ...bar })));
    const other = { ...script('S1', { bars: [...bars, { assessor: 'B', reason: 'sponsor' as const }] }) };
    const two = planAllocation({ scripts: [other], assessors: [assessor('A'), assessor('B')], seed: '1' });
    expect(two.unplaced[0]!.inTheWay).toEqual([{ kind: 'bar', script: 'S1', assessor: 'B', reason: 'sponsor' }]);
  });

  it('say that people are missing where a script has more roles than there are people', () => {
    const plan = planAllocation({
      scripts: [script('S1', { roles: ['first', 'second'] })],
      assessors: [assessor('A')],
      seed: '1',
    });
    expect(codesOf(plan)).toEqual(['people']);
  });

  it('plan nothing out of nothing', () => {
    expect(planAllocation({ scripts: [], assessors: [], seed: '1' }).placements).toEqual([]);
  });

  it('refuse a problem that names an assessor twice', () => {
    expect(() => planAllocation({ ...round, assessors: [assessor('A'), assessor('A')] })).toThrow('assessor-twice');
  });
});

describe('pins and what stands', () => {
  const standing: Standing[] = many(20, (at) => ({ script: `S${at}`, role: 'first', assessor: `A${at % 2}` }));
  const problem: Problem = {
    scripts: many(20, (at) => script(`S${at}`)),
    assessors: [assessor('A0'), assessor('A1'), assessor('A2')],
    standing,
    seed: '1',
  };

  it('moves no more than the new assessor needs for an even load: 20 scripts on 3 people', () => {
    const plan = planAllocation(problem);
    expect(plan.loads.map(({ placed }) => placed).sort((a, b) => a - b)).toEqual([6, 7, 7]);
    expect(plan.placements.filter(({ kept }) => kept === 'new')).toHaveLength(6);
  });

  it('moves nothing where staying is worth more than evenness', () => {
    const plan = planAllocation({ ...problem, weights: { balance: 1, change: 100 } });
    expect(plan.placements.every(({ kept }) => kept === 'standing')).toBe(true);
  });

  it('moves only the scripts of somebody who is ill', () => {
    const before = planAllocation(round);
    const ill = { ...round, assessors: round.assessors.filter(({ id }) => id !== 'A3'), standing: before.placements };
    const { moved, unplaced } = comparePlans(before, planAllocation({ ...ill, weights: { pairing: 0 } }));
    expect(unplaced).toEqual({ from: 0, to: 0 });
    expect(moved).toHaveLength(36);
    expect(new Set(moved.map(({ from }) => from))).toEqual(new Set(['A3']));
  });

  it('keeps a pin against everything soft', () => {
    const pinned = standing.map((one) => ({ ...one, assessor: 'A0', pinned: true }));
    expect(planAllocation({ ...problem, standing: pinned }).loads.map(({ placed }) => placed)).toEqual([20, 0, 0]);
  });

  it('sets a pin aside that a hard rule forbids, and fills its seat', () => {
    const pin = { script: 'S1', role: 'first', assessor: 'A0', pinned: true } as const;
    const barred = script('S1', { bars: [{ assessor: 'A0', reason: 'line-manager' }] });
    const plan = planAllocation({ ...problem, scripts: [barred], standing: [pin] });
    expect(plan.brokenPins).toEqual([pin]);
    expect(plan.placements[0]!.assessor).not.toBe('A0');
  });

  it('pairs a second mark asked for later with the first that stands', () => {
    const plan = planAllocation({ ...problem, scripts: many(20, (at) => script(`S${at}`, { roles: ['second'] })) });
    const firstOf = new Map(standing.map((one) => [one.script, one.assessor]));
    expect(plan.placements.every((one) => firstOf.get(one.script) !== one.assessor)).toBe(true);
    expect(plan.pairing.sharedScripts).toBe(20);
  });
});

describe('soft terms', () => {
  it('give half the work to half a share', () => {
    const assessors = [assessor('A'), assessor('B'), assessor('C', { share: 0.5 })];
    const plan = planAllocation({ scripts: many(50, (at) => script(`S${at}`)), assessors, seed: '1' });
    expect(plan.loads.map(({ placed }) => placed)).toEqual([20, 20, 10]);
  });

  it('count what is carried already', () => {
    const assessors = [assessor('A', { load: 10 }), assessor('B')];
    const plan = planAllocation({ scripts: many(14, (at) => script(`S${at}`)), assessors, seed: '1' });
    expect(plan.loads.map(({ placed }) => placed)).toEqual([2, 12]);
  });

  it("spread a coach's group of 12 over 4 assessors, 3 each", () => {
    const scripts = many(48, (at) => script(`S${at}`, { group: `g${at % 4}` }));
    const plan = planAllocation({ scripts, assessors: many(4, (at) => assessor(`A${at}`)), seed: '1' });
    const held = new Map<string, number>();
    for (const one of plan.placements) {
      const key = `${one.assessor} ${Number(one.script.slice(1)) % 4}`;
      held.set(key, (held.get(key) ?? 0) + 1);
    }
    expect([...held.values()]).toEqual(many(16, () => 3));
  });

  it('send a script to whoever knows its subject', () => {
    const scripts = many(10, (at) => script(`S${at}`, { expertise: [at < 5 ? 'finance' : 'governance'] }));
    const assessors = [assessor('F', { expertise: ['finance'] }), assessor('G', { expertise: ['governance'] })];
    expect(planAllocation({ scripts, assessors, seed: '1' }).terms.expertise).toBe(0);
  });

  it('share first marking out so that nobody is always second', () => {
    const scripts = many(90, (at) => script(`S${at}`, { roles: ['first', 'second'] }));
    const plan = planAllocation({ scripts, assessors: many(6, (at) => assessor(`A${at}`)), seed: '1' });
    for (const { firsts, seconds } of plan.loads) expect(Math.abs(firsts - seconds)).toBeLessThanOrEqual(1);
  });
});

describe('pairs', () => {
  it.each([60, 100, 300])(
    'are all 45 of 10 assessors for 300 scripts with %i second marks, whatever is barred, grouped and known',
    (twice) => {
      const topics = ['finance', 'governance', 'people', 'curriculum'];
      const plan = planAllocation({
        scripts: many(300, (at) =>
          script(`S${at}`, {
            roles: at < twice ? ['first', 'second'] : ['first'],
            bars: [{ assessor: `A${(at * 7) % 10}`, reason: 'trust' }],
            group: `g${Math.floor(at / 15)}`,
            expertise: [topics[at % 4]!],
          }),
        ),
        assessors: many(10, (at) =>
          assessor(`A${at}`, { capacity: 80, expertise: topics.filter((_, topic) => (at + topic) % 3 > 0) }),
        ),
        seed: 'pairs',
      });
      expect(plan.pairing).toMatchObject({ pairs: 45, possiblePairs: 45, parts: 1 });
      expect(plan.pairing.mostShared - plan.pairing.fewestShared).toBeLessThanOrEqual(4);
      const loads = plan.loads.map(({ placed }) => placed);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
    },
  );

  it('join two couples that would never meet, even where pairs weigh nothing, at a stated price', () => {
    const scripts = many(20, (at) =>
      script(`S${at}`, { roles: ['first', 'second'], expertise: [at < 10 ? 'x' : 'y'] }),
    );
    const assessors = ['A', 'B', 'C', 'D'].map((id, at) => assessor(id, { expertise: [at < 2 ? 'x' : 'y'] }));
    const plan = planAllocation({ scripts, assessors, weights: { pairing: 0 }, seed: '1' });
    expect(plan.pairing).toMatchObject({ parts: 1, price: 20 });
  });
});
