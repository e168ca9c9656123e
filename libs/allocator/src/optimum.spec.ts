import { beforeAll, describe, expect, it } from '@jest/globals';
import loadHighs from 'highs';
import { exampleProblem } from './example-problem.js';
import { defaultWeights, linearProgramme, planAllocation } from './index.js';
import type { Placement, Problem } from './index.js';

type Highs = Awaited<ReturnType<typeof loadHighs.default>>;
const instances = Math.ceil(Number(process.env['ALLOCATOR_INSTANCES'] ?? 1500) / 5);

/** What an empty seat costs below: far more than everything else in a problem of this size together. */
const emptySeat = 10_000_000;
/** What Σ load² costs where even loads come first: more than all soft terms of a problem of this size together. */
const loadsFirst = 10_000;

let highs: Highs;
beforeAll(async () => {
  highs = await (loadHighs as unknown as typeof loadHighs.default)();
});

describe('against HiGHS, an independent solver, on an independent formulation', () => {
  it('no plan is better', () => {
    let compared = 0;
    for (let number = 0; compared < instances; number++) {
      const problem = plain(exampleProblem(number));
      if (problem.scripts.length === 0) continue;
      const plan = planAllocation(problem);
      const ours = worth(problem, plan.placements) - plan.pairing.price;
      const { Status, ObjectiveValue } = highs.solve(programme(problem));
      if (Status !== 'Optimal' || Math.abs(ObjectiveValue - ours) > 0.5) {
        expect({ number, status: Status, worth: ours }).toEqual({ number, status: 'Optimal', worth: ObjectiveValue });
      }
      compared++;
    }
    expect(compared).toBe(instances);
  });

  it('the programme that the library writes for any solver has the plan’s objective', () => {
    for (let number = 0; number < 20; number++) {
      const problem = plain(exampleProblem(number));
      if (problem.scripts.length === 0) continue;
      expect(Math.round(highs.solve(linearProgramme(problem)).ObjectiveValue)).toBe(
        Number(planAllocation(problem).objective),
      );
    }
  });
});

/** Whole numbers only, so that both sides add up the same: full shares, one effort, no pins that break. */
function plain(problem: Problem): Problem {
  return {
    ...problem,
    assessors: problem.assessors.map((one) => ({ ...one, share: 1 })),
    standing: (problem.standing ?? []).map((one) => ({ ...one, pinned: false })),
    effort: {},
  };
}

const weightsOf = (problem: Problem): typeof defaultWeights & { load: number } => {
  const weights = { ...defaultWeights, ...problem.weights };
  return { ...weights, load: weights.balance === 'first' ? loadsFirst : weights.balance };
};

/** Roles of one kind: those for which the same people are accredited. */
function kindOf(problem: Problem, role: string): string {
  return problem.assessors
    .map(({ accreditedFor }) => Number((accreditedFor as readonly string[]).includes(role)))
    .join('');
}

/** Standing placements whose role is asked for again. */
function standingOf(problem: Problem): Placement[] {
  const asked = new Map(problem.scripts.map(({ number, roles }) => [number, roles]));
  const people = new Set(problem.assessors.map(({ id }) => id));
  return (problem.standing ?? []).filter(
    ({ script, role, assessor }) => asked.get(script)?.includes(role) && people.has(assessor),
  );
}

function lacking(problem: Problem, script: string, assessor: string): number {
  const wanted = problem.scripts.find(({ number }) => number === script)!.expertise ?? [];
  const has = problem.assessors.find(({ id }) => id === assessor)!.expertise ?? [];
  return wanted.filter((topic) => !has.includes(topic)).length;
}

const groupsOf = (problem: Problem): string[] => {
  const all = problem.scripts.flatMap(({ group }) => group ?? []);
  return [...new Set(all)].filter((group) => all.filter((one) => one === group).length > 1);
};

/** What a plan costs, counted from the placements alone. */
function worth(problem: Problem, placements: readonly Placement[]): number {
  const { load, spread, expertise, change } = weightsOf(problem);
  const seats = problem.scripts.reduce((sum, { roles }) => sum + roles.length, 0);
  const groupOf = new Map(problem.scripts.map(({ number, group }) => [number, group]));
  const of = (id: string): Placement[] => placements.filter(({ assessor }) => assessor === id);
  const squares = problem.assessors.reduce(
    (sum, { id, load: before = 0 }) => sum + (before + of(id).length) ** 2 - before ** 2,
    0,
  );
  const heaps = groupsOf(problem).flatMap((group) =>
    problem.assessors.map(({ id }) => of(id).filter(({ script }) => groupOf.get(script) === group).length ** 2),
  );
  const kept = standingOf(problem).filter(({ script, role, assessor }) =>
    placements.some(
      (one) =>
        one.script === script && one.assessor === assessor && kindOf(problem, one.role) === kindOf(problem, role),
    ),
  ).length;
  return (
    emptySeat * (seats - placements.length) +
    load * squares +
    spread * heaps.reduce((sum, n) => sum + n, 0) +
    expertise * placements.reduce((sum, { script, assessor }) => sum + lacking(problem, script, assessor), 0) -
    change * kept
  );
}

/** The problem as a linear programme of its own: one column per script, role and assessor, and rising segments for squares. */
function programme(problem: Problem): string {
  const { load, spread, expertise, change } = weightsOf(problem);
  const cost: string[] = [];
  const rows: string[] = [];
  const bounds: string[] = [];
  const binary = (name: string, price: number): string => {
    cost.push(`${price < 0 ? '-' : '+'} ${Math.abs(price)} ${name}`);
    bounds.push(`0 <= ${name} <= 1`);
    return name;
  };
  const perAssessor = new Map(problem.assessors.map(({ id }) => [id, [] as string[]]));
  const perGroup = new Map<string, string[]>();
  const grouped = groupsOf(problem);
  for (const { number, roles, bars, group, candidates } of problem.scripts) {
    const perPerson = new Map<string, string[]>();
    const history = (problem.standing ?? []).filter(({ script, role }) => script === number && !roles.includes(role));
    for (const role of roles) {
      const seat = [binary(`u_${number}_${role}`, emptySeat)];
      for (const { id, accreditedFor } of problem.assessors) {
        const barred = bars.some(({ assessor }) => assessor === id) || history.some(({ assessor }) => assessor === id);
        if (barred || !accreditedFor.includes(role) || (candidates && !candidates.includes(id))) continue;
        const stays = standingOf(problem).some(
          (one) => one.script === number && one.assessor === id && kindOf(problem, one.role) === kindOf(problem, role),
        );
        const name = binary(
          `x_${number}_${role}_${id}`,
          expertise * lacking(problem, number, id) - (stays ? change : 0),
        );
        seat.push(name);
        perAssessor.get(id)!.push(name);
        perPerson.set(id, [...(perPerson.get(id) ?? []), name]);
        if (group && grouped.includes(group))
          perGroup.set(`${group}_${id}`, [...(perGroup.get(`${group}_${id}`) ?? []), name]);
      }
      rows.push(`${seat.join(' + ')} = 1`);
    }
    for (const names of perPerson.values()) rows.push(`${names.join(' + ')} <= 1`);
  }
  for (const [key, names] of perGroup) {
    rows.push(
      `${names.join(' + ')} - ${names.map((_, n) => binary(`g_${key}_${n}`, spread * (2 * n + 1))).join(' - ')} = 0`,
    );
  }
  for (const { id, capacity, load: before = 0 } of problem.assessors) {
    const names = perAssessor.get(id)!;
    const room = Math.min(names.length, Math.max(0, capacity - before));
    const seats = Array.from({ length: room }, (_, n) => binary(`l_${id}_${n}`, load * (2 * (before + n) + 1)));
    if (names.length > 0) rows.push(`${[names.join(' + '), ...seats].join(' - ')} ${seats.length > 0 ? '=' : '<='} 0`);
  }
  return [
    'Minimize',
    `cost: ${cost.join('\n ')}`,
    'Subject To',
    ...rows.map((row, at) => `r${at}: ${row}`),
    'Bounds',
    ...bounds,
    'End',
  ].join('\n');
}
