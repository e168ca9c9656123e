import { compareMarkSets, type Comparison } from './compare-marks.js';
import type { Framework } from './framework.js';
import type { MarkSet } from './marks.js';

export type SeedVerdict = 'good' | 'missed';

/**
 * Judges marks of a seed against those that a panel settled, by the rule that two live assessors are compared by (domain
 * 8.3: tolerance "as compare"). Throws where the two do not mark the same criteria.
 */
export function judgeSeed(
  framework: Framework,
  definitive: MarkSet,
  given: MarkSet,
): { readonly verdict: SeedVerdict; readonly comparison: Comparison } {
  const comparison = compareMarkSets(framework, definitive, given);
  return { verdict: comparison.discrepant ? 'missed' : 'good', comparison };
}

/** How many seeds go with so many scripts that somebody is newly given: one in `every`, and at least one in a round. */
export function seedsAmong(every: number, scripts: number): number {
  return scripts > 0 ? Math.ceil(scripts / every) : 0;
}

/**
 * How much of `free` capacity is left for scripts when their seeds take a share of it: the most for which both fit. Whoever
 * has room for one script only gets the script: work that waits comes before checks.
 */
export function roomBesideSeeds(every: number, free: number): number {
  for (let scripts = free; scripts > 1; scripts -= 1) if (scripts + seedsAmong(every, scripts) <= free) return scripts;
  return Math.min(free, 1);
}

/**
 * What follows from verdicts, newest first: misses in a row warn, and more of them suspend (`seedMissesToWarn`,
 * `seedMissesToSuspend`; domain 8.3, seeds).
 */
export function followsFromSeeds(
  { accreditation: { seedMissesToWarn, seedMissesToSuspend } }: Framework,
  verdicts: readonly SeedVerdict[],
): 'nothing' | 'warning' | 'suspension' {
  const good = verdicts.indexOf('good');
  const misses = good === -1 ? verdicts.length : good;
  if (misses >= seedMissesToSuspend) return 'suspension';
  return misses > 0 && misses >= seedMissesToWarn ? 'warning' : 'nothing';
}
