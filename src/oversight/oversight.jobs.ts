import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../platform/jobs/job.js';
import { WarnOfTableEnd } from './bank-holidays/warn-of-end.js';
import { MakeCheckpoint } from './make-checkpoint.js';
import { Verify } from './verify.js';

/** The hourly checkpoint, what is looked at every night, and verifications that somebody asked for. */
@Injectable()
export class OversightJobs {
  constructor(
    private readonly makeCheckpoint: MakeCheckpoint,
    private readonly verify: Verify,
    private readonly warnOfTableEnd: WarnOfTableEnd,
  ) {}

  @Handles('oversight.checkpoint')
  async checkpoint(work: Work): Promise<void> {
    await this.makeCheckpoint.run(work.actor);
  }

  @Handles('oversight.nightly')
  async nightly(work: Work): Promise<void> {
    await this.warnOfTableEnd.run(work.actor);
  }

  @Handles('oversight.verify')
  async verifyAll(work: Work): Promise<void> {
    await this.verify.run(work);
  }
}
