import { compareMarkSets, mergeAgreed, npqel2017, passes, type Mark, type MarkSet } from '#libs/rubric';
import { isRefusal } from '#libs/refusal';
import { marksOf, type Reading, type VirtualScript } from './cohort.js';

const framework = npqel2017;

/** The marks that stand after somebody looked, who gave them, and how many whole markings that took. */
export interface Looked {
  readonly marks: MarkSet;
  readonly readings: readonly [Reading, ...Reading[]];
  readonly isAdjudicated: boolean;
  readonly cost: number;
}

export const passed = (marks: MarkSet): boolean => passes(framework, marks).passed;

/** Marked once. */
export function once(script: VirtualScript): Looked {
  return { marks: script.first.marks, readings: [script.first], isAdjudicated: false, cost: 0 };
}

/**
 * Marked a second time, blind: not discrepant, the first stands. Discrepant, the two agree on what differs (each criterion as they
 * see it between them), or where they cannot an adjudicator marks the whole.
 */
export function twice(script: VirtualScript): Looked {
  const { first, second, adjudicator } = script;
  const readings = [first, second] as const;
  const { discrepant, differing } = compareMarkSets(framework, first.marks, second.marks);
  if (!discrepant) return { marks: first.marks, readings, isAdjudicated: false, cost: 1 };
  if (!script.canAgree)
    return { marks: adjudicator.marks, readings: [...readings, adjudicator], isAdjudicated: true, cost: 2 };
  const between = marksOf(
    Object.fromEntries(Object.keys(first.seen).map((code) => [code, (first.seen[code]! + second.seen[code]!) / 2])),
  );
  const agreed = Object.fromEntries(differing.map(({ criterion }): [string, Mark] => [criterion, between[criterion]!]));
  const marks = mergeAgreed(framework, first.marks, second.marks, agreed);
  if (isRefusal(marks)) throw new Error(`${script.number}: ${marks.code}`);
  return { marks, readings, isAdjudicated: false, cost: 1 };
}

/**
 * Moderated: the moderator marks it themselves; where that turns the decision a second moderator marks it too, and only where
 * both decide alike do the moderator's marks stand.
 */
export function moderated(
  script: VirtualScript,
  before: Looked,
): Looked & { readonly flip: boolean; readonly difference: number } {
  const { moderator, secondModerator } = script;
  const difference = sum(moderator.marks) - sum(before.marks);
  if (passed(moderator.marks) === passed(before.marks))
    return { ...before, cost: before.cost + 1, flip: false, difference };
  const flip = passed(secondModerator.marks) === passed(moderator.marks);
  return { ...before, marks: flip ? moderator.marks : before.marks, cost: before.cost + 2, flip, difference };
}

function sum(marks: MarkSet): number {
  return Object.values(marks).reduce<number>((total, mark) => total + mark, 0);
}
