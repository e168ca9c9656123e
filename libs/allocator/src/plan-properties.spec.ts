import { describe, expect, it } from '@jest/globals';
import { exampleProblem } from './example-problem.js';
import { checkPlan, planAllocation } from './index.js';
import type { Plan, Problem } from './index.js';

/** The bar is 10,000: `ALLOCATOR_INSTANCES=10000 npm test -- libs/allocator`. */
const instances = Number(process.env['ALLOCATOR_INSTANCES'] ?? 1500);

describe('over many random problems', () => {
  it('no hard rule is broken, nothing is lost, and the cost equals its bound', () => {
    for (let number = 0; number < instances; number++) {
      const problem = exampleProblem(number);
      const plan = planAllocation(problem);
      const faults = checkPlan(problem, plan);
      if (faults.length > 0 || plan.objective !== plan.lowerBound) {
        expect({ number, faults, objective: plan.objective }).toEqual({
          number,
          faults: [],
          objective: plan.lowerBound,
        });
      }
    }
    expect(instances).toBeGreaterThan(0);
  });

  it('every empty seat names what is in its way, and it is gone when that is removed', () => {
    for (let number = 0; number < instances / 10; number++) {
      // Without pins: one that was broken would come back with the room that is made, and take it.
      const example = exampleProblem(number);
      const problem = {
        ...example,
        effort: {},
        standing: (example.standing ?? []).map((one) => ({ ...one, pinned: false })),
      };
      const plan = planAllocation(problem);
      for (const { inTheWay } of plan.unplaced.slice(0, 2)) {
        if (inTheWay[0]?.kind === 'people') continue;
        expect(inTheWay.length).toBeGreaterThan(0);
        const empty = planAllocation(without(problem, inTheWay)).unplaced.length;
        if (empty >= plan.unplaced.length)
          expect({ number, inTheWay, empty }).toEqual({ number, inTheWay, empty: plan.unplaced.length - 1 });
      }
    }
  });
});

function without(problem: Problem, obstacles: Plan['unplaced'][number]['inTheWay']): Problem {
  return obstacles.reduce((left, obstacle): Problem => {
    const { scripts, assessors } = left;
    switch (obstacle.kind) {
      case 'bar':
        return {
          ...left,
          scripts: scripts.map((script) =>
            script.number !== obstacle.script
              ? script
              : {
                  ...script,
                  bars: script.bars.filter(
                    (bar) => bar.assessor !== obstacle.assessor || bar.reason !== obstacle.reason,
                  ),
                },
          ),
        };
      case 'capacity':
        return {
          ...left,
          assessors: assessors.map((one) =>
            one.id === obstacle.assessor ? { ...one, capacity: Math.max(one.capacity, one.load ?? 0) + 1 } : one,
          ),
        };
      case 'accreditation':
        return {
          ...left,
          assessors: assessors.map((one) =>
            one.id === obstacle.assessor ? { ...one, accreditedFor: [...one.accreditedFor, obstacle.role] } : one,
          ),
        };
      case 'candidates':
        return {
          ...left,
          scripts: scripts.map((script) =>
            script.number === obstacle.script
              ? { ...script, candidates: [...(script.candidates ?? []), obstacle.assessor] }
              : script,
          ),
        };
      default:
        return left;
    }
  }, problem);
}

describe('the checker', () => {
  const problem: Problem = {
    scripts: [
      { number: 'S1', roles: ['first', 'second'], bars: [{ assessor: 'C', reason: 'coach' }] },
      { number: 'S2', roles: ['first'], bars: [], candidates: ['A', 'B'] },
    ],
    assessors: [
      { id: 'A', capacity: 2, accreditedFor: ['first', 'second'] },
      { id: 'B', capacity: 1, accreditedFor: ['first', 'second'] },
      { id: 'C', capacity: 2, accreditedFor: ['first'] },
    ],
    standing: [{ script: 'S2', role: 'first', assessor: 'A', pinned: true }],
    seed: '1',
  };
  const plan = planAllocation(problem);
  const codes = (
    change: (placed: Plan['placements'][number]) => Partial<Plan['placements'][number]> | null,
  ): string[] => {
    const placements = plan.placements.flatMap((one) => {
      const changed = change(one);
      return changed === null ? [] : [{ ...one, ...changed }];
    });
    return checkPlan(problem, { ...plan, placements }).map(({ code }) => code);
  };

  it('finds nothing in a plan of the allocator', () => expect(codes(() => ({}))).toEqual([]));
  it.each<[string, string, (placed: Plan['placements'][number]) => Partial<Plan['placements'][number]> | null]>([
    ['barred', 'a coach on her own participant', ({ script }) => (script === 'S1' ? { assessor: 'C' } : {})],
    [
      'not-accredited',
      'a second mark without accreditation',
      ({ role }) => (role === 'second' ? { assessor: 'C' } : {}),
    ],
    ['not-a-candidate', 'somebody who was not considered', ({ script }) => (script === 'S2' ? { assessor: 'C' } : {})],
    ['same-person-twice', 'one person in two roles', ({ script }) => (script === 'S1' ? { assessor: 'A' } : {})],
    ['over-capacity', 'more than fits', () => ({ assessor: 'B' })],
    ['pin-moved', 'a pin that was moved', ({ script }) => (script === 'S2' ? { assessor: 'B' } : {})],
    ['seat-lost', 'a seat that vanished', ({ role }) => (role === 'second' ? null : {})],
    ['seat-twice', 'a seat filled twice', ({ role }) => (role === 'second' ? { role: 'first' } : {})],
    ['not-asked', 'a role nobody asked for', ({ script }) => (script === 'S2' ? { role: 'remark' } : {})],
  ])('finds %s: %s', (code, _, change) => expect(codes(change)).toContain(code));
});
