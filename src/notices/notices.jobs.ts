import { Injectable } from '@nestjs/common';
import { Handles, type Work } from '../platform/jobs/job.js';
import { SendReminders } from './send-reminders.js';

/** What the clock orders of this room. */
@Injectable()
export class NoticesJobs {
  constructor(private readonly sendReminders: SendReminders) {}

  @Handles('notices.remind')
  async remind(work: Work): Promise<void> {
    await this.sendReminders.run(work.actor, (written) => work.progress(written, written));
  }
}
