import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../platform/jobs/job.js';
import { MakeCheckpoint } from './make-checkpoint.js';
import { Verify } from './verify.js';

/** The hourly checkpoint, and verifications that somebody asked for. */
@Injectable()
export class OversightJobs {
  constructor(
    private readonly makeCheckpoint: MakeCheckpoint,
    private readonly verify: Verify,
  ) {}

  @Handles('oversight.checkpoint')
  async checkpoint(work: Work): Promise<void> {
    await this.makeCheckpoint.run(work.actor);
  }

  @Handles('oversight.verify')
  async verifyAll(work: Work): Promise<void> {
    await this.verify.run(work);
  }
}
