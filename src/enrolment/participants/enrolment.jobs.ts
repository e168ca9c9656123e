import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../../platform/jobs/job.js';
import { SweepEnrolments } from './sweep-enrolments.js';

/** What the calendar does to enrolments, every hour: a day in London begins at two different hours of UTC. */
@Injectable()
export class EnrolmentJobs {
  constructor(private readonly sweepEnrolments: SweepEnrolments) {}

  @Handles('enrolment.sweep')
  async sweep(work: Work): Promise<void> {
    await this.sweepEnrolments.run(work.actor, (done, total) => work.progress(done, total, 'enrolments turned'));
  }
}
