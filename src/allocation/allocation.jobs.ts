import { Injectable } from '@nestjs/common';
import { GivesUp, Handles, Hears, type Work } from '../platform/jobs/job.js';
import { ReviewBars } from './bars/review-bars.js';
import { PlanRound } from './rounds/plan-round.js';
import { GiveSeeds } from './rounds/give-seeds.js';
import { WantMarker } from './rounds/want-marker.js';

/** What the queues and the other rooms ask of allocation. */
@Injectable()
export class AllocationJobs {
  constructor(
    private readonly planRound: PlanRound,
    private readonly wantMarker: WantMarker,
    private readonly reviewBars: ReviewBars,
    private readonly giveSeeds: GiveSeeds,
  ) {}

  @Handles('allocation.plan')
  async plan(work: Work): Promise<void> {
    await this.planRound.run(work.actor, work.subject['roundId'] ?? '', (done, total, note) =>
      work.progress(done, total, note),
    );
  }

  @GivesUp('allocation.plan')
  async giveUp(work: Work, reason: string): Promise<void> {
    await this.planRound.fail(work.actor, work.subject['roundId'] ?? '', reason);
  }

  @Handles('allocation.review-bars')
  async review(work: Work): Promise<void> {
    await this.reviewBars.run(work.actor);
  }

  @Hears('ties.changed', 'allocation')
  async tiesChanged(work: Work): Promise<void> {
    await this.reviewBars.run(work.actor);
  }

  @Hears('second.wanted', 'allocation')
  async second(work: Work): Promise<void> {
    const scriptNumber = work.subject['scriptNumber'] ?? '';
    await this.wantMarker.run({ actor: work.actor, scriptNumber, role: 'second', account: work.subject['account'] });
  }

  @Hears('adjudicator.wanted', 'allocation')
  async adjudicator(work: Work): Promise<void> {
    const scriptNumber = work.subject['scriptNumber'] ?? '';
    await this.wantMarker.run({ actor: work.actor, scriptNumber, role: 'adjudicator' });
  }

  @Hears('seed-script.missed', 'allocation')
  async missed(work: Work): Promise<void> {
    await this.giveSeeds.afterMiss(work.actor, work.subject['scriptNumber'] ?? '');
  }
}
