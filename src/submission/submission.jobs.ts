import { Injectable } from '@nestjs/common';
import { Handles, Hears, type Work } from '../platform/jobs/job.js';
import { CheckScripts } from './check-scripts.js';
import { CloseWindows } from './close-windows.js';
import { BeginDraft } from './begin-draft.js';
import { HeldAfterCheck } from './held-after-check.js';
import { OpenResubmission } from './open-resubmission.js';
import { RepeatAttempt } from './repeat-attempt.js';
import { WithdrawAttempt } from './withdraw-attempt.js';

/** What the clock and other rooms set going here. */
@Injectable()
export class SubmissionJobs {
  constructor(
    private readonly closeWindows: CloseWindows,
    private readonly beginDraft: BeginDraft,
    private readonly heldAfterCheck: HeldAfterCheck,
    private readonly openResubmission: OpenResubmission,
    private readonly repeatAttempt: RepeatAttempt,
    private readonly withdrawAttempt: WithdrawAttempt,
    private readonly checkScripts: CheckScripts,
  ) {}

  @Handles('submission.close-windows')
  async close(work: Work): Promise<void> {
    await this.closeWindows.run(work);
  }

  @Handles('submission.check-scripts')
  async check(work: Work): Promise<void> {
    await this.checkScripts.run(work);
  }

  @Hears('booking.made', 'submission')
  async begin(work: Work): Promise<void> {
    await this.beginDraft.run(work);
  }

  @Hears('enrolment.transferred', 'submission')
  async follow(work: Work): Promise<void> {
    await this.beginDraft.follow(work);
  }

  @Hears('document.checked', 'submission')
  async look(work: Work): Promise<void> {
    await this.heldAfterCheck.run(work);
  }

  @Hears('outcome.released', 'submission')
  async openNext(work: Work): Promise<void> {
    await this.openResubmission.run(work);
  }

  @Hears('attempt.voided', 'submission')
  async repeat(work: Work): Promise<void> {
    await this.repeatAttempt.run(work);
  }

  @Hears('resubmission.cancelled', 'submission')
  async withdraw(work: Work): Promise<void> {
    await this.withdrawAttempt.run(work);
  }
}
