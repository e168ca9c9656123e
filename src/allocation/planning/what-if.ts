import type { Plan, Problem } from '#libs/allocator';
import type { Purpose } from '../rounds/round.lifecycle.js';

/** What a lead wonders before confirming. */
export interface WhatIf {
  /** Somebody who would get nothing new, such as one who is ill. */
  readonly without: string | null;
  /** Scripts that one more person would take. */
  readonly more: number | null;
}

/** The id that stands for one more person. */
export const oneMore = 'one-more';

/** The problem as it would be. The plan's placements stand, unpinned, so that no more of them move than has to. */
export function problemIf(problem: Problem, plan: Plan, purpose: Purpose, { without, more }: WhatIf): Problem {
  const held = (id: string): number =>
    (problem.standing ?? []).filter(({ assessor, pinned }) => pinned && assessor === id).length;
  const assessors = problem.assessors.map((assessor) =>
    assessor.id === without ? { ...assessor, capacity: held(assessor.id) + (assessor.load ?? 0) } : assessor,
  );
  const planned = plan.placements
    .filter(({ kept }) => kept === 'new')
    .map(({ script, role, assessor }) => ({ script, role, assessor }));
  return {
    ...problem,
    assessors: more === null ? assessors : [...assessors, { id: oneMore, capacity: more, accreditedFor: [purpose] }],
    standing: [...(problem.standing ?? []), ...planned],
  };
}
