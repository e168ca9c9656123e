import type { Framework, MarkSet, SecondMarkBudget } from '#libs/rubric';
import { chanceOfFlip } from './chance-of-pass.js';
import { expectScripts } from './expect-scripts.js';
import { givenChances, trueChances, type Given, type MarkChances, type Marker } from './marker.js';

/** Marks that somebody gave blind. */
export interface Reading {
  readonly assessor: string;
  readonly marks: MarkSet;
}

/** A script whose first marks are locked, with every blind reading of it so far. */
export interface MarkedScript {
  readonly script: string;
  readonly readings: readonly [Reading, ...Reading[]];
  /** The marks that stand: those of the first reading, or agreed or adjudicated ones. */
  readonly standing: MarkSet;
  readonly carriedForward?: MarkSet;
}

/** A script with the chance that its decision is wrong, as far as its marks and its markers tell. */
export interface Ranked {
  readonly script: string;
  /** 0 to 1. */
  readonly chanceOfFlip: number;
}

/**
 * Every script with the chance that its decision would flip if its true marks were known, the likeliest first (then by
 * number): from how far its marks are from the pass rule, how its criteria spread, and how severe and how precise its markers are.
 * Throws where an assessor is not among `markers`.
 */
export function rankScripts(
  framework: Framework,
  round: readonly MarkedScript[],
  markers: ReadonlyMap<string, Marker>,
): Ranked[] {
  const markerOf = (assessor: string): Marker => {
    const marker = markers.get(assessor);
    if (!marker) throw new RangeError(`Nothing is known of the marker ${assessor}`);
    return marker;
  };
  const expected = expectScripts(
    round.map(({ script, readings: [first] }) => ({
      script,
      counts: countsOf(first.marks),
      marker: markerOf(first.assessor),
    })),
  );
  const chancesOf = new Map([...markers].map(([assessor, marker]) => [assessor, givenChances(marker)]));
  return round
    .map(({ script, readings, standing, carriedForward }) => {
      const chances: Record<string, MarkChances> = {};
      for (const code of Object.keys(readings[0].marks)) {
        const given = readings.map(({ assessor, marks }) => ({ mark: marks[code]!, by: chancesOf.get(assessor)! }));
        chances[code] = trueChances(given as [Given, ...Given[]], expected.get(script)!);
      }
      return { script, chanceOfFlip: chanceOfFlip(framework, standing, chances, carriedForward) };
    })
    .sort((a, b) => b.chanceOfFlip - a.chanceOfFlip || (a.script < b.script ? -1 : 1));
}

function countsOf(marks: MarkSet): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  for (const mark of Object.values(marks)) counts[mark] += 1;
  return counts;
}

/** A budget spent from the top, and what it leaves. */
export interface Chosen {
  readonly scripts: readonly string[];
  /** How many decisions are expected to be wrong among those that nobody looks at again. */
  readonly expectedWrongLeft: number;
}

/** Spends `budget` second marks on the scripts whose decision is likeliest to flip; `already` are marked twice in any case and cost nothing of it. */
export function spendBudget(
  ranked: readonly Ranked[],
  budget: number,
  already: ReadonlySet<string> = new Set(),
): Chosen {
  const free = ranked.filter(({ script }) => !already.has(script));
  return {
    scripts: free.slice(0, budget).map(({ script }) => script),
    expectedWrongLeft: free.slice(budget).reduce((sum, { chanceOfFlip: chance }) => sum + chance, 0),
  };
}

/**
 * Spends what the framework's rule allows for a round: its percent of all scripts, rounded up, but nothing where a decision
 * flips with less than its least chance. `already`: marked twice in any case.
 */
export function spendByRule(
  { percent, leastChancePct }: SecondMarkBudget,
  ranked: readonly Ranked[],
  already: ReadonlySet<string>,
): Chosen & { readonly budget: number } {
  const budget = Math.ceil((ranked.length * percent) / 100);
  const doubtful = ranked.filter(
    ({ script, chanceOfFlip: chance }) => !already.has(script) && chance * 100 >= leastChancePct,
  );
  return { budget, ...spendBudget(ranked, Math.min(budget, doubtful.length), already) };
}
