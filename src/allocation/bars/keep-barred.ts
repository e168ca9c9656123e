import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';

export type KeepCode = 'reason-missing' | 'bar-is-settled' | 'work-not-locked';

/**
 * A lead lets locked marks stand although their assessor may not judge the script by what is known now. Such a script is
 * in the moderation sample for certain. What is not locked is not kept: it is taken back, and somebody else marks it.
 */
@Injectable()
export class KeepBarred {
  constructor(private readonly database: Database) {}

  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly id: string;
    readonly why: string;
  }): Promise<Result<{ id: string }, KeepCode>> {
    const { actor, signInId, id } = command;
    const why = command.why.trim();
    if (why === '') return refuse('reason-missing', {}, 'why');
    return this.database.transact(actor, async (tx) => {
      const [bar] = await tx.query<{ assignmentId: string; reason: string; state: string; isOpen: boolean }>(
        `select a.id as "assignmentId", b.reason, a.state, b.ended_at is null and b.kept_at is null as "isOpen"
         from barred_assignment b join assignment a on a.id = b.assignment_id where b.id = $1 for update`,
        [id],
      );
      if (!bar?.isOpen || bar.state === 'recalled' || bar.state === 'declined') return refuse('bar-is-settled');
      if (bar.state !== 'locked') return refuse('work-not-locked');
      await tx.query(`update barred_assignment set kept_by = $2, kept_why = $3, kept_at = app_now() where id = $1`, [
        id,
        signInId,
        why,
      ]);
      const { assignmentId, reason } = bar;
      await tx.journal({
        aggregate: 'assignment',
        id: assignmentId,
        act: 'assignment.bar-kept',
        why,
        facts: { reason },
      });
      return { id };
    });
  }
}
