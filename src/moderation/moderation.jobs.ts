import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../platform/jobs/job.js';
import { DrawBatch } from './draw-batch.js';

/** The draw, after the frame was committed and never with it. */
@Injectable()
export class ModerationJobs {
  constructor(private readonly drawBatch: DrawBatch) {}

  @Handles('moderation.draw')
  async draw(work: Work): Promise<void> {
    await this.drawBatch.run(work);
  }
}
