import { Injectable } from '@nestjs/common';
import { Hears, type Work } from '../platform/jobs/job.js';
import { FollowChange } from './follow-change.js';

/** What other rooms' news sets going here. */
@Injectable()
export class AppealsJobs {
  constructor(private readonly followChange: FollowChange) {}

  @Hears('outcome.changed', 'appeals')
  async changed(work: Work): Promise<void> {
    await this.followChange.confirmed(work);
  }

  @Hears('outcome-change.cancelled', 'appeals')
  async cancelled(work: Work): Promise<void> {
    await this.followChange.cancelled(work);
  }
}
