import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { AllocationController } from './allocation.controller.js';
import { AllocationJobs } from './allocation.jobs.js';
import { AllocationNext } from './allocation.next.js';
import { AllocationPages } from './allocation.pages.js';
import { AllocationSubjects } from './allocation.subjects.js';
import { ConfirmRound } from './confirm-round.js';
import { DiscardRound } from './discard-round.js';
import { PlanRound } from './plan-round.js';
import { PlanningThread } from './planning-thread.js';
import { StartRound } from './start-round.js';
import { StartWaiting } from './start-waiting.js';
import { WantMarker } from './want-marker.js';

/** Who marks what: planned with a proof, shown, confirmed once. */
@Module({
  imports: [QualificationModule],
  controllers: [AllocationController],
  providers: [
    AllocationJobs,
    AllocationNext,
    AllocationPages,
    AllocationSubjects,
    ConfirmRound,
    DiscardRound,
    PlanningThread,
    PlanRound,
    StartRound,
    StartWaiting,
    WantMarker,
  ],
  exports: [ConfirmRound, DiscardRound, PlanningThread, StartRound],
})
export class AllocationModule {}
