import { Module } from '@nestjs/common';
import { OutcomesModule } from '../outcomes/index.js';
import { QualificationModule } from '../qualification/index.js';
import { AcknowledgeAppeal } from './acknowledge-appeal.js';
import { AppealsController } from './appeals.controller.js';
import { AppealsJobs } from './appeals.jobs.js';
import { AppealsNext } from './appeals.next.js';
import { AppealsPages } from './appeals.pages.js';
import { AppealsSubjects } from './appeals.subjects.js';
import { DecideAppeal } from './decide-appeal.js';
import { FollowChange } from './follow-change.js';
import { LodgeAppeal } from './lodge-appeal.js';
import { OwnAppealsController } from './own-appeals.controller.js';
import { WithdrawAppeal } from './withdraw-appeal.js';

/** Appeals against released outcomes. */
@Module({
  imports: [OutcomesModule, QualificationModule],
  controllers: [AppealsController, OwnAppealsController],
  providers: [
    AcknowledgeAppeal,
    AppealsJobs,
    AppealsNext,
    AppealsPages,
    AppealsSubjects,
    DecideAppeal,
    FollowChange,
    LodgeAppeal,
    WithdrawAppeal,
  ],
  exports: [AcknowledgeAppeal, DecideAppeal, LodgeAppeal, WithdrawAppeal],
})
export class AppealsModule {}
