import type * as rules from './rules.js';
import { byKind, flag, list, matching, nullable, object, oneOf, record, type Shape, text, whole } from './shape.js';

const percent = whole(0, 100);
const count = whole(0);
const some = whole(1);
export const isoDate = matching(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date as 2018-07-01');
/** Clocks change between 01:00 and 02:00, so that hour is no closing time: it may come twice or not at all. */
const clockTime = matching(/^(00|0[2-9]|1\d|2[0-3]):[0-5]\d$/, 'a time as 12:00, not between 01:00 and 01:59');

const story = oneOf<rules.Story>(
  'body',
  'footnotes',
  'endnotes',
  'textBoxes',
  'headers',
  'comments',
  'hidden',
  'deleted',
  'equations',
);

export const counting = object<rules.CountingRule>({
  ruleVersion: text,
  toleranceWords: count,
  pooled: flag,
  overLimit: oneOf('block', 'flag', 'cut'),
  countedStories: list(story, 1),
  excludedParts: list(oneOf('contents-list', 'cover-form', 'reference-list', 'annexes')),
  estimatedTypes: list(text),
  estimateBandPct: object({ below: percent, above: percent }),
});

export const files = object<rules.FileRule>({
  accountTypes: list(text, 1),
  evidenceTypes: list(text, 1),
  recordingTypes: list(text),
  maxDocumentBytes: some,
  maxRecordingBytes: some,
  maxEvidenceItems: some,
});

export const clock = object<rules.ClockRule>({
  presentByMonths: list(object({ startsOnOrAfter: nullable(isoDate), months: some }), 1),
  longStop: nullable(isoDate),
  maxDeferralMonths: count,
  maxDeferrals: count,
  deferralShiftsClock: flag,
  deferralReasons: list(text),
  maxExtensionDays: count,
  maxExtensions: count,
  remindDaysBefore: list(some),
  remindFarthest: object<rules.FarthestReminders>({ 'present-by': some, 'confirm-by': some, 'window-closes': some }),
  remindFromHour: whole(0, 23),
});

export const window = object<rules.WindowRule>({
  lengthDays: some,
  closingTime: clockTime,
  graceMinutes: count,
  autoSubmitReadyDrafts: flag,
});

export const booking = object<rules.BookingRule>({
  confirmDaysBefore: count,
  lateCancelDaysBefore: count,
  lateCancelPence: count,
  noShowPence: count,
  unpaidChargeBarsSubmission: flag,
});

export const pass = object<rules.PassRule>({
  perAreaMinPct: percent,
  overallMinPct: percent,
  perCriterionMin: whole(0, 2),
  perTaskMinPct: nullable(percent),
});

export const similarity = object<rules.SimilarityRule>({
  flagPct: whole(1, 100),
  commonPct: whole(1, 100),
  commonLeast: whole(3),
  mostCommonPct: percent,
});

export const accreditation = object<rules.AccreditationRule>({
  standardisationScripts: some,
  minExactPct: percent,
  maxCriterionDifference: whole(0, 2),
  tries: some,
  validMonths: some,
  probationScripts: count,
  seedEvery: some,
  seedMissesToWarn: some,
  seedMissesToSuspend: some,
  sharedEmployerYears: count,
  qualification: object<rules.QualificationRule>({
    panelAtLeast: some,
    onProbation: nullable(
      object<rules.QualificationTolerance>({
        minExactPct: percent,
        maxCriterionDifference: whole(0, 2),
        maxWrongDecisions: count,
      }),
    ),
    newcomersOnProbation: flag,
  }),
});

export const marking = object<rules.MarkingRule>({
  acceptDays: some,
  markDays: some,
  agreeDays: some,
  commentRequiredBelowMax: flag,
  lockGraceMinutes: nullable(whole(0, 1440)),
  agreeReasons: nullable(list(text, 1)),
  hoursPerScript: nullable(some),
  readingPct: nullable(percent),
});

export const secondMarking = object<rules.SecondMarkingRule>({
  mandatory: list(oneOf('first-mark-fails', 'area-near-threshold', 'assessor-on-probation', 'resubmission')),
  nearThresholdMarks: count,
  randomPct: percent,
  allWhenAtMost: count,
  budget: nullable(
    object<rules.SecondMarkBudget>({
      percent,
      scope: oneOf('script', 'account'),
      firstGoPct: percent,
      leastChancePct: percent,
      severityHundredths: some,
      spreadHundredths: some,
      spreadVariesHundredths: some,
    }),
  ),
});

export const discrepancy = object<rules.DiscrepancyRule>({
  decisionDiffers: flag,
  criterionDifference: whole(1, 2),
  totalDifferenceAbove: count,
});

const sizeOrAll: Shape<number | 'all'> = (value, path) => (value === 'all' ? [] : count(value, path));

const samplePolicy: Shape<rules.SamplePolicy> = byKind<rules.SamplePolicy>({
  percent: object({ kind: oneOf('percent'), atLeast: count, percent, allWhenAtMost: count }),
  assurance: object({ kind: oneOf('assurance'), ratePct: whole(1, 99), confidencePct: whole(1, 99) }),
  sequential: object({
    kind: oneOf('sequential'),
    ratePct: whole(1, 99),
    confidencePct: whole(1, 99),
    atMost: count,
  }),
  table: object({
    kind: oneOf('table'),
    rows: list(object({ upTo: nullable(some), size: sizeOrAll }), 1),
  }),
});

export const moderation = object<rules.ModerationRule>({
  days: some,
  mandatory: list(
    oneOf<rules.ModerationClass>(
      'fail',
      'area-at-threshold',
      'adjudicated',
      'special-consideration',
      'late-interest',
      'highest',
      'lowest',
      'assessor-on-probation',
      'resubmission',
    ),
  ),
  atLeastPerAssessor: count,
  randomPolicy: samplePolicy,
  otherPolicies: record(samplePolicy),
  blindFirstOnFails: flag,
  adjustReasons: list(text, 1),
  peerModeratorPct: percent,
  batch: object({
    confirmMeanDifference: count,
    extendOnFlips: some,
    extendWhenOutOfTolerancePctAbove: percent,
    toleranceMarks: count,
    remarkAssessorOnFlips: some,
    remarkAllOnAssessorsWithFlips: some,
    remarkAllWhenFlipsPctAbove: percent,
    maxCycles: some,
  }),
});

export const qa = object<rules.QaRule>({
  percent,
  atLeast: count,
  accuracyTargetPct: percent,
  requiredBeforeRelease: flag,
  days: count,
});

export const release = object<rules.ReleaseRule>({ targetDays: some, secondPersonRequired: flag });

export const resubmission = object<rules.ResubmissionRule>({
  maxResubmissions: count,
  feesPence: list(count),
  scope: oneOf('failed-tasks', 'all-tasks'),
  bookWithinMonths: some,
  keepBest: flag,
  voidedCounts: object<rules.VoidedCounts>({ sanctioned: flag, takenBack: flag }),
});

export const appeal = object<rules.AppealRule>({
  grounds: list(text, 1),
  lodgeDays: some,
  acknowledgeDays: some,
  admissibilityDays: some,
  stageOneDays: some,
  stageTwoAskDays: some,
  panelDays: some,
  panelSize: some,
  lowerOnlyWithConsent: flag,
});

export const retention = object<rules.RetentionRule>({
  scriptMonths: some,
  markYears: some,
  draftDaysAfterLapse: some,
  awardYears: nullable(some),
});
