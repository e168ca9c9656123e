import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { markSetLifecycle } from './mark-set.lifecycle.js';
import { lockAssignment, moveAssignment } from './move-assignment.js';
import { openMarking } from './move-marking.js';

/** Takes a script on: from here it is the assessor's to mark, in a set of marks of their own. Accepting twice is once. */
@Injectable()
export class AcceptAssignment {
  constructor(private readonly database: Database) {}

  async run(command: {
    actor: string;
    assessorId: string;
    number: string;
  }): Promise<Result<{ markSetId: string }, 'assignment-gone'>> {
    return this.database.transact(command.actor, async (tx) => {
      const assignment = await lockAssignment(tx, command.number, command.assessorId);
      if (!assignment) return refuse('assignment-gone');
      if (!(await moveAssignment(tx, assignment, 'accept'))) {
        const [set] = await tx.query<{ id: string }>(`select id from mark_set where assignment_id = $1`, [
          assignment.id,
        ]);
        if (!set) throw new Error(`The assignment ${assignment.id} was accepted and has no marks`);
        return { markSetId: set.id };
      }
      await openMarking(tx, [assignment.number]);
      const [set] = await tx.query<{ id: string }>(
        `insert into mark_set (assignment_id, script_number, state) values ($1, $2, $3) returning id`,
        [assignment.id, assignment.number, markSetLifecycle.initial],
      );
      if (!set) throw new Error('An insert that returns gives a row');
      await tx.journal({
        aggregate: 'mark-set',
        id: set.id,
        act: 'marks.opened',
        to: markSetLifecycle.initial,
        facts: { script: assignment.number, assignment: assignment.id },
      });
      return { markSetId: set.id };
    });
  }
}
