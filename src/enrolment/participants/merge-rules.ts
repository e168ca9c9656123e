import { refuse, type Refusal } from '#libs/refusal';
import type { MergeEnrolment, MergeSide } from './merge.queries.js';

export type MergeCode =
  | 'other-record-unknown'
  | 'same-record'
  | 'record-merged-already'
  | 'record-took-another-over'
  | 'two-enrolments-on-one-framework'
  | 'merge-the-other-way-round';

/** Of an enrolment in these nothing more becomes: it may stay with the record that it was made for. */
const over: readonly string[] = ['withdrawn', 'lapsed'];
const isOver = ({ state }: MergeEnrolment): boolean => over.includes(state);

/**
 * What may not be merged, and why. One person has one enrolment on a framework: where both records have one, the one
 * that is over stays behind, and where neither is, somebody has to say first which of the two is theirs.
 */
export function checkMerge(survivor: MergeSide | null, duplicate: MergeSide | null): Refusal<MergeCode> | null {
  if (!survivor || !duplicate) return refuse('other-record-unknown', {}, 'other');
  if (survivor.mergedInto !== null || duplicate.mergedInto !== null)
    return refuse('record-merged-already', {}, 'other');
  if (duplicate.tookOver !== null) return refuse('record-took-another-over', { name: duplicate.name }, 'other');
  for (const theirs of duplicate.enrolments) {
    const mine = survivor.enrolments.find(({ framework }) => framework === theirs.framework);
    if (!mine || isOver(theirs)) continue;
    const facts = { framework: theirs.framework, mine: mine.state, theirs: theirs.state };
    return isOver(mine)
      ? refuse('merge-the-other-way-round', facts, 'other')
      : refuse('two-enrolments-on-one-framework', facts, 'other');
  }
  return null;
}

/** The enrolments that go over: all but those on a framework on which the survivor has one. */
export function enrolmentsThatGo(survivor: MergeSide, duplicate: MergeSide): MergeEnrolment[] {
  const had = new Set(survivor.enrolments.map(({ framework }) => framework));
  return duplicate.enrolments.filter(({ framework }) => !had.has(framework));
}
