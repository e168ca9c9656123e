import { Injectable } from '@nestjs/common';
import type { MarkSet } from '#libs/rubric';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { lockSubmission, moveSubmission } from './move-submission.js';
import { openAttempt } from './open-resubmission.js';

interface Voided {
  readonly enrolmentId: string;
  readonly no: number;
  readonly scope: readonly string[];
  readonly carriedForward: MarkSet;
}

/**
 * An attempt ended without an outcome and the enrolment may try again: the next one does all of it anew, with the same
 * marks taken along. What was handed in for an earlier attempt of that number, whose place was given back, is withdrawn.
 * Doing it twice does it once.
 */
@Injectable()
export class RepeatAttempt {
  constructor(private readonly database: Database) {}

  async run(work: Work): Promise<void> {
    await this.database.transact(work.actor, async (tx) => {
      const { enrolmentId, attemptNo } = work.subject;
      const [voided] = await tx.query<Voided>(
        `select a.enrolment_id as "enrolmentId", a.no, a.scope, a.carried_forward as "carriedForward"
         from enrolment e join attempt a on a.enrolment_id = e.id and a.no = $2
         where e.id = $1 and e.state in ('resubmitting') and e.attempt_no = a.no + 1 for update of e`,
        [enrolmentId, Number(attemptNo)],
      );
      if (!voided) return;
      const left = await tx.query<{ id: string }>(
        `select s.id from submission s join attempt a on a.id = s.attempt_id join booking b on b.id = s.booking_id
         where a.enrolment_id = $1 and a.no = $2 and s.state in ('submitted', 'accepted') and b.state in ('cancelled')`,
        [voided.enrolmentId, voided.no + 1],
      );
      for (const { id } of left) {
        const submission = await lockSubmission(tx, id);
        if (submission) await moveSubmission(tx, submission, 'withdraw', {}, { attemptNo: voided.no + 1 });
      }
      await openAttempt(tx, voided, { criteria: voided.scope, carriedForward: voided.carriedForward });
    });
  }
}
