import { givenChances, nearestMark, type Expected, type Marker } from './marker.js';

/** One script as a first marker saw it: how many of its criteria got 0, 1 and 2. */
export interface Seen {
  readonly script: string;
  readonly counts: readonly [number, number, number];
  readonly marker: Marker;
}

const meansTried = Array.from({ length: 31 }, (_, at) => -0.2 + at * 0.1);
/** How far scripts differ from each other, and the criteria of one script among themselves; in marks. */
const betweenTried = [0.1, 0.2, 0.3, 0.45, 0.6];
const withinTried = [0.3, 0.4, 0.5, 0.65, 0.8];

/**
 * What each script's criteria may be worth before one of them is looked at: the round's own marks say how good scripts are and
 * how far they differ (the likeliest widths of a small grid), and each script is drawn towards the round as far as its
 * marks say little. Gives mean and spread of the quality of any criterion of that script.
 */
export function expectScripts(round: readonly Seen[]): ReadonlyMap<string, Expected> {
  let best: { log: number; expected: Map<string, Expected> } | null = null;
  for (const within of withinTried) {
    const logChances = round.map((seen) => meansTried.map((mean) => logOfCounts(seen, mean, within)));
    for (const between of betweenTried) {
      const centre = centreOf(logChances);
      const found = fit(round, logChances, { centre, between, within });
      if (!best || found.log > best.log) best = found;
    }
  }
  return best?.expected ?? new Map();
}

function logOfCounts({ counts, marker }: Seen, mean: number, within: number): number {
  const before = nearestMark(mean, within);
  const given = givenChances(marker);
  return counts.reduce((sum, count, mark) => {
    if (count === 0) return sum;
    const chance = before.reduce((all, own, truth) => all + own * given[truth as 0 | 1 | 2][mark as 0 | 1 | 2], 0);
    return sum + count * Math.log(Math.max(1e-12, chance));
  }, 0);
}

/** The likeliest mean of all scripts together. */
function centreOf(logChances: readonly (readonly number[])[]): number {
  const sums = meansTried.map((_, at) => logChances.reduce((sum, of) => sum + of[at]!, 0));
  return meansTried[sums.indexOf(Math.max(...sums))] ?? 1;
}

function fit(
  round: readonly Seen[],
  logChances: readonly (readonly number[])[],
  { centre, between, within }: { centre: number; between: number; within: number },
): { log: number; expected: Map<string, Expected> } {
  const before = meansTried.map((mean) => -0.5 * ((mean - centre) / between) ** 2 - Math.log(between));
  const expected = new Map<string, Expected>();
  let log = 0;
  round.forEach(({ script }, index) => {
    const logs = before.map((prior, at) => prior + logChances[index]![at]!);
    const most = Math.max(...logs);
    let [weight, mean, square] = [0, 0, 0];
    logs.forEach((one, at) => {
      const share = Math.exp(one - most);
      weight += share;
      mean += share * meansTried[at]!;
      square += share * meansTried[at]! ** 2;
    });
    mean /= weight;
    const variance = Math.max(0, square / weight - mean ** 2);
    log += most + Math.log(weight);
    expected.set(script, { mean, spread: Math.sqrt(within ** 2 + variance) });
  });
  return { log, expected };
}
