import { describe, expect, it } from '@jest/globals';
import { planAllocation } from './index.js';
import type { Assessor, Problem, Script } from './index.js';

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
