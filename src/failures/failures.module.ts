import { Module } from '@nestjs/common';
import { EnrolmentModule } from '../enrolment/index.js';
import { DeclareFailure } from './declare-failure.js';
import { FailuresController } from './failures.controller.js';
import { FailureQueries } from './failures.queries.js';
import { FailuresSubjects } from './failures.subjects.js';

/** The log of outages, and what leads declare on the strength of it. */
@Module({
  imports: [EnrolmentModule],
  controllers: [FailuresController],
  providers: [DeclareFailure, FailureQueries, FailuresSubjects],
})
export class FailuresModule {}
