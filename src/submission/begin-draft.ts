import { Injectable } from '@nestjs/common';
import { enrolmentById } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Frameworks } from '../qualification/index.js';
import { ensureDraft } from './gather-attempt.js';

/** Who books has an attempt and a draft: from then on it can be missed. */
@Injectable()
export class BeginDraft {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(work: Work): Promise<void> {
    const [booking] = await this.database.query<{ enrolmentId: string }>(
      `select enrolment_id as "enrolmentId" from booking where id = $1 and state in ('booked', 'confirmed')`,
      [work.subject['bookingId']],
    );
    const enrolment = booking && (await enrolmentById(this.database, booking.enrolmentId));
    if (!enrolment) return;
    const framework = await this.frameworks.framework(enrolment.frameworkVersion);
    await this.database.transact(work.actor, (transaction) => ensureDraft(transaction, enrolment, framework));
  }
}
