import { Module } from '@nestjs/common';
import { EnrolmentModule } from '../enrolment/index.js';
import { QualificationModule } from '../qualification/index.js';
import { OutcomeLetters } from './letters.js';
import { OutcomeController } from './outcome/outcome.controller.js';
import { OutcomesJobs } from './outcomes.jobs.js';
import { OutcomesNext } from './outcomes.next.js';
import { OutcomesSubjects } from './outcomes.subjects.js';
import { ApproveRelease } from './releases/approve-release.js';
import { CancelRelease } from './releases/cancel-release.js';
import { PlanRelease } from './releases/plan-release.js';
import { RecentSignIn } from './releases/recent-sign-in.js';
import { ReleaseOutcomes } from './releases/release-outcomes.js';
import { ReleasesController } from './releases/releases.controller.js';
import { ReleasesPages } from './releases/releases.pages.js';
import { MakeReturn } from './returns/make-return.js';
import { ReturnsController } from './returns/returns.controller.js';

@Module({
  imports: [EnrolmentModule, QualificationModule],
  controllers: [OutcomeController, ReleasesController, ReturnsController],
  providers: [
    ApproveRelease,
    CancelRelease,
    MakeReturn,
    OutcomeLetters,
    OutcomesJobs,
    OutcomesNext,
    OutcomesSubjects,
    PlanRelease,
    RecentSignIn,
    ReleaseOutcomes,
    ReleasesPages,
  ],
  exports: [ApproveRelease, CancelRelease, MakeReturn, PlanRelease, ReleaseOutcomes],
})
export class OutcomesModule {}
