import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { isMark, type Mark, type MarkSet } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { scriptOf } from '../submission/blind.js';
import { lockMarking, moveMarking } from './move-marking.js';
import { lockAssignmentById, moveAssignment } from './move-assignment.js';
import { settle } from './provisional.js';

export type ModerationRefusal = 'not-provisional' | 'change-not-a-mark';

/** What rooms to the right may do to a provisional result, within a transaction of theirs. */
@Injectable()
export class ProvisionalResults {
  constructor(private readonly frameworks: Frameworks) {}

  /**
   * Makes the next version of a provisional result with these levels changed (by criterion), source `moderated`, and
   * draws outcome and feedback anew. `comments` replace those of the criteria that they name. Refuses `not-provisional`
   * and `change-not-a-mark` {criterion}: a criterion out of scope or a level that is no mark. Source: domain 8.3
   * "ADJUST", edge cases 27 and 30.
   */
  async moderate(
    tx: Transaction,
    number: string,
    changes: Readonly<Record<string, Mark>>,
    comments: Readonly<Record<string, string>> = {},
  ): Promise<Result<{ passed: boolean; flipped: boolean }, ModerationRefusal>> {
    const marking = await lockMarking(tx, number);
    const standing = await standingResult(tx, number);
    const script = await scriptOf(tx, number);
    if (marking.state !== 'provisional' || !standing || !script) return refuse('not-provisional', { number });
    const wrong = Object.entries(changes).find(([code, level]) => !isMark(level) || !script.scope.includes(code));
    if (wrong) return refuse('change-not-a-mark', { criterion: wrong[0] });
    const framework = await this.frameworks.framework(script.frameworkVersion, tx);
    const marks = { ...standing.marks, ...changes };
    await settle(
      tx,
      { marking, script, framework },
      { source: 'moderated', marks, comments: { ...commentsIn(standing.feedback), ...comments } },
    );
    const after = await standingResult(tx, number);
    return { passed: after?.passed ?? false, flipped: after?.passed !== standing.passed };
  }

  /**
   * Sends a script back to be marked anew: its assessors' assignments are recalled with the reason, so that the next
   * round of allocation gives it to others. Refuses `not-provisional`. The result so far stays until there is a new one.
   */
  async openRemark(
    tx: Transaction,
    number: string,
    reason: string,
  ): Promise<Result<{ number: string }, 'not-provisional'>> {
    const marking = await lockMarking(tx, number);
    if (!(await moveMarking(tx, marking, 'remark', {}, reason))) return refuse('not-provisional', { number });
    const live = await tx.query<{ id: string }>(
      `select id from assignment where script_number = $1 and state in ('assigned', 'marking', 'locked') order by id`,
      [number],
    );
    for (const { id } of live) {
      const assignment = await lockAssignmentById(tx, id);
      if (assignment) await moveAssignment(tx, assignment, 'recall', reason);
    }
    return { number };
  }
}

interface Standing {
  readonly marks: MarkSet;
  readonly passed: boolean;
  readonly feedback: { areas: { criteria: { criterion: string; comment: string | null }[] }[] };
}

async function standingResult(tx: Transaction, number: string): Promise<Standing | null> {
  const [row] = await tx.query<Standing>(
    `select marks, passed, feedback from provisional_result where script_number = $1 for update`,
    [number],
  );
  return row ?? null;
}

function commentsIn({ areas }: Standing['feedback']): Record<string, string> {
  const lines = areas.flatMap(({ criteria }) => criteria);
  return Object.fromEntries(lines.map(({ criterion, comment }) => [criterion, comment ?? '']));
}
