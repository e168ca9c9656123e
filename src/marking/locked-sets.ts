import type { MarkSet } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import type { AssignmentRole } from './move-assignment.js';
import type { StandingMark } from './record-mark.js';

/** A locked set of marks, and whose it is. */
export interface LockedSet {
  readonly markSetId: string;
  readonly assignmentId: string;
  readonly assessorId: string;
  readonly role: AssignmentRole;
  readonly marks: readonly StandingMark[];
}

/** The locked sets that count for a script, those of recalled assessors left out: first, second, adjudicator. */
export async function lockedSets(reads: Pick<Transaction, 'query'>, number: string): Promise<LockedSet[]> {
  const sets = await reads.query<Omit<LockedSet, 'marks'>>(
    `select s.id as "markSetId", a.id as "assignmentId", a.assessor_id as "assessorId", a.role
     from mark_set s join assignment a on a.id = s.assignment_id
     where s.script_number = $1 and s.state = 'locked' and a.state = 'locked'
     order by array_position(array['first', 'remark', 'second', 'adjudicator'], a.role)`,
    [number],
  );
  const marks = await reads.query<StandingMark & { markSetId: string }>(
    `select mark_set_id as "markSetId", criterion, level, comment, pointers, version, saved_at as "savedAt" from mark
     where mark_set_id = any($1::uuid[]) order by criterion`,
    [sets.map(({ markSetId }) => markSetId)],
  );
  return sets.map((set) => ({ ...set, marks: marks.filter(({ markSetId }) => markSetId === set.markSetId) }));
}

/** The set that is marked first: by the first assessor, or by whoever marks anew. */
export const isFirst = ({ role }: Pick<LockedSet, 'role'>): boolean => role === 'first' || role === 'remark';

/** Levels by criterion. Throws where a locked set has a gap: locking had to see to that. */
export function levelsOf({ marks, markSetId }: Pick<LockedSet, 'marks' | 'markSetId'>): MarkSet {
  return Object.fromEntries(
    marks.map(({ criterion, level }) => {
      if (level === null) throw new Error(`The locked mark set ${markSetId} has no level for ${criterion}`);
      return [criterion, level];
    }),
  );
}

export function commentsOf({ marks }: Pick<LockedSet, 'marks'>): Readonly<Record<string, string>> {
  return Object.fromEntries(marks.map(({ criterion, comment }) => [criterion, comment.trim()]));
}
