import { Injectable } from '@nestjs/common';
import { Handles, Hears, type Work } from '../platform/jobs/job.js';
import { ChangeSample } from './change-sample.js';
import { DrawBatch } from './draw-batch.js';

/** The draw, after the frame was committed and never with it; and what happens to a sample after it. */
@Injectable()
export class ModerationJobs {
  constructor(
    private readonly drawBatch: DrawBatch,
    private readonly changeSample: ChangeSample,
  ) {}

  @Handles('moderation.draw')
  async draw(work: Work): Promise<void> {
    await this.drawBatch.run(work);
  }

  @Handles('moderation.sweep')
  async sweep(work: Work): Promise<void> {
    await this.changeSample.sweep(work);
  }

  @Hears('script.provisional', 'moderation')
  async resultMade(work: Work): Promise<void> {
    await this.changeSample.resultMade(work);
  }

  @Hears('script.hold-changed', 'moderation')
  async holdChanged(work: Work): Promise<void> {
    await this.changeSample.holdChanged(work);
  }
}
