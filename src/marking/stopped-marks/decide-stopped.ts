import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { ProvisionalResults } from '../provisional-results.js';

export type StoppedRefusal =
  | 'stopped-decided'
  | 'stopped-decision-missing'
  | 'reason-missing'
  | 'not-provisional'
  | 'batch-frozen'
  | 'released-already';

export const stoppedDecisions = ['stands', 'marked-anew'] as const;
export type StoppedDecision = (typeof stoppedDecisions)[number];

/** A lead decides about locked marks of somebody who was stopped: they stand, or the script is marked anew by others. */
@Injectable()
export class DecideStopped {
  constructor(
    private readonly database: Database,
    private readonly provisionalResults: ProvisionalResults,
  ) {}

  /**
   * Refuses what was decided already, a decision without its reason, and to mark anew what is not through marking yet,
   * what is frozen for moderation (its own re-mark decides there), and what is released.
   */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly assignmentId: string;
    readonly decision: StoppedDecision | '';
    readonly reason: string;
  }): Promise<Result<{ number: string }, StoppedRefusal>> {
    const { actor, signInId, assignmentId, decision } = command;
    const reason = command.reason.trim();
    if (decision === '') return refuse('stopped-decision-missing', {}, 'decision');
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(actor, (tx) => this.decide(tx, { signInId, assignmentId, decision, reason }));
  }

  /** The same in a transaction of the caller's. */
  async decide(
    tx: Transaction,
    {
      signInId,
      assignmentId,
      decision,
      reason,
    }: {
      readonly signInId: string;
      readonly assignmentId: string;
      readonly decision: StoppedDecision;
      readonly reason: string;
    },
  ): Promise<Result<{ number: string }, StoppedRefusal>> {
    const [row] = await tx.query<{ number: string; decided: boolean }>(
      `select a.script_number as number, m.decision is not null as decided
         from stopped_marks m join assignment a on a.id = m.assignment_id where m.assignment_id = $1 for update of m`,
      [assignmentId],
    );
    if (!row || row.decided) return refuse('stopped-decided');
    const { number } = row;
    if (decision === 'marked-anew') {
      const opened = await this.markAnew(tx, number, reason);
      if (isRefusal(opened)) return opened;
    }
    // Another's locked marks of the same script were listed too: marking it anew decides about them as well.
    const decided = await tx.query<{ id: string }>(
      `update stopped_marks set decision = $2, reason = $3, decided_by = $4, decided_at = app_now()
         where decision is null and (assignment_id = $1 or ($2 in ('marked-anew') and assignment_id in
           (select id from assignment where script_number = $5)))
         returning assignment_id as id`,
      [assignmentId, decision, reason, signInId, number],
    );
    await tx.journalAll(
      decided.map(({ id }) => ({
        aggregate: 'assignment',
        id,
        act: 'assignment.stopped-decided',
        why: reason,
        facts: { script: number, decision },
      })),
    );
    return { number };
  }

  private async markAnew(
    tx: Transaction,
    number: string,
    reason: string,
  ): Promise<Result<{ number: string }, 'not-provisional' | 'batch-frozen' | 'released-already'>> {
    // Freezing takes the window's row too, so that a script is in a frame or is marked anew and never both.
    await tx.query(
      `select from assessment_window where id = (select window_id from script where number = $1) for update`,
      [number],
    );
    const [window] = await tx.query<{ frozen: boolean; released: boolean }>(
      `select exists (select from moderation_batch b where b.window_id = s.window_id and b.state <> 'remark') as frozen,
              exists (select from outcome o where o.script_number = s.number and o.state in ('scheduled', 'released', 'superseded')) as released
       from script s where s.number = $1`,
      [number],
    );
    if (window?.released) return refuse('released-already', { number });
    if (window?.frozen) return refuse('batch-frozen', { number });
    return this.provisionalResults.openRemark(tx, number, reason);
  }
}
