import type { Plan } from './plan.js';
import type { Role } from './problem.js';

/** What changes from one plan to another: for "what if she is ill" before anything is confirmed. */
export interface PlanChanges {
  /** Seats filled by somebody else now; null where nobody filled or fills them. */
  readonly moved: readonly { script: string; role: Role; from: string | null; to: string | null }[];
  /** Effort by assessor, only where it differs. */
  readonly loads: readonly { assessor: string; from: number; to: number }[];
  readonly unplaced: { readonly from: number; readonly to: number };
}

/** Lists the differences between two plans, by script number and role. */
export function comparePlans(before: Plan, after: Plan): PlanChanges {
  const seats = (plan: Plan): Map<string, Plan['placements'][number]> =>
    new Map(plan.placements.map((one) => [`${one.script} ${one.role}`, one]));
  const [was, is] = [seats(before), seats(after)];
  const moved = [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((seat) => {
    const [from, to] = [was.get(seat), is.get(seat)];
    const { script, role } = (from ?? to)!;
    return from?.assessor === to?.assessor
      ? []
      : [{ script, role, from: from?.assessor ?? null, to: to?.assessor ?? null }];
  });
  const effort = (plan: Plan): Map<string, number> =>
    new Map(plan.loads.map((load) => [load.assessor, load.before + load.placed]));
  const [had, has] = [effort(before), effort(after)];
  const loads = [...new Set([...had.keys(), ...has.keys()])].sort().flatMap((assessor) => {
    const [from, to] = [had.get(assessor) ?? 0, has.get(assessor) ?? 0];
    return from === to ? [] : [{ assessor, from, to }];
  });
  return { moved, loads, unplaced: { from: before.unplaced.length, to: after.unplaced.length } };
}
