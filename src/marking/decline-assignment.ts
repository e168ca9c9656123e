import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { declineReasons, isDeclineReason } from './decline-reasons.js';
import { lockAssignment, moveAssignment } from './move-assignment.js';
import { askForSuccessor } from './successor.js';

export type DeclineRefusal = 'assignment-gone' | 'already-locked' | 'reason-missing' | 'note-missing';

export interface Decline {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly reason: string;
  readonly note: string;
}

/**
 * Gives a script back, before or amid marking: a conflict of interest that shows only when one reads, or no time. What
 * was marked so far is kept for the lead and shown to no successor. Source: domain 8.3 "accept", edge case 20.
 */
@Injectable()
export class DeclineAssignment {
  constructor(private readonly database: Database) {}

  async run({ actor, assessorId, number, reason, note }: Decline): Promise<Result<{ number: string }, DeclineRefusal>> {
    if (!isDeclineReason(reason)) return refuse('reason-missing', {}, 'reason');
    if (declineReasons[reason].wantsNote && note.trim() === '') return refuse('note-missing', {}, 'note');
    return this.database.transact(actor, async (tx) => {
      const assignment = await lockAssignment(tx, number, assessorId);
      if (!assignment) return refuse('assignment-gone');
      const why = note.trim() === '' ? reason : `${reason}: ${note.trim()}`;
      if (!(await moveAssignment(tx, assignment, 'decline', why))) return refuse('already-locked', { number });
      await askForSuccessor(tx, assignment);
      return { number };
    });
  }
}
