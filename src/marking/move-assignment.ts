import { next } from '#libs/lifecycle';
import type { Transaction } from '../platform/database/database.js';
import { assignmentLifecycle, type AssignmentEvent, type AssignmentState } from './assignment.lifecycle.js';

export type AssignmentRole = 'first' | 'second' | 'adjudicator' | 'remark';

/** An assignment as a use case holds it, locked. */
export interface Assignment {
  readonly id: string;
  readonly number: string;
  readonly role: AssignmentRole;
  readonly assessorId: string;
  readonly roundId: string | null;
  readonly state: AssignmentState;
  /** The criteria of the account that is marked again, where that is all that is asked; null: all that is in the script's scope. */
  readonly scope: readonly string[] | null;
}

/** SQL: the criteria that the holder of assignment `a` of a script `sc` with its marking `m` is asked for. */
export const askedOf = `coalesce(case when a.role in ('second', 'adjudicator') then m.second_scope end, sc.scope)`;

const columns = `id, script_number as number, role, assessor_id as "assessorId", round_id as "roundId", state,
  (select second_scope from marking m where m.script_number = assignment.script_number and role in ('second', 'adjudicator')) as scope`;

/** The live assignment of this person to this script, locked; null where the script is not theirs. */
export async function lockAssignment(tx: Transaction, number: string, assessorId: string): Promise<Assignment | null> {
  const [row] = await tx.query<Assignment>(
    `select ${columns} from assignment
     where script_number = $1 and assessor_id = $2 and state in ('assigned', 'marking', 'locked') for update`,
    [number, assessorId],
  );
  return row ?? null;
}

/** The assignment with this id, locked, live or not. */
export async function lockAssignmentById(tx: Transaction, id: string): Promise<Assignment | null> {
  const [row] = await tx.query<Assignment>(`select ${columns} from assignment where id = $1 for update`, [id]);
  return row ?? null;
}

/** The one way an assignment's state moves. False where its lifecycle has no such step from here. */
export async function moveAssignment(
  tx: Transaction,
  assignment: Assignment,
  event: AssignmentEvent,
  why: string | null = null,
): Promise<boolean> {
  const to = next(assignmentLifecycle, assignment.state, event);
  if (!to) return false;
  await tx.query(
    `update assignment set state = $2, reason = coalesce($3, reason), version = version + 1 where id = $1`,
    [assignment.id, to, why],
  );
  await tx.journal({
    aggregate: 'assignment',
    id: assignment.id,
    act: `assignment.${event}`,
    from: assignment.state,
    to,
    why,
    facts: { script: assignment.number, role: assignment.role },
  });
  return true;
}
