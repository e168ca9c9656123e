import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../platform/jobs/job.js';
import { DrawQaSample } from './draw-sample.js';

/** The draw, after its frame was committed and never with it. */
@Injectable()
export class QualityJobs {
  constructor(private readonly drawQaSample: DrawQaSample) {}

  @Handles('quality.draw')
  async draw(work: Work): Promise<void> {
    await this.drawQaSample.draw(work);
  }
}
