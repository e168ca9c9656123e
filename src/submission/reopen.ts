import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { gatherAttempt } from './gather-attempt.js';
import { keepFiles } from './handed-in.js';
import { lockSubmission, moveSubmission } from './move-submission.js';

export type ReopenCode = 'nothing-submitted' | 'window-has-closed' | 'accepted-already';

/**
 * Takes a submission back to change it, while the window is open. What counts is the last that was handed in: its files are
 * kept as they are now, and where nothing comes after it, the closing restores it.
 */
@Injectable()
export class Reopen {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(command: {
    actor: string;
    signInId: string;
    receivedAt: Temporal.Instant;
  }): Promise<Result<true, ReopenCode>> {
    return this.database.transact(command.actor, async (transaction) => {
      const attempt = await gatherAttempt(transaction, (id) => this.frameworks.framework(id), command.signInId);
      const submission = attempt?.submission && (await lockSubmission(transaction, attempt.submission.id));
      if (!attempt || !submission) return refuse('nothing-submitted');
      if (submission.state === 'accepted') return refuse('accepted-already');
      const closesAt = attempt.enrolment.booking?.closesAt;
      if (!closesAt || Temporal.Instant.compare(command.receivedAt, closesAt) >= 0) {
        return refuse('window-has-closed', {
          closesAt: closesAt?.toString(),
          receivedAt: command.receivedAt.toString(),
        });
      }
      const keptFiles = await keepFiles(transaction, submission);
      const moved = await moveSubmission(transaction, submission, 'reopen', { keptFiles });
      return moved ? true : refuse('nothing-submitted');
    });
  }
}
