import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { lockSubmission, moveSubmission } from './move-submission.js';

/**
 * An attempt was cancelled: whatever was begun or handed in for it is withdrawn. Receipts stay, and its script is nobody's
 * any more. Where the attempt was opened again meanwhile, nothing is withdrawn; doing it twice does it once.
 */
@Injectable()
export class WithdrawAttempt {
  constructor(private readonly database: Database) {}

  async run(work: Work): Promise<void> {
    await this.database.transact(work.actor, async (tx) => {
      const { enrolmentId, attemptNo } = work.subject;
      const [enrolment] = await tx.query<{ attemptNo: number }>(
        `select attempt_no as "attemptNo" from enrolment where id = $1 for update`,
        [enrolmentId],
      );
      if (!enrolment || enrolment.attemptNo >= Number(attemptNo)) return;
      const live = await tx.query<{ id: string }>(
        `select s.id from submission s join attempt a on a.id = s.attempt_id
         where a.enrolment_id = $1 and a.no = $2 and s.state in ('draft', 'submitted', 'accepted')`,
        [enrolmentId, attemptNo],
      );
      for (const { id } of live) {
        const submission = await lockSubmission(tx, id);
        if (submission) await moveSubmission(tx, submission, 'withdraw', {}, { attemptNo: Number(attemptNo) });
      }
    });
  }
}
