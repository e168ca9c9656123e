import { Injectable } from '@nestjs/common';
import { firstRefusal, isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { conflictRules, type ConflictCode, type DeclareCommand } from './conflict-rules.js';
import { findEmployer, type EmployerCode } from './employer.js';

/** Notes why a member of staff may not judge somebody: declared by themselves, or by their administrator for them. */
@Injectable()
export class DeclareConflict {
  constructor(private readonly database: Database) {}

  async run(
    visitor: Visitor,
    staffId: string,
    command: DeclareCommand,
  ): Promise<Result<{ conflictId: string }, ConflictCode | EmployerCode>> {
    const refusal = firstRefusal(conflictRules, command);
    if (refusal) return refusal;
    return this.database.transact(visitor.actor, async (tx) => {
      const found = await findEmployer(tx, command);
      if (isRefusal(found)) return found;
      const [made] = await tx.query<{ id: string }>(
        `insert into conflict (staff_id, kind, trust_id, school_id, participant_email, from_date, to_date)
         values ($1, $2, $3, $4, nullif($5, ''), $6, nullif($7, '')::date) returning id`,
        [
          staffId,
          command.kind,
          found.trustId,
          found.schoolId,
          command.participantEmail.trim().toLowerCase(),
          command.fromDate,
          command.toDate,
        ],
      );
      const conflictId = made?.id ?? '';
      await tx.journal({
        aggregate: 'staff',
        id: staffId,
        act: 'conflict.declared',
        facts: { conflictId, kind: command.kind },
      });
      await tx.announce('ties.changed', { staffId });
      return { conflictId };
    });
  }

  /** Gives a tie that holds a last day: today. It is never erased, since it says why somebody was left out. */
  async end(visitor: Visitor, staffId: string, conflictId: string): Promise<Result<object, 'conflict-ended'>> {
    return this.database.transact(visitor.actor, async (tx) => {
      const [ended] = await tx.query(
        `update conflict set to_date = greatest(london_date((select app_now())), from_date + 1)
         where id = $1 and staff_id = $2 and to_date is null returning 1`,
        [conflictId, staffId],
      );
      if (!ended) return refuse('conflict-ended');
      await tx.journal({ aggregate: 'staff', id: staffId, act: 'conflict.ended', facts: { conflictId } });
      await tx.announce('ties.changed', { staffId });
      return {};
    });
  }
}
