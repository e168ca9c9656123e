import type { Assessor, Problem, Script } from '#libs/allocator';

/**
 * Scripts that want a first and a second marker, and assessors who may each mark most of them: one pair in twenty is barred.
 * `candidates`: how many assessors a script may have at all; all where it is not given. The same for the same numbers.
 */
export function allocationProblem(size: { scripts: number; assessors: number; candidates?: number }): Problem {
  const next = numbersFrom(size.scripts * 31 + size.assessors);
  const ids = Array.from({ length: size.assessors }, (_, at) => `A${String(at).padStart(4, '0')}`);
  const one = (): string => ids[next(ids.length)]!;
  const scripts = Array.from({ length: size.scripts }, (_, at): Script => {
    const candidates =
      size.candidates === undefined ? undefined : [...new Set(Array.from({ length: size.candidates }, one))];
    const bars = Array.from({ length: Math.round((candidates?.length ?? ids.length) / 20) }, one);
    return {
      number: `S${String(at).padStart(5, '0')}`,
      roles: ['first', 'second'],
      bars: [...new Set(bars)].map((assessor) => ({ assessor, reason: 'trust' })),
      ...(candidates && { candidates }),
    };
  });
  // A tenth more room than there is work.
  const capacity = Math.ceil((size.scripts * 2.2) / size.assessors);
  const assessors = ids.map((id): Assessor => ({ id, capacity, accreditedFor: ['first', 'second'] }));
  return { scripts, assessors, seed: 'bench' };
}

/** Whole numbers below a bound by a linear congruential generator (Numerical Recipes): enough to scatter bars. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
