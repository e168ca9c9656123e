import { refuse } from '#libs/refusal';
import type { Refusal } from '#libs/refusal';
import type { Plan } from './plan.js';
import type { Placement, Problem } from './problem.js';

export type PlanFault =
  | 'not-asked'
  | 'seat-twice'
  | 'same-person-twice'
  | 'not-accredited'
  | 'barred'
  | 'not-a-candidate'
  | 'over-capacity'
  | 'pin-moved'
  | 'seat-lost';

/**
 * Checks a plan against the hard rules, from the problem alone and with none of the allocator's own code: before a plan is confirmed, and
 * for a plan that was edited by hand. Every breach is in the list; an empty list means the plan breaks nothing.
 */
export function checkPlan(
  problem: Problem,
  plan: Pick<Plan, 'placements' | 'unplaced' | 'brokenPins'>,
): Refusal<PlanFault>[] {
  const scripts = new Map(problem.scripts.map((script) => [script.number, script]));
  const assessors = new Map(problem.assessors.map((assessor) => [assessor.id, assessor]));
  const found: Refusal<PlanFault>[] = [];
  const seats = new Set<string>();
  const onScript = new Set<string>();
  const effort = new Map<string, number>();
  for (const { script, role, assessor } of problem.standing ?? []) {
    if (!scripts.get(script)?.roles.includes(role)) onScript.add(`${script} ${assessor}`);
  }
  for (const { script, role, assessor } of plan.placements) {
    const facts = { script, role, assessor };
    const asked = scripts.get(script);
    if (!asked?.roles.includes(role)) found.push(refuse('not-asked', facts));
    if (seats.has(`${script} ${role}`)) found.push(refuse('seat-twice', facts));
    if (onScript.has(`${script} ${assessor}`)) found.push(refuse('same-person-twice', facts));
    if (!assessors.get(assessor)?.accreditedFor.includes(role)) found.push(refuse('not-accredited', facts));
    for (const bar of asked?.bars ?? [])
      if (bar.assessor === assessor) found.push(refuse('barred', { ...facts, reason: bar.reason }));
    if (asked?.candidates && !asked.candidates.includes(assessor)) found.push(refuse('not-a-candidate', facts));
    seats.add(`${script} ${role}`);
    onScript.add(`${script} ${assessor}`);
    effort.set(assessor, (effort.get(assessor) ?? 0) + (problem.effort?.[role] ?? 1));
  }
  for (const [assessor, placed] of effort) {
    const { capacity = 0, load = 0 } = assessors.get(assessor) ?? {};
    if (placed + load > capacity + 1e-6) found.push(refuse('over-capacity', { assessor, placed, load, capacity }));
  }
  return [...found, ...lostSeats(problem, plan, seats), ...movedPins(problem, plan)];
}

function lostSeats(problem: Problem, plan: Pick<Plan, 'unplaced'>, seats: ReadonlySet<string>): Refusal<PlanFault>[] {
  const empty = new Set(plan.unplaced.map(({ script, role }) => `${script} ${role}`));
  return problem.scripts.flatMap(({ number, roles }) =>
    roles
      .filter((role) => seats.has(`${number} ${role}`) === empty.has(`${number} ${role}`))
      .map((role) => refuse('seat-lost', { script: number, role })),
  );
}

function movedPins(problem: Problem, plan: Pick<Plan, 'placements' | 'brokenPins'>): Refusal<PlanFault>[] {
  const key = ({ script, role, assessor }: Placement): string => `${script} ${role} ${assessor}`;
  const kept = new Set([...plan.placements, ...plan.brokenPins].map(key));
  const asked = new Map(problem.scripts.map((script) => [script.number, script.roles]));
  return (problem.standing ?? [])
    .filter((pin) => pin.pinned && asked.get(pin.script)?.includes(pin.role) && !kept.has(key(pin)))
    .map(({ script, role, assessor }) => refuse('pin-moved', { script, role, assessor }));
}
