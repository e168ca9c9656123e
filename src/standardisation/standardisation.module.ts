import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { AccreditationSubject } from './accreditation-subject.js';
import { ChangeTerms } from './change-terms.js';
import { AddDefinitiveScript } from './definitive/add-definitive-script.js';
import { DefinitiveController } from './definitive/definitive.controller.js';
import { SetDefinitiveMarks } from './definitive/set-definitive-marks.js';
import { ExpireAccreditations } from './expire-accreditations.js';
import { GrantAccreditation } from './grant-accreditation.js';
import { MoveAccreditation } from './move-accreditation.js';
import { DefinitivePages } from './pages/definitive.page.js';
import { RoundPages } from './pages/rounds.page.js';
import { TryPages } from './pages/tries.page.js';
import { CloseRound } from './rounds/close-round.js';
import { OpenRound } from './rounds/open-round.js';
import { PutInRound } from './rounds/put-in-round.js';
import { RoundsController } from './rounds/rounds.controller.js';
import { SeedsController } from './seeds/seeds.controller.js';
import { StandardisationController } from './standardisation.controller.js';
import { StandardisationJobs } from './standardisation.jobs.js';
import { StandardisationNext } from './standardisation.next.js';
import { StandardisationSubjects } from './standardisation.subjects.js';
import { BeginTry } from './tries/begin-try.js';
import { FeedbackController } from './tries/feedback.controller.js';
import { HandInTry } from './tries/hand-in-try.js';
import { SaveStandardisationSheet } from './tries/save-sheet.js';
import { SayRemark } from './tries/say-remark.js';
import { TriesController } from './tries/tries.controller.js';

/** Who may mark, for which framework version, how much and until when; and the rounds by which they come to it. */
@Module({
  imports: [QualificationModule],
  controllers: [
    StandardisationController,
    DefinitiveController,
    RoundsController,
    TriesController,
    FeedbackController,
    SeedsController,
  ],
  providers: [
    AccreditationSubject,
    AddDefinitiveScript,
    BeginTry,
    ChangeTerms,
    CloseRound,
    DefinitivePages,
    ExpireAccreditations,
    GrantAccreditation,
    HandInTry,
    MoveAccreditation,
    OpenRound,
    PutInRound,
    RoundPages,
    SaveStandardisationSheet,
    SayRemark,
    SetDefinitiveMarks,
    StandardisationJobs,
    StandardisationNext,
    StandardisationSubjects,
    TryPages,
  ],
  exports: [ChangeTerms, GrantAccreditation, MoveAccreditation],
})
export class StandardisationModule {}
