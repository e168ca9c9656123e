import { Module } from '@nestjs/common';
import { EnrolmentModule } from '../enrolment/index.js';
import { QualificationModule } from '../qualification/index.js';
import { AskRequest } from './ask-request.js';
import { CarryAdjustment } from './carry-adjustment.js';
import { CircumstancesJobs } from './circumstances.jobs.js';
import { CircumstancesNext } from './circumstances.next.js';
import { DecideRequest } from './decide-request.js';
import { DecisionsController } from './decisions.controller.js';
import { RequestEffects } from './effects.js';
import { ReceiveEvidence } from './receive-evidence.js';
import { RemindDeciders } from './remind-deciders.js';
import { RequestsController } from './requests.controller.js';
import { RequestQueries } from './requests.queries.js';
import { ScanEvidence } from './scan-evidence.js';
import { CircumstancesSubjects } from './subjects.js';
import { WithdrawRequest } from './withdraw-request.js';

/** What participants ask for: a deferral, an extension, a reasonable adjustment. */
@Module({
  imports: [EnrolmentModule, QualificationModule],
  controllers: [DecisionsController, RequestsController],
  providers: [
    AskRequest,
    CarryAdjustment,
    CircumstancesJobs,
    CircumstancesNext,
    CircumstancesSubjects,
    DecideRequest,
    ReceiveEvidence,
    RemindDeciders,
    RequestEffects,
    RequestQueries,
    ScanEvidence,
    WithdrawRequest,
  ],
})
export class CircumstancesModule {}
