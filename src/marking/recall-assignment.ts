import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { lockAssignmentById, moveAssignment } from './move-assignment.js';
import { askForSuccessor } from './successor.js';

export type RecallRefusal = 'assignment-over' | 'marks-locked' | 'reason-missing';

/** The lead takes a script back from an assessor who cannot finish it. Its marks stay readable to the lead alone. */
@Injectable()
export class RecallAssignment {
  constructor(private readonly database: Database) {}

  async run({
    actor,
    id,
    reason,
  }: {
    actor: string;
    id: string;
    reason: string;
  }): Promise<Result<{ number: string }, RecallRefusal>> {
    if (reason.trim() === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(actor, async (tx) => {
      const assignment = await lockAssignmentById(tx, id);
      if (!assignment) return refuse('assignment-over');
      // What was locked has decided something already: only a re-mark takes it back.
      if (assignment.state === 'locked') return refuse('marks-locked', { number: assignment.number });
      if (!(await moveAssignment(tx, assignment, 'recall', reason.trim()))) return refuse('assignment-over');
      await askForSuccessor(tx, assignment);
      return { number: assignment.number };
    });
  }
}
