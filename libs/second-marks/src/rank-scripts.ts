import { shareOfMarking, type Framework, type MarkSet } from '#libs/rubric';
import { chanceOfFlip } from './chance-of-pass.js';
import { expectScripts } from './expect-scripts.js';
import { givenChances, trueChances, type Given, type MarkChances, type Marker } from './marker.js';

/** Marks that somebody gave blind: of the script, or of one account only. */
export interface Reading {
  readonly assessor: string;
  readonly marks: MarkSet;
}

/** A script whose first marks are locked, with every blind reading of it so far. The first is of all that is in scope. */
export interface MarkedScript {
  readonly script: string;
  readonly readings: readonly [Reading, ...Reading[]];
  /** The marks that stand: those of the first reading, or agreed or adjudicated ones. */
  readonly standing: MarkSet;
  readonly carriedForward?: MarkSet;
}

/** One account of a script, as something that somebody could look at again. */
export interface RankedAccount {
  readonly account: string;
  /** The chance that the decision flips if the true marks of this account were known and all others stood still: 0 to 1. */
  readonly chanceOfFlip: number;
  /** What a look takes, as a fraction of marking a whole script. */
  readonly share: number;
  /** How many people have marked it. */
  readonly readings: number;
}

/** A script with the chance that its decision is wrong, as far as its marks and its markers tell. */
export interface Ranked {
  readonly script: string;
  /** 0 to 1. */
  readonly chanceOfFlip: number;
  /** Those with a criterion in the script's scope, in the framework's order. */
  readonly accounts: readonly RankedAccount[];
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
    .map((one) => {
      const { script, readings, standing, carriedForward } = one;
      const chances: Record<string, MarkChances> = {};
      for (const code of Object.keys(readings[0].marks)) {
        const given = readings.flatMap(({ assessor, marks }): Given[] =>
          marks[code] === undefined ? [] : [{ mark: marks[code], by: chancesOf.get(assessor)! }],
        );
        chances[code] = trueChances(given as [Given, ...Given[]], expected.get(script)!);
      }
      return {
        script,
        chanceOfFlip: chanceOfFlip(framework, standing, chances, carriedForward),
        accounts: rankAccounts(framework, one, chances),
      };
    })
    .sort((a, b) => b.chanceOfFlip - a.chanceOfFlip || (a.script < b.script ? -1 : 1));
}

function rankAccounts(
  framework: Framework,
  { readings, standing, carriedForward }: MarkedScript,
  chances: Readonly<Record<string, MarkChances>>,
): RankedAccount[] {
  return framework.tasks.flatMap(({ code: account }) => {
    const own = framework.criteria.flatMap(({ code, task }) => (task === account && chances[code] ? [code] : []));
    if (own.length === 0) return [];
    const moving = Object.fromEntries(own.map((code) => [code, chances[code]!]));
    return {
      account,
      chanceOfFlip: chanceOfFlip(framework, standing, moving, carriedForward),
      share: shareOfMarking(framework, own),
      readings: readings.filter(({ marks }) => own.every((code) => marks[code] !== undefined)).length,
    };
  });
}

function countsOf(marks: MarkSet): [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  for (const mark of Object.values(marks)) counts[mark] += 1;
  return counts;
}
