import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import type { Framework } from '#libs/rubric';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { ScriptIntegrity, scriptOf, type Script } from '../submission/blind.js';
import { decideAfterLock } from './after-lock.js';
import { markSetLifecycle } from './mark-set.lifecycle.js';
import { changesDigest, lockSet, marksDigest, type HeldSet } from './mark-set.js';
import { lockAssignmentById, moveAssignment, type Assignment } from './move-assignment.js';
import { lockMarking } from './move-marking.js';
import { marksOfSet } from './record-mark.js';

/**
 * Locks marks that were handed in when the time to take them back is over: from here they count, nobody changes them,
 * and the policy says what comes next.
 */
@Injectable()
export class LockMarks {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly integrity: ScriptIntegrity,
  ) {}

  /** False where there is nothing to lock: taken back, handed in anew with a later time, recalled, or locked before. */
  async run(actor: string, markSetId: string): Promise<boolean> {
    const [judged] = await this.database.query<{ number: string }>(
      `select script_number as number from mark_set where id = $1`,
      [markSetId],
    );
    // Marks of a script that is not what was frozen wait until its lead had it looked at again.
    if (judged && (await this.integrity.refusal(actor, judged.number))) return false;
    return this.database.transact(actor, async (tx) => {
      const [row] = await tx.query<{ assignmentId: string }>(
        `select assignment_id as "assignmentId" from mark_set where id = $1`,
        [markSetId],
      );
      const assignment = row && (await lockAssignmentById(tx, row.assignmentId));
      const set = await lockSet(tx, markSetId);
      if (assignment?.state !== 'marking' || set?.state !== 'handed-in' || !set.finalAt) return false;
      if (Temporal.Instant.compare(await tx.now(), set.finalAt) < 0) return false;
      const script = await scriptOf(tx, assignment.number);
      if (!script) throw new Error(`The script ${assignment.number} is assigned and is not there`);
      const framework = await this.frameworks.framework(script.frameworkVersion, tx);
      await lockMarkSet(tx, { assignment, set, script, framework });
      return true;
    });
  }

  /** Everything whose time is over and that no job has locked. Gives how many there were. */
  async runDue(actor: string): Promise<number> {
    const due = await this.database.query<{ id: string }>(
      `select s.id from mark_set s join assignment a on a.id = s.assignment_id and a.state = 'marking'
       where s.state = 'handed-in' and s.final_at <= (select app_now()) order by s.final_at, s.id`,
    );
    for (const { id } of due) await this.run(actor, id);
    return due.length;
  }
}

export interface SetToLock {
  readonly assignment: Assignment;
  readonly set: HeldSet;
  readonly script: Script;
  readonly framework: Framework;
}

/** Locks marks within a transaction that holds their assignment and set, and does what follows. */
export async function lockMarkSet(tx: Transaction, { assignment, set, script, framework }: SetToLock): Promise<void> {
  const to = next(markSetLifecycle, set.state, 'lock');
  if (!to) throw new Error(`Marks that are ${set.state} cannot be locked`);
  // Locked as of the end of the time to take them back, however late the job comes.
  await tx.query(
    `update mark_set set state = $2, locked_at = coalesce(final_at, app_now()), version = version + 1 where id = $1`,
    [set.id, to],
  );
  await moveAssignment(tx, assignment, 'lock');
  await tx.journal({
    aggregate: 'mark-set',
    id: set.id,
    act: 'marks.locked',
    from: set.state,
    to,
    facts: {
      script: assignment.number,
      marks: await marksDigest(tx, set.id),
      changes: await changesDigest(tx, set.id),
    },
  });
  await tx.announce('marks.locked', { scriptNumber: assignment.number, markSetId: set.id });
  const held = { marking: await lockMarking(tx, assignment.number), script, framework };
  const marks = await marksOfSet(tx, set.id);
  await decideAfterLock(tx, held, { ...assignment, assignmentId: assignment.id, markSetId: set.id, marks });
}
