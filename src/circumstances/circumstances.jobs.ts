import { Injectable } from '@nestjs/common';
import { GivesUp, Handles, Hears, type Work } from '../platform/jobs/job.js';
import { CarryAdjustment } from './carry-adjustment.js';
import { RemindDeciders } from './remind-deciders.js';
import { ScanEvidence } from './scan-evidence.js';

@Injectable()
export class CircumstancesJobs {
  constructor(
    private readonly scanEvidence: ScanEvidence,
    private readonly carryAdjustment: CarryAdjustment,
    private readonly remindDeciders: RemindDeciders,
  ) {}

  @Handles('circumstances.scan')
  async scan(work: Work): Promise<void> {
    await this.scanEvidence.run(work);
  }

  @GivesUp('circumstances.scan')
  async giveUp(work: Work): Promise<void> {
    await this.scanEvidence.giveUp(work);
  }

  @Handles('circumstances.remind')
  async remind(work: Work): Promise<void> {
    await this.remindDeciders.run(work.actor);
  }

  @Hears('booking.made', 'circumstances')
  async carry(work: Work): Promise<void> {
    await this.carryAdjustment.run(work);
  }
}
