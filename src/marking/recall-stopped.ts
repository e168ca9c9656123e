import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { lockAssignmentById, moveAssignment } from './move-assignment.js';
import { askForSuccessor } from './successor.js';

/**
 * Takes back what somebody has in hand whose accreditation was suspended or removed: what is to be accepted, being marked
 * or handed in and not locked yet. Locked marks stay, they decided something already; whoever's accreditation only ran
 * out finishes what they began. Source: domain 8.3, edge case 21.
 */
@Injectable()
export class RecallStopped {
  constructor(private readonly database: Database) {}

  /** Gives how many were taken back. Where it was put right meanwhile, and when the news comes twice, none. */
  async run(actor: string, accreditationId: string): Promise<number> {
    return this.database.transact(actor, async (tx) => {
      // Held: nobody puts it right, or gives them another script, before this is done.
      const [stopped] = await tx.query<{ staffId: string; frameworkVersion: string }>(
        `select staff_id as "staffId", framework_version as "frameworkVersion" from accreditation
         where id = $1 and state in ('suspended', 'removed') for update`,
        [accreditationId],
      );
      if (!stopped) return 0;
      const inHand = await tx.query<{ id: string }>(
        `select a.id from assignment a join script sc on sc.number = a.script_number
         where a.assessor_id = $1 and sc.framework_version = $2 and a.state in ('assigned', 'marking') order by a.id`,
        [stopped.staffId, stopped.frameworkVersion],
      );
      let recalled = 0;
      for (const { id } of inHand) {
        const assignment = await lockAssignmentById(tx, id);
        // Locked in the same moment: it stays.
        if (assignment?.state !== 'assigned' && assignment?.state !== 'marking') continue;
        await moveAssignment(tx, assignment, 'recall', 'may not mark any more');
        await askForSuccessor(tx, assignment);
        recalled += 1;
      }
      return recalled;
    });
  }
}
