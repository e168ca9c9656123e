import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../platform/jobs/job.js';
import { ExpireAccreditations } from './expire-accreditations.js';
import { CloseRound } from './rounds/close-round.js';

/** What the clock asks of standardisation: rounds whose last day is over, accreditations that ran out. */
@Injectable()
export class StandardisationJobs {
  constructor(
    private readonly closeRound: CloseRound,
    private readonly expireAccreditations: ExpireAccreditations,
  ) {}

  @Handles('standardisation.sweep')
  async sweep(work: Work): Promise<void> {
    await this.closeRound.runDue(work.actor);
    await this.expireAccreditations.run(work.actor);
  }
}
