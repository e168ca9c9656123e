import { Injectable } from '@nestjs/common';
import { Handles, Hears, type Work } from '../platform/jobs/job.js';
import { Database } from '../platform/database/database.js';
import { AskAdjudication } from './ask-adjudication.js';
import { LockMarks } from './lock-marks.js';
import { openMarking } from './move-marking.js';
import { StopMarking } from './stopped-marks/stop-marking.js';

/** What the queues, the clock and allocation ask of marking. */
@Injectable()
export class MarkingJobs {
  constructor(
    private readonly database: Database,
    private readonly askAdjudication: AskAdjudication,
    private readonly lockMarks: LockMarks,
    private readonly stopMarking: StopMarking,
  ) {}

  /** A round was confirmed: its scripts are being marked. Rounds for second assessors find theirs open already. */
  @Hears('allocation.confirmed', 'marking')
  async opened(work: Work): Promise<void> {
    await this.database.transact(work.actor, async (tx) => {
      const scripts = await tx.query<{ number: string }>(
        `select distinct script_number as number from assignment where round_id = $1 order by 1`,
        [work.subject['roundId']],
      );
      await openMarking(
        tx,
        scripts.map(({ number }) => number),
      );
    });
  }

  /** Somebody may not mark any more: what they have in hand is taken back, what they locked is listed for a lead. */
  @Hears('accreditation.stopped', 'marking')
  async stopped(work: Work): Promise<void> {
    await this.stopMarking.run({ actor: work.actor, accreditationId: work.subject['accreditationId'] ?? '' });
  }

  /** The time to take marks back is over. */
  @Handles('marking.lock')
  async lock(work: Work): Promise<void> {
    await this.lockMarks.run(work.actor, work.subject['markSetId'] ?? '');
  }

  /** Marks whose lock was lost are locked; whoever did not agree in time is helped by an adjudicator. */
  @Handles('marking.sweep')
  async sweep(work: Work): Promise<void> {
    await this.lockMarks.runDue(work.actor);
    await this.askAdjudication.runDue(work.actor);
  }
}
