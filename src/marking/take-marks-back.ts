import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import type { HandIn } from './hand-in-marks.js';
import { markSetLifecycle } from './mark-set.lifecycle.js';
import { lockSet } from './mark-set.js';
import { lockAssignment } from './move-assignment.js';

export type TakeBackRefusal = 'form-of-another-script' | 'too-late-to-take-back';

/** Takes marks back that were handed in, before their lock is final: the assessor goes on marking as if nothing had been. */
@Injectable()
export class TakeMarksBack {
  constructor(private readonly database: Database) {}

  /** Marks that are in hand already stay there: asked for twice it happens once. */
  async run({ actor, assessorId, number, markSetId }: HandIn): Promise<Result<{ markSetId: string }, TakeBackRefusal>> {
    return this.database.transact(actor, async (tx) => {
      const assignment = await lockAssignment(tx, number, assessorId);
      const set = await lockSet(tx, markSetId);
      if (!assignment || set?.assignmentId !== assignment.id) return refuse('form-of-another-script', { number });
      if (set.state === 'open') return { markSetId };
      const to = next(markSetLifecycle, set.state, 'take-back');
      // The clock decides and not the job, which may come late.
      if (!to || !set.finalAt || Temporal.Instant.compare(await tx.now(), set.finalAt) >= 0)
        return refuse('too-late-to-take-back', { number });
      await tx.query(`update mark_set set state = $2, final_at = null, version = version + 1 where id = $1`, [
        markSetId,
        to,
      ]);
      await tx.journal({
        aggregate: 'mark-set',
        id: markSetId,
        act: 'marks.taken-back',
        from: set.state,
        to,
        facts: { script: number, finalAt: set.finalAt.toString() },
      });
      return { markSetId };
    });
  }
}
