import { Platform20261123010000 } from './20261123-01-platform.js';
import { People20261123020000 } from './20261123-02-people.js';
import { Enrolment20261123030000 } from './20261123-03-enrolment.js';
import { Submission20261123040000 } from './20261123-04-submission.js';
import { Judgement20261123050000 } from './20261123-05-judgement.js';
import { Outcomes20261123060000 } from './20261123-06-outcomes.js';
import { RequestKeys20261127060000 } from './20261127-06-request-keys.js';
import { Notices20261127090000 } from './20261127-09-notices.js';
import { CalendarLinks20261127090001 } from './20261127-09b-calendar-links.js';
import { SecondMarks20261127100000 } from './20261127-10-second-marks.js';
import { Moderation20261127130000 } from './20261127-13-moderation.js';
import { Quality20261127131000 } from './20261127-13b-quality.js';
import { WaitingList20261127150000 } from './20261127-15-waiting-list.js';
import { OutcomeChanges20261128010000 } from './20261128-01-outcome-changes.js';
import { Appeals20261128020000 } from './20261128-02-appeals.js';
import { Standardisation20261128110000 } from './20261128-11-standardisation.js';
import { StoppedMarks20261128120000 } from './20261128-12-stopped-marks.js';
import { Circumstances20261128210000 } from './20261128-21-circumstances.js';
import { Outages20261128220000 } from './20261128-22-outages.js';
import { Failures20261128230000 } from './20261128-23-failures.js';
import { ScriptIntegrity20261128310000 } from './20261128-31-script-integrity.js';
import { CleanedFiles20261128320000 } from './20261128-32-cleaned-files.js';
import { CountConfirmation20261128410000 } from './20261128-41-count-confirmation.js';
import { BankHolidays20261128510000 } from './20261128-51-bank-holidays.js';
import { AccountLooks20261128530000 } from './20261128-53-account-looks.js';
import { AgreedChanges20261128610000 } from './20261128-61-agreed-changes.js';
import { HandInMarks20261128620000 } from './20261128-62-hand-in-marks.js';
import { CommentBank20261128620001 } from './20261128-62b-comment-bank.js';
import { DatedMembership20261128710000 } from './20261128-71-dated-membership.js';
import { BarredAssignment20261128720000 } from './20261128-72-barred-assignment.js';
import { MergedRecords20261128730000 } from './20261128-73-merged-records.js';
import { TakenBack20261128800000 } from './20261128-80-taken-back.js';
import { SeedScripts20261128910000 } from './20261128-91-seed-scripts.js';
import { OutcomeHolds20261128920000 } from './20261128-92-outcome-holds.js';
import { ScriptChecks20261128930000 } from './20261128-93-script-checks.js';
import { RemindDeciders20261128940000 } from './20261128-94-remind-deciders.js';
import { Reinstatements20261128950000 } from './20261128-95-reinstatements.js';
import { Sanctions20261128970000 } from './20261128-97-sanctions.js';
import { CriterionZero20261128980000 } from './20261128-98-criterion-zero.js';
import { Similarity20261128990000 } from './20261128-99-similarity.js';
import { FrameworkTransfer20261129100000 } from './20261129-10-framework-transfer.js';
import { TaskClosings20261129110000 } from './20261129-11-task-closings.js';
import { PlannedSettings20261129120000 } from './20261129-12-planned-settings.js';
import { AccountsInTime20261129300000 } from './20261129-30-accounts-in-time.js';
import { ResubmitByWhy20261129400000 } from './20261129-40-resubmit-by-why.js';
import { SubmissionsInTime20261129410000 } from './20261129-41-submissions-in-time.js';
import { FormerCoaches20261129420000 } from './20261129-42-former-coaches.js';
import { TransferBeforeBegun20261129600000 } from './20261129-60-transfer-before-begun.js';
import { AccountsStay20261129700000 } from './20261129-70-accounts-stay.js';

/** Every migration, oldest first. A migration that has run anywhere is never edited: the next one mends it. */
export const migrations = [
  Platform20261123010000,
  People20261123020000,
  Enrolment20261123030000,
  Submission20261123040000,
  Judgement20261123050000,
  Outcomes20261123060000,
  RequestKeys20261127060000,
  Notices20261127090000,
  CalendarLinks20261127090001,
  SecondMarks20261127100000,
  Moderation20261127130000,
  Quality20261127131000,
  WaitingList20261127150000,
  OutcomeChanges20261128010000,
  Appeals20261128020000,
  Standardisation20261128110000,
  StoppedMarks20261128120000,
  Circumstances20261128210000,
  Outages20261128220000,
  Failures20261128230000,
  ScriptIntegrity20261128310000,
  CleanedFiles20261128320000,
  CountConfirmation20261128410000,
  BankHolidays20261128510000,
  AccountLooks20261128530000,
  AgreedChanges20261128610000,
  HandInMarks20261128620000,
  CommentBank20261128620001,
  DatedMembership20261128710000,
  BarredAssignment20261128720000,
  MergedRecords20261128730000,
  TakenBack20261128800000,
  SeedScripts20261128910000,
  OutcomeHolds20261128920000,
  ScriptChecks20261128930000,
  RemindDeciders20261128940000,
  Reinstatements20261128950000,
  Sanctions20261128970000,
  CriterionZero20261128980000,
  Similarity20261128990000,
  FrameworkTransfer20261129100000,
  TaskClosings20261129110000,
  PlannedSettings20261129120000,
  AccountsInTime20261129300000,
  ResubmitByWhy20261129400000,
  SubmissionsInTime20261129410000,
  FormerCoaches20261129420000,
  TransferBeforeBegun20261129600000,
  AccountsStay20261129700000,
];
