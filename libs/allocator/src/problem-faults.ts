import { refuse } from '#libs/refusal';
import type { Refusal } from '#libs/refusal';
import type { Problem } from './problem.js';

export type ProblemFault =
  | 'assessor-twice'
  | 'script-twice'
  | 'role-twice'
  | 'standing-twice'
  | 'capacity-not-a-number'
  | 'share-not-positive'
  | 'effort-not-positive'
  | 'weight-not-whole';

/** What makes a problem senseless, all of it at once; an empty list where it can be planned. Unknown ids in bars are no fault. */
export function problemFaults(problem: Problem): Refusal<ProblemFault>[] {
  const { scripts, assessors, standing = [], weights = {}, effort = {} } = problem;
  const positive = (n: number): boolean => Number.isFinite(n) && n > 0;
  const notNegative = (n: number): boolean => Number.isFinite(n) && n >= 0;
  return [
    ...twice(assessors.map(({ id }) => id)).map((assessor) => refuse('assessor-twice', { assessor })),
    ...twice(scripts.map(({ number }) => number)).map((script) => refuse('script-twice', { script })),
    ...scripts.flatMap(({ number, roles }) =>
      twice(roles).map((role) => refuse('role-twice', { script: number, role })),
    ),
    ...twice(standing.filter(isOpen(problem)).map(({ script, role }) => `${script} ${role}`)).map((seat) =>
      refuse('standing-twice', { seat }),
    ),
    ...assessors
      .filter(({ capacity, load = 0 }) => !notNegative(capacity) || !notNegative(load))
      .map(({ id }) => refuse('capacity-not-a-number', { assessor: id })),
    ...assessors
      .filter(({ share = 1 }) => !positive(share))
      .map(({ id }) => refuse('share-not-positive', { assessor: id })),
    ...Object.entries(effort)
      .filter(([, units]) => !positive(units))
      .map(([role]) => refuse('effort-not-positive', { role })),
    ...Object.entries(weights)
      .filter(([, weight]) => weight !== 'first' && !(Number.isSafeInteger(weight) && weight >= 0))
      .map(([weight]) => refuse('weight-not-whole', { weight })),
  ];
}

function isOpen(problem: Problem): (one: { script: string; role: string }) => boolean {
  const open = new Set(problem.scripts.flatMap(({ number, roles }) => roles.map((role) => `${number} ${role}`)));
  return ({ script, role }) => open.has(`${script} ${role}`);
}

function twice(keys: readonly string[]): string[] {
  const seen = new Set<string>();
  return keys.filter((key) => seen.has(key) || !seen.add(key));
}
