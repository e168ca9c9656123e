import { Module } from '@nestjs/common';
import { EnrolmentModule } from '../enrolment/index.js';
import { QualificationModule } from '../qualification/index.js';
import { CancelChange } from './changes/cancel-change.js';
import { ChangesController } from './changes/changes.controller.js';
import { ChangesPages } from './changes/changes.pages.js';
import { EndWaiting } from './changes/end-waiting.js';
import { ConfirmChange } from './changes/confirm-change.js';
import { ProposeChange } from './changes/propose-change.js';
import { DecideHold } from './holds/decide-hold.js';
import { HoldsController } from './holds/holds.controller.js';
import { PlaceHold } from './holds/place-hold.js';
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
import { CancelSanction } from './sanctions/cancel-sanction.js';
import { ConfirmSanction } from './sanctions/confirm-sanction.js';
import { OverturnSanction } from './sanctions/overturn-sanction.js';
import { ProposeSanction } from './sanctions/propose-sanction.js';
import { SanctionsController } from './sanctions/sanctions.controller.js';
import { SanctionsPages } from './sanctions/sanctions.pages.js';
import { MakeReturn } from './returns/make-return.js';
import { ReturnsController } from './returns/returns.controller.js';

@Module({
  imports: [EnrolmentModule, QualificationModule],
  controllers: [
    ChangesController,
    HoldsController,
    OutcomeController,
    ReleasesController,
    ReturnsController,
    SanctionsController,
  ],
  providers: [
    ApproveRelease,
    CancelChange,
    CancelRelease,
    CancelSanction,
    ChangesPages,
    ConfirmChange,
    ConfirmSanction,
    DecideHold,
    EndWaiting,
    MakeReturn,
    OutcomeLetters,
    OutcomesJobs,
    OutcomesNext,
    OutcomesSubjects,
    OverturnSanction,
    PlaceHold,
    PlanRelease,
    ProposeChange,
    ProposeSanction,
    RecentSignIn,
    ReleaseOutcomes,
    ReleasesPages,
    SanctionsPages,
  ],
  exports: [
    ApproveRelease,
    CancelChange,
    CancelRelease,
    ChangesPages,
    ConfirmChange,
    MakeReturn,
    PlanRelease,
    ProposeChange,
    RecentSignIn,
    ReleaseOutcomes,
  ],
})
export class OutcomesModule {}
