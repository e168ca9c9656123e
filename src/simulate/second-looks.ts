import { compareMarkSets, mergeAgreed, npqel2017, passes, shareOfMarking, type Mark, type MarkSet } from '#libs/rubric';
import { isRefusal } from '#libs/refusal';
import { marksOf, type Reading, type VirtualScript } from './cohort.js';

const framework = npqel2017;
const codes = framework.criteria.map(({ code }) => code);

/** What was given by one person who looked: of the whole script, or of one account of it. */
export type Given = Pick<Reading, 'assessor' | 'marks'>;

/** The marks that stand after somebody looked, who gave them, and how many whole markings that took. */
export interface Looked {
  readonly marks: MarkSet;
  readonly readings: readonly [Given, ...Given[]];
  readonly isAdjudicated: boolean;
  readonly cost: number;
}

export const passed = (marks: MarkSet): boolean => passes(framework, marks).passed;

/** The criteria of one account, or of the script. */
export function scopeOf(account: string | null): readonly string[] {
  return account === null ? codes : framework.criteria.filter(({ task }) => task === account).map(({ code }) => code);
}

/** Marked once. */
export function once(script: VirtualScript): Looked {
  return { marks: script.first.marks, readings: [script.first], isAdjudicated: false, cost: 0 };
}

/**
 * Marked a second time, blind, the whole or one account of it: not discrepant, the first stands. Discrepant, the two agree on
 * what differs (each criterion as they see it between them), or where they cannot an adjudicator marks the same again.
 */
export function twice(script: VirtualScript, account: string | null = null): Looked {
  const { first, second, canAgree } = script;
  const scope = scopeOf(account);
  const cost = shareOfMarking(framework, scope);
  const [own, other] = [only(first.marks, scope), only(second.marks, scope)];
  const readings = [first, { assessor: second.assessor, marks: other }] as const;
  const { discrepant, differing } = compareMarkSets(framework, own, other, first.marks);
  const looked = { marks: first.marks, readings, isAdjudicated: false, cost };
  if (!discrepant) return looked;
  if (!canAgree) return adjudicated(script, looked, account);
  const between = marksOf(
    Object.fromEntries(codes.map((code) => [code, (first.seen[code]! + second.seen[code]!) / 2])),
  );
  const agreed = Object.fromEntries(differing.map(({ criterion }): [string, Mark] => [criterion, between[criterion]!]));
  const marks = mergeAgreed(framework, own, other, agreed);
  if (isRefusal(marks)) throw new Error(`${script.number}: ${marks.code}`);
  return { ...looked, marks: { ...first.marks, ...marks } };
}

/** An adjudicator marks the script, or the account, and their marks stand for it. */
export function adjudicated({ adjudicator }: VirtualScript, before: Looked, account: string | null): Looked {
  const scope = scopeOf(account);
  const given = only(adjudicator.marks, scope);
  return {
    marks: { ...before.marks, ...given },
    readings: [...before.readings, { assessor: adjudicator.assessor, marks: given }],
    isAdjudicated: true,
    cost: before.cost + shareOfMarking(framework, scope),
  };
}

const only = (marks: MarkSet, scope: readonly string[]): MarkSet =>
  Object.fromEntries(scope.map((code): [string, Mark] => [code, marks[code]!]));

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
