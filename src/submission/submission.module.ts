import { Global, Module } from '@nestjs/common';
import { AttemptLock, DocumentsModule } from '../documents/index.js';
import { EnrolmentModule } from '../enrolment/index.js';
import { QualificationModule } from '../qualification/index.js';
import { AcceptSubmission } from './accept-submission.js';
import { AnswerAsSponsor } from './answer-as-sponsor.js';
import { AskSponsor } from './ask-sponsor.js';
import { BeginDraft } from './begin-draft.js';
import { CheckScripts } from './check-scripts.js';
import { CloseWindows } from './close-windows.js';
import { CountsController } from './counts/counts.controller.js';
import { CountsPages } from './counts/counts.page.js';
import { FindingsController } from './findings/findings.controller.js';
import { FindingsPages } from './findings/findings.page.js';
import { HeldAfterCheck } from './held-after-check.js';
import { HeldController } from './held.controller.js';
import { LinkEvidence } from './link-evidence.js';
import { OpenResubmission } from './open-resubmission.js';
import { RepeatAttempt } from './repeat-attempt.js';
import { WithdrawAttempt } from './withdraw-attempt.js';
import { HeldPages } from './pages/held.page.js';
import { SubmissionPages } from './pages/submission.page.js';
import { ReceiptsController } from './receipts.controller.js';
import { Reopen } from './reopen.js';
import { RestoreTakenBack } from './restore-taken-back.js';
import { ChangedScriptsController } from './changed-scripts.controller.js';
import { LookAgain } from './look-again.js';
import { ChangedScriptsPages } from './pages/changed-scripts.page.js';
import { ScriptIntegrity } from './script-integrity.js';
import { SignDeclarations } from './sign-declarations.js';
import { SponsorController } from './sponsor.controller.js';
import { SubmissionLock } from './submission-lock.js';
import { SubmissionController } from './submission.controller.js';
import { SubmissionJobs } from './submission.jobs.js';
import { SubmissionSubjects } from './submission.subjects.js';
import { Submit } from './submit.js';

/**
 * Global for two things: the room `documents`, to the left, asks through `AttemptLock` whether files may change, and the
 * rooms that judge ask through `ScriptIntegrity` whether a script is what was frozen.
 */
@Global()
@Module({
  imports: [DocumentsModule, EnrolmentModule, QualificationModule],
  controllers: [
    ChangedScriptsController,
    CountsController,
    FindingsController,
    HeldController,
    ReceiptsController,
    SponsorController,
    SubmissionController,
  ],
  providers: [
    AcceptSubmission,
    AnswerAsSponsor,
    AskSponsor,
    BeginDraft,
    ChangedScriptsPages,
    CheckScripts,
    CloseWindows,
    CountsPages,
    FindingsPages,
    HeldAfterCheck,
    RestoreTakenBack,
    HeldPages,
    LinkEvidence,
    LookAgain,
    OpenResubmission,
    RepeatAttempt,
    WithdrawAttempt,
    Reopen,
    ScriptIntegrity,
    SignDeclarations,
    SubmissionJobs,
    SubmissionPages,
    SubmissionSubjects,
    Submit,
    { provide: AttemptLock, useClass: SubmissionLock },
  ],
  exports: [
    AttemptLock,
    ScriptIntegrity,
    Submit,
    SignDeclarations,
    AskSponsor,
    AnswerAsSponsor,
    LinkEvidence,
    AcceptSubmission,
    CloseWindows,
  ],
})
export class SubmissionModule {}
