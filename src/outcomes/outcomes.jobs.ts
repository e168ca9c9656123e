import { Injectable } from '@nestjs/common';
import { Handles, Hears, type Work } from '../platform/jobs/job.js';
import { EndWaiting } from './changes/end-waiting.js';
import { OutcomeLetters } from './letters.js';
import { ReleaseOutcomes } from './releases/release-outcomes.js';

/** What the clock and this room's own news set going. */
@Injectable()
export class OutcomesJobs {
  constructor(
    private readonly releaseOutcomes: ReleaseOutcomes,
    private readonly letters: OutcomeLetters,
    private readonly endWaiting: EndWaiting,
  ) {}

  /** Ordered when a release was approved, due at its instant. */
  @Handles('outcomes.release')
  async release(work: Work): Promise<void> {
    await this.releaseOutcomes.run(work.actor, work.subject['releaseId'] ?? '');
  }

  /** Whatever is due and approved, should the work ordered for it have been lost or given up. One that fails stops no other. */
  @Handles('outcomes.sweep')
  async sweep(work: Work): Promise<void> {
    const faults: unknown[] = [];
    for (const id of await this.releaseOutcomes.due())
      await this.releaseOutcomes.run(work.actor, id).catch((error: unknown) => faults.push(error));
    await this.endWaiting.run(work.actor).catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw faults[0];
  }

  @Hears('release.released', 'outcomes')
  async tellParticipants(work: Work): Promise<void> {
    await this.letters.announceRelease(work.actor, work.subject['releaseId'] ?? '');
  }

  @Hears('release.halted', 'outcomes')
  async tellLeads(work: Work): Promise<void> {
    await this.letters.announceHalt(work.actor, work.subject['releaseId'] ?? '');
  }
}
