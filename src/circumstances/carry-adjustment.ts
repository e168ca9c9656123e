import { Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/refusal';
import { SetClosingTime } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { RequestEffects } from './effects.js';
import { grantedPercent } from './requests.queries.js';

/** An adjustment goes with the person: a place that they book later, or are moved to, closes later for them as well. */
@Injectable()
export class CarryAdjustment {
  constructor(
    private readonly database: Database,
    private readonly effects: RequestEffects,
    private readonly setClosingTime: SetClosingTime,
  ) {}

  /** Harmless when it comes twice: a closing time that is as late already stays. */
  async run(work: Work): Promise<void> {
    await this.database.transact(work.actor, async (tx) => {
      const [booking] = await tx.query<{ enrolmentId: string }>(
        `select enrolment_id as "enrolmentId" from booking where id = $1 and state in ('booked', 'confirmed')`,
        [work.subject['bookingId']],
      );
      if (!booking) return;
      const { enrolmentId } = booking;
      await tx.query(`select 1 from enrolment where id = $1 for update`, [enrolmentId]);
      const percent = await grantedPercent(tx, enrolmentId);
      if (percent === 0) return;
      const effect = await this.effects.of(tx, {
        enrolmentId,
        kind: 'adjustment',
        terms: { percent },
        askedAt: await tx.now(),
      });
      if (isRefusal(effect) || effect.about !== 'closing') return;
      const { bookingId, closesAt, closesAtBefore } = effect.closing;
      if (bookingId !== work.subject['bookingId'] || closesAt === null || closesAt === closesAtBefore) return;
      const at = Temporal.Instant.from(closesAt);
      await this.setClosingTime.within(tx, { bookingId, closesAt: at, reason: 'The adjustment that was granted' });
    });
  }
}
