import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { refuse, type Refusal } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { ScriptIntegrity, scriptOf, type IntegrityCode } from '../submission/blind.js';
import { lockMarkSet } from './lock-marks.js';
import { mayLock, type LockRefusal } from './lock-rules.js';
import { lockSet, marksDigest, type HeldSet } from './mark-set.js';
import { lockAssignment, type Assignment } from './move-assignment.js';
import { marksOfSet } from './record-mark.js';
import { markSetLifecycle } from './mark-set.lifecycle.js';

export interface HandIn {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly markSetId: string;
}

export type HandInRefusal = IntegrityCode | LockRefusal | 'form-of-another-script';

/** `finalAt` is null where the framework gives no time to take marks back: they are locked. */
export interface HandedIn {
  readonly markSetId: string;
  readonly finalAt: string | null;
}

/**
 * Hands an assessor's marks in. For as long as the framework says the assessor can take them back, and until then nobody
 * else sees or uses them; when it ends a job locks them. Asked for fifty times at once it happens once, and every asker
 * is told the same.
 */
@Injectable()
export class HandInMarks {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run(command: HandIn): Promise<HandedIn | readonly Refusal<HandInRefusal>[]> {
    const changed = await this.integrity.refusal(command.actor, command.number);
    if (changed) return [changed];
    return this.database.transact(command.actor, (tx) => this.handIn(tx, command));
  }

  private async handIn(
    tx: Transaction,
    { assessorId, number, markSetId }: HandIn,
  ): Promise<HandedIn | readonly Refusal<HandInRefusal>[]> {
    const assignment = await lockAssignment(tx, number, assessorId);
    const set = await lockSet(tx, markSetId);
    if (!assignment || set?.assignmentId !== assignment.id) return [refuse('form-of-another-script', { number })];
    if (!next(markSetLifecycle, set.state, 'hand-in')) return { markSetId, finalAt: finalAtOf(set) };
    const script = await scriptOf(tx, number);
    if (!script) throw new Error(`The script ${number} is assigned and is not there`);
    const framework = await this.frameworks.framework(script.frameworkVersion, tx);
    const marks = await marksOfSet(tx, markSetId);
    const refusals = mayLock({
      framework,
      scope: assignment.scope ?? script.scope,
      marks: new Map(marks.map((mark) => [mark.criterion, mark])),
      unsettled: await unsettledCriteria(tx, markSetId),
    });
    if (refusals.length > 0) return refusals;
    const minutes = framework.marking.lockGraceMinutes ?? 0;
    const handedIn = await keepHandedIn(tx, assignment, set, (await tx.now()).add({ minutes }));
    if (minutes > 0) return { markSetId, finalAt: finalAtOf(handedIn) };
    await lockMarkSet(tx, { assignment, set: handedIn, script, framework });
    return { markSetId, finalAt: null };
  }
}

const finalAtOf = ({ state, finalAt }: HeldSet): string | null =>
  state === 'handed-in' && finalAt ? finalAt.toString() : null;

async function keepHandedIn(
  tx: Transaction,
  assignment: Assignment,
  set: HeldSet,
  finalAt: Temporal.Instant,
): Promise<HeldSet> {
  const to = next(markSetLifecycle, set.state, 'hand-in');
  if (!to) throw new Error(`Marks that are ${set.state} cannot be handed in`);
  await tx.query(`update mark_set set state = $2, final_at = $3, version = version + 1 where id = $1`, [
    set.id,
    to,
    finalAt.toString(),
  ]);
  await tx.journal({
    aggregate: 'mark-set',
    id: set.id,
    act: 'marks.handed-in',
    from: set.state,
    to,
    facts: { script: assignment.number, marks: await marksDigest(tx, set.id), finalAt: finalAt.toString() },
  });
  // By version: whoever takes them back and hands them in again has a time of their own.
  await tx.order({
    kind: 'marking.lock',
    key: `${set.id}:${set.version + 1}`,
    subject: { markSetId: set.id },
    dueAt: finalAt,
  });
  return { ...set, state: to, version: set.version + 1, finalAt };
}

/** Criteria of which a change was kept on the side and waits for the assessor to say which stands. */
async function unsettledCriteria(reads: Pick<Transaction, 'query'>, markSetId: string): Promise<string[]> {
  const rows = await reads.query<{ criterion: string }>(
    `select distinct criterion from mark_event where mark_set_id = $1 and not applied and settled_at is null order by criterion`,
    [markSetId],
  );
  return rows.map(({ criterion }) => criterion);
}
