import { Injectable } from '@nestjs/common';
import { participantForLetters } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { writeLetter } from '../platform/mail/mail.js';

/** A check that ends badly after the submission: its sender is told at once, while there may be time to mend it. */
@Injectable()
export class HeldAfterCheck {
  constructor(private readonly database: Database) {}

  async run(work: Work): Promise<void> {
    const [bad] = await this.database.query<{
      documentId: string;
      enrolmentId: string;
      name: string;
      submissionId: string;
    }>(
      `select d.id as "documentId", d.enrolment_id as "enrolmentId", d.original_name as name, s.id as "submissionId"
       from document d join attempt a on a.enrolment_id = d.enrolment_id and a.no = d.attempt_no
       join submission s on s.attempt_id = a.id and s.state = 'submitted'
       where d.id = $1 and (d.state in ('infected', 'refused') or d.count_verdict = 'over')`,
      [work.subject['documentId']],
    );
    if (!bad) return;
    await this.database.transact(work.actor, async (transaction) => {
      const person = await participantForLetters(transaction, bad.enrolmentId);
      await writeLetter(transaction, {
        key: `check-failed:${bad.documentId}`,
        to: person.email,
        subject: 'A file of your NPQEL submission needs your attention',
        body: `Dear ${person.name},\n\nyour submission was received in time and stays so. Since then its checks were finished, and ${bad.name} cannot be used as it is. The page of that file says why.\n\nWhile your window is open, take the submission back, send the file again and submit. After that, your provider decides and will write to you.\n`,
      });
      await transaction.touch(`submission:${bad.submissionId}`);
    });
  }
}
