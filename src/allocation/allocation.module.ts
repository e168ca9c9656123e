import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { AllocationController } from './allocation.controller.js';
import { AllocationJobs } from './allocation.jobs.js';
import { AllocationNext } from './allocation.next.js';
import { AllocationPages } from './pages/allocation.pages.js';
import { AllocationSubjects } from './allocation.subjects.js';
import { BarredAllocations } from './bars/barred-work.js';
import { BarredController } from './bars/barred.controller.js';
import { KeepBarred } from './bars/keep-barred.js';
import { ReviewBars } from './bars/review-bars.js';
import { ConfirmRound } from './rounds/confirm-round.js';
import { DiscardRound } from './rounds/discard-round.js';
import { GiveSeeds } from './rounds/give-seeds.js';
import { MakeAssignments } from './rounds/make-assignments.js';
import { PlanRound } from './rounds/plan-round.js';
import { PlanningThread } from './planning/planning-thread.js';
import { StartRound } from './rounds/start-round.js';
import { StartWaiting } from './rounds/start-waiting.js';
import { WantMarker } from './rounds/want-marker.js';

/** Who marks what: planned with a proof, shown, confirmed once. */
@Module({
  imports: [QualificationModule],
  controllers: [AllocationController, BarredController],
  providers: [
    AllocationJobs,
    AllocationNext,
    AllocationPages,
    AllocationSubjects,
    BarredAllocations,
    KeepBarred,
    ReviewBars,
    ConfirmRound,
    DiscardRound,
    GiveSeeds,
    MakeAssignments,
    PlanningThread,
    PlanRound,
    StartRound,
    StartWaiting,
    WantMarker,
  ],
  exports: [ConfirmRound, DiscardRound, PlanningThread, StartRound],
})
export class AllocationModule {}
