import type { Run } from './compare.js';

/** Runs that belong together: words `[from, to)` of each account, with the runs that are in both. */
export interface Passage {
  readonly a: { readonly from: number; readonly to: number };
  readonly b: { readonly from: number; readonly to: number };
  readonly runs: readonly Run[];
}

/**
 * Joins runs to passages: those that follow one another in both accounts with at most `gap` words between them, as they do where
 * words were changed in copied prose. The passages stand in the order of the first account.
 */
export function joinRuns(runs: readonly Run[], gap: number): Passage[] {
  const passages: Passage[] = [];
  for (const run of runs) {
    const last = passages.at(-1);
    const follows = last && isBeside(run.a, last.a, gap) && isBeside(run.b, last.b, gap);
    const joined = {
      a: { from: follows ? last.a.from : run.a, to: Math.max(follows ? last.a.to : 0, run.a + run.words) },
      b: { from: follows ? last.b.from : run.b, to: Math.max(follows ? last.b.to : 0, run.b + run.words) },
      runs: [...(follows ? last.runs : []), run],
    };
    if (follows) passages[passages.length - 1] = joined;
    else passages.push(joined);
  }
  return passages;
}

const isBeside = (at: number, { from, to }: Passage['a'], gap: number): boolean => at >= from && at - to <= gap;
