import { Injectable } from '@nestjs/common';
import { enrolmentById } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
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
    await this.database.transact(work.actor, async (tx) => {
      const [booking] = await tx.query<{ enrolmentId: string }>(
        `select enrolment_id as "enrolmentId" from booking where id = $1 and state in ('booked', 'confirmed')`,
        [work.subject['bookingId']],
      );
      if (booking) await this.ensure(tx, booking.enrolmentId);
    });
  }

  /** The enrolment is on another version of the framework: a draft that is there, untouched as it must be, follows. */
  async follow(work: Work): Promise<void> {
    await this.database.transact(work.actor, async (tx) => {
      const [begun] = await tx.query<{ enrolmentId: string }>(
        `select e.id as "enrolmentId" from enrolment e join attempt a on a.enrolment_id = e.id and a.no = e.attempt_no
         where e.id = $1`,
        [work.subject['enrolmentId']],
      );
      if (begun) await this.ensure(tx, begun.enrolmentId);
    });
  }

  private async ensure(tx: Transaction, enrolmentId: string): Promise<void> {
    const enrolment = await enrolmentById(tx, enrolmentId);
    if (enrolment) await ensureDraft(tx, enrolment, await this.frameworks.framework(enrolment.frameworkVersion, tx));
  }
}
