import { describe, expect, it } from '@jest/globals';
import { checkPlan, comparePlans, planAllocation, type Problem } from '#libs/allocator';
import { oneMore, problemIf } from './what-if.js';

const problem: Problem = {
  scripts: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'].map((number) => ({ number, roles: ['first'], bars: [] })),
  assessors: ['a', 'b', 'c'].map((id) => ({ id, capacity: 3, load: 0, accreditedFor: ['first'] })),
  standing: [{ script: 'S1', role: 'first', assessor: 'a', pinned: true }],
  seed: 'seed',
};
const plan = planAllocation(problem);

function ask(without: string | null, more: number | null): ReturnType<typeof comparePlans> {
  const other = problemIf(problem, plan, 'first', { without, more });
  const planned = planAllocation(other);
  expect(checkPlan(other, planned)).toEqual([]);
  return comparePlans(plan, planned);
}

describe('what if', () => {
  it('somebody is ill: gets nothing new, keeps what is held, and only their scripts move', () => {
    const { moved, unplaced, loads } = ask('a', null);
    expect(unplaced).toEqual({ from: 0, to: 0 });
    expect(moved.map(({ from }) => from)).toEqual(['a']);
    expect(loads.find(({ assessor }) => assessor === 'a')).toMatchObject({ from: 2, to: 1 });
  });

  it('there is one more person: loads even out', () => {
    expect(ask(null, 3).loads.find(({ assessor }) => assessor === oneMore)?.to).toBeGreaterThanOrEqual(1);
  });

  it('nothing changes: nothing moves', () => {
    expect(ask(null, null)).toEqual({ moved: [], loads: [], unplaced: { from: 0, to: 0 } });
  });
});
