import { Module } from '@nestjs/common';
import { QualificationModule } from '../qualification/index.js';
import { AcceptAssignment } from './accept-assignment.js';
import { AgreementFiguresController } from './agreement-figures/agreement-figures.controller.js';
import { AgreementController } from './agreement.controller.js';
import { AskAdjudication } from './ask-adjudication.js';
import { BlastRadiusController } from './blast-radius/blast-radius.controller.js';
import { RemarkRadius } from './blast-radius/remark-radius.js';
import { ChangeComment } from './comment-bank/change-comment.js';
import { CommentBankController } from './comment-bank/comment-bank.controller.js';
import { InsertComment } from './comment-bank/insert-comment.js';
import { KeepComment } from './comment-bank/keep-comment.js';
import { DeclineAssignment } from './decline-assignment.js';
import { HandInMarks } from './hand-in-marks.js';
import { LockMarks } from './lock-marks.js';
import { MarkingJobs } from './marking.jobs.js';
import { MarkingNext } from './marking.next.js';
import { MarkingSubjects } from './marking.subjects.js';
import { MarksController } from './marks.controller.js';
import { AgreementPage } from './pages/agreement.page.js';
import { ScriptPages } from './pages/script.page.js';
import { ProgressController } from './progress.controller.js';
import { ProposeAgreement } from './propose-agreement.js';
import { ProvisionalResults } from './provisional-results.js';
import { RecallAssignment } from './recall-assignment.js';
import { RecordMark } from './record-mark.js';
import { SaveSheet } from './save-sheet.js';
import { ScriptController } from './script.controller.js';
import { SecondMarksController } from './second-marks/second-marks.controller.js';
import { SettleVersion } from './settle-version.js';
import { TakeMarksBack } from './take-marks-back.js';
import { DecideStopped } from './stopped-marks/decide-stopped.js';
import { StopMarking } from './stopped-marks/stop-marking.js';
import { StoppedMarksController } from './stopped-marks/stopped-marks.controller.js';

/** Marking by people who know a script's number and nothing else of whose it is. */
@Module({
  imports: [QualificationModule],
  controllers: [
    ScriptController,
    MarksController,
    AgreementController,
    ProgressController,
    SecondMarksController,
    StoppedMarksController,
    BlastRadiusController,
    AgreementFiguresController,
    CommentBankController,
  ],
  providers: [
    AcceptAssignment,
    AgreementPage,
    AskAdjudication,
    ChangeComment,
    DecideStopped,
    DeclineAssignment,
    HandInMarks,
    InsertComment,
    KeepComment,
    LockMarks,
    MarkingJobs,
    MarkingNext,
    MarkingSubjects,
    ProposeAgreement,
    ProvisionalResults,
    RecallAssignment,
    RecordMark,
    RemarkRadius,
    SaveSheet,
    ScriptPages,
    SettleVersion,
    TakeMarksBack,
    StopMarking,
  ],
  exports: [ProvisionalResults],
})
export class MarkingModule {}
