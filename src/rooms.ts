import type { DynamicModule, Type } from '@nestjs/common';
import { AllocationModule } from './allocation/index.js';
import { AppealsModule } from './appeals/index.js';
import { CircumstancesModule } from './circumstances/index.js';
import { DocumentsModule } from './documents/index.js';
import { EnrolmentModule } from './enrolment/index.js';
import { FailuresModule } from './failures/index.js';
import { MarkingModule } from './marking/index.js';
import { ModerationModule } from './moderation/index.js';
import { NoticesModule } from './notices/index.js';
import { OutcomesModule } from './outcomes/index.js';
import { OversightModule } from './oversight/index.js';
import { PeopleModule } from './people/index.js';
import { QualityModule } from './quality/index.js';
import { QualificationModule } from './qualification/index.js';
import { SimilarityModule } from './similarity/index.js';
import { StandardisationModule } from './standardisation/index.js';
import { SubmissionModule } from './submission/index.js';

/** The rooms, from left to right: a room imports only the doors of rooms before it. */
export const rooms: (Type | DynamicModule)[] = [
  PeopleModule,
  QualificationModule,
  EnrolmentModule,
  DocumentsModule,
  SubmissionModule,
  CircumstancesModule,
  FailuresModule,
  StandardisationModule,
  AllocationModule,
  MarkingModule,
  ModerationModule,
  QualityModule,
  OutcomesModule,
  SimilarityModule,
  AppealsModule,
  OversightModule,
  // Knows all rooms and is imported by none.
  NoticesModule,
];
