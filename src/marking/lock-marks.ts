import { Injectable } from '@nestjs/common';
import { digestOf } from '#libs/ledger';
import { next } from '#libs/lifecycle';
import { refuse, type Refusal } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { scriptOf } from '../submission/blind.js';
import { decideAfterLock } from './after-lock.js';
import { mayLock, type LockRefusal } from './lock-rules.js';
import { markSetLifecycle } from './mark-set.lifecycle.js';
import { lockAssignment, moveAssignment } from './move-assignment.js';
import { lockMarking } from './move-marking.js';
import { marksOfSet } from './record-mark.js';

export interface Lock {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly markSetId: string;
}

export type LockMarksRefusal = LockRefusal | 'form-of-another-script';

/**
 * Locks an assessor's marks: from here they count, nobody changes them, and the policy says what comes next. Asked for
 * fifty times at once it happens once, and every asker is told that it is done.
 */
@Injectable()
export class LockMarks {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(command: Lock): Promise<{ readonly markSetId: string } | readonly Refusal<LockMarksRefusal>[]> {
    return this.database.transact(command.actor, (tx) => this.lock(tx, command));
  }

  private async lock(
    tx: Transaction,
    { assessorId, number, markSetId }: Lock,
  ): Promise<{ readonly markSetId: string } | readonly Refusal<LockMarksRefusal>[]> {
    const assignment = await lockAssignment(tx, number, assessorId);
    const [set] = await tx.query<{ assignmentId: string; state: 'open' | 'locked' }>(
      `select assignment_id as "assignmentId", state from mark_set where id = $1 for update`,
      [markSetId],
    );
    if (!assignment || set?.assignmentId !== assignment.id) return [refuse('form-of-another-script', { number })];
    const to = next(markSetLifecycle, set.state, 'lock');
    if (!to) return { markSetId };
    const script = await scriptOf(tx, number);
    if (!script) throw new Error(`The script ${number} is assigned and is not there`);
    const framework = await this.frameworks.framework(script.frameworkVersion, tx);
    const marks = await marksOfSet(tx, markSetId);
    const refusals = mayLock({
      framework,
      scope: script.scope,
      marks: new Map(marks.map((mark) => [mark.criterion, mark])),
      unsettled: await unsettledCriteria(tx, markSetId),
    });
    if (refusals.length > 0) return refusals;
    await tx.query(`update mark_set set state = $2, locked_at = app_now(), version = version + 1 where id = $1`, [
      markSetId,
      to,
    ]);
    await moveAssignment(tx, assignment, 'lock');
    await tx.journal({
      aggregate: 'mark-set',
      id: markSetId,
      act: 'marks.locked',
      from: set.state,
      to,
      facts: { script: number, marks: digestOfRows(marks), changes: await digestOfChanges(tx, markSetId) },
    });
    await tx.announce('marks.locked', { scriptNumber: number, markSetId });
    const held = { marking: await lockMarking(tx, number), script, framework };
    await decideAfterLock(tx, held, { ...assignment, assignmentId: assignment.id, markSetId, marks });
    return { markSetId };
  }
}

/** Criteria of which a change was kept on the side and waits for the assessor to say which stands. */
export async function unsettledCriteria(reads: Pick<Transaction, 'query'>, markSetId: string): Promise<string[]> {
  const rows = await reads.query<{ criterion: string }>(
    `select distinct criterion from mark_event where mark_set_id = $1 and not applied and settled_at is null order by criterion`,
    [markSetId],
  );
  return rows.map(({ criterion }) => criterion);
}

/** Binds every change that led to the locked marks into the journal's chain, by one hash. */
async function digestOfChanges(tx: Transaction, markSetId: string): Promise<string> {
  const changes = await tx.query(
    `select id, criterion, base_version, level, comment, pointers, applied, result_version, at from mark_event
     where mark_set_id = $1 order by at, id`,
    [markSetId],
  );
  return digestOfRows(changes);
}

/** Instants as ISO 8601, as JSON writes them: canonical JSON takes no Date. */
function digestOfRows(rows: readonly unknown[]): string {
  return digestOf(JSON.parse(JSON.stringify(rows)));
}
