import { Injectable } from '@nestjs/common';
import { sayMoment } from '#libs/calendar';
import { heldByFailureSql, overAtSql, participantForLetters } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import { writeLetter } from '../platform/mail/mail.js';
import { lockSubmission, moveSubmission } from './move-submission.js';

export interface TakenBack {
  /** The submission's. */
  readonly id: string;
  readonly enrolmentId: string;
}

/**
 * What was handed in, taken back and not handed in again counts as it was handed in: with its own instant and receipt. Nobody
 * loses a window by wanting to do better. Source: domain 8.3, "latest complete one counts".
 */
@Injectable()
export class RestoreTakenBack {
  constructor(private readonly database: Database) {}

  /** All whose time is over by the database's clock. */
  async due(): Promise<TakenBack[]> {
    return this.database.query<TakenBack>(
      `select s.id, e.id as "enrolmentId" from submission s join booking b on b.id = s.booking_id
       join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
       where s.state = 'draft' and s.manifest is not null and s.first_submitted_at is not null
         and b.state = 'used' and ${overAtSql} <= (select app_now()) and not ${heldByFailureSql}
       order by s.submitted_at, s.id`,
    );
  }

  /** Restores one, in a transaction of its own; twice is once. */
  async run(actor: string, { id, enrolmentId }: TakenBack): Promise<void> {
    await this.database.transact(actor, async (transaction) => {
      const submission = await lockSubmission(transaction, id);
      if (submission?.state !== 'draft' || !submission.submittedAt) return;
      if (!(await moveSubmission(transaction, submission, 'restore'))) return;
      const person = await participantForLetters(transaction, enrolmentId);
      const at = sayMoment(Temporal.Instant.fromEpochMilliseconds(submission.submittedAt.getTime()));
      await writeLetter(transaction, {
        key: `restored:${id}:${submission.version}`,
        to: person.email,
        subject: 'Your last NPQEL submission counts',
        body: `Dear ${person.name},\n\nyou took your submission back, and your window closed before you handed in another. Your last complete submission counts: the one that was received on ${at}, with exactly the files of its receipt. What you changed after it is not part of it. There is nothing that you have to do.\n`,
      });
    });
  }
}
