import type { Framework } from '../framework.js';

const MIB = 1024 * 1024;

type Rules = Omit<
  Framework,
  | 'code'
  | 'version'
  | 'title'
  | 'provenance'
  | 'provenanceNote'
  | 'tasks'
  | 'areas'
  | 'criteria'
  | 'behaviours'
  | 'glossary'
  | 'declarations'
>;

/**
 * Every number of this version, in one place. "Ours" means that no published rule was found and a provider may well
 * choose otherwise in a version of its own; the rest follows what providers of 2017 to 2022 published.
 */
export const rules: Rules = {
  // Each account "must not exceed" 4,000 words, annexes and supporting documents apart: no free band, no pooling.
  // Words are what stands between white space. A PDF has no paragraphs to read, so its count is an estimate: measured
  // on documents saved in both forms it reads 5 % high in the median, which is why the band reaches further upwards.
  counting: {
    ruleVersion: 'word-2026-1',
    toleranceWords: 0,
    pooled: false,
    overLimit: 'block',
    countedStories: ['body', 'footnotes', 'endnotes', 'textBoxes'],
    excludedParts: ['contents-list', 'cover-form', 'reference-list', 'annexes'],
    estimatedTypes: ['pdf'],
    estimateBandPct: { below: 2, above: 10 },
  },
  // Ours.
  files: {
    accountTypes: ['docx', 'pdf'],
    evidenceTypes: ['pdf', 'docx', 'xlsx', 'pptx', 'jpg', 'png'],
    recordingTypes: ['mp4'],
    maxDocumentBytes: 25 * MIB,
    maxRecordingBytes: 500 * MIB,
    maxEvidenceItems: 60,
  },
  // Metric 4 counts who presents within 18 months of formally commencing. The relief of 2020, 24 months for starts from
  // 1 July 2018, is a second row in the version of a provider to whom it was granted.
  clock: {
    presentByMonths: [{ startsOnOrAfter: null, months: 18 }],
    longStop: null,
    maxDeferralMonths: 12,
    maxDeferrals: 1,
    deferralShiftsClock: true,
    deferralReasons: ['bereavement', 'long-term-sickness', 'parental-leave', 'career-break', 'other'],
    maxExtensionDays: 28,
    maxExtensions: 1,
    remindDaysBefore: [90, 60, 30, 14, 7, 1],
    // Ours. A place is booked for weeks and a window is open for two: the far days would come before the thing is there.
    remindFarthest: { 'present-by': 90, 'confirm-by': 30, 'window-closes': 7 },
    // Ours: nobody's telephone rings at midnight.
    remindFromHour: 8,
  },
  // Fourteen days closing at noon, as windows of 2021 did. Noon never falls into a change of clocks.
  window: { lengthDays: 14, closingTime: '12:00', graceMinutes: 0, autoSubmitReadyDrafts: false },
  // Five weeks to confirm; 75 pounds at 21 days or fewer; 100 pounds for a place booked and not used.
  booking: {
    confirmDaysBefore: 35,
    lateCancelDaysBefore: 21,
    lateCancelPence: 75_00,
    noShowPence: 100_00,
    unpaidChargeBarsSubmission: true,
  },
  pass: { perAreaMinPct: 50, overallMinPct: 50, perCriterionMin: 0, perTaskMinPct: null },
  // Ours: 200 words of 4,000. Accounts that are written apart share none; forms, headings and what everybody quotes are left out.
  similarity: { flagPct: 5, commonPct: 20, commonLeast: 5, mostCommonPct: 25 },
  // Newly trained assessors were accredited "after … moderation of actual assessments"; the figures are ours.
  accreditation: {
    standardisationScripts: 3,
    minExactPct: 80,
    maxCriterionDifference: 1,
    tries: 2,
    validMonths: 12,
    probationScripts: 5,
    seedEvery: 10,
    seedMissesToWarn: 1,
    seedMissesToSuspend: 2,
    sharedEmployerYears: 3,
    qualification: {
      panelAtLeast: 2,
      onProbation: { minExactPct: 70, maxCriterionDifference: 1, maxWrongDecisions: 0 },
      newcomersOnProbation: true,
    },
  },
  marking: {
    acceptDays: 3,
    markDays: 15,
    agreeDays: 5,
    commentRequiredBelowMax: true,
    // Assessors were paid by the script, and no provider published the time that one takes: three hours are ours.
    hoursPerScript: 3,
    // One hour of the three: 8,000 words at 130 a minute, since they are read to be judged.
    readingPct: 33,
    // Ours: long enough to see a slip after sending, too short to be seen in the round.
    lockGraceMinutes: 15,
    // Those of the published reasons for a change of mark that two blind markers can have; the last one is ours.
    agreeReasons: [
      'input-error',
      'work-not-seen',
      'levels-misapplied',
      'criteria-misapplied',
      'could-not-read',
      'unusual-response',
      'other-reading-convinces',
    ],
  },
  secondMarking: {
    mandatory: ['first-mark-fails', 'area-near-threshold', 'assessor-on-probation', 'resubmission'],
    nearThresholdMarks: 1,
    randomPct: 20,
    allWhenAtMost: 15,
    // Ours. `npm run simulate`: where a decision flips with less than 2 in 100, a second mark finds next to nothing.
    budget: {
      percent: 10,
      scope: 'script',
      firstGoPct: 100,
      leastChancePct: 2,
      severityHundredths: 8,
      spreadHundredths: 25,
      spreadVariesHundredths: 25,
    },
  },
  // Tolerances near 6 % of the marks are usual; 6 % of 34 is 2.04, so a difference above 2 is out.
  discrepancy: { decisionDiffers: true, criterionDifference: 2, totalDifferenceAbove: 2 },
  moderation: {
    days: 10,
    mandatory: [
      'fail',
      'area-at-threshold',
      'adjudicated',
      'special-consideration',
      'late-interest',
      'highest',
      'lowest',
      'assessor-on-probation',
      'resubmission',
    ],
    atLeastPerAssessor: 2,
    randomPolicy: { kind: 'percent', atLeast: 10, percent: 10, allWhenAtMost: 10 },
    otherPolicies: {
      'assurance-10-90': { kind: 'assurance', ratePct: 10, confidencePct: 90 },
      'assurance-5-95': { kind: 'assurance', ratePct: 5, confidencePct: 95 },
      pearson: {
        kind: 'table',
        rows: [
          { upTo: 15, size: 'all' },
          { upTo: 100, size: 15 },
          { upTo: 200, size: 20 },
          { upTo: null, size: 25 },
        ],
      },
    },
    blindFirstOnFails: true,
    adjustReasons: [
      'totalling-error',
      'work-not-seen',
      'levels-misapplied',
      'criteria-misapplied',
      'illegible-to-first-marker',
      'missing-part-found',
      'malpractice-outcome',
      'unusual-response',
      'special-consideration',
    ],
    peerModeratorPct: 20,
    batch: {
      confirmMeanDifference: 1,
      extendOnFlips: 1,
      extendWhenOutOfTolerancePctAbove: 10,
      toleranceMarks: 2,
      remarkAssessorOnFlips: 2,
      remarkAllOnAssessorsWithFlips: 2,
      remarkAllWhenFlipsPctAbove: 5,
      maxCycles: 2,
    },
  },
  // Metric 5: at least 95 % of final assessments accurate. Agents drew between 8 and 40 %.
  qa: { percent: 10, atLeast: 3, accuracyTargetPct: 95, requiredBeforeRelease: false, days: 10 },
  release: { targetDays: 40, secondPersonRequired: true },
  // "Resubmission, the first free", then 150 pounds.
  resubmission: {
    maxResubmissions: 2,
    feesPence: [0, 150_00],
    scope: 'failed-tasks',
    bookWithinMonths: 6,
    keepBest: false,
    // Ours: a sanction costs the attempt, and what we took back costs the participant none.
    voidedCounts: { sanctioned: true, takenBack: false },
  },
  appeal: {
    grounds: ['procedure', 'marking-error', 'bias-conflict', 'unconsidered-circumstances'],
    lodgeDays: 20,
    acknowledgeDays: 5,
    admissibilityDays: 5,
    stageOneDays: 20,
    stageTwoAskDays: 10,
    panelDays: 30,
    panelSize: 3,
    lowerOnlyWithConsent: true,
  },
  retention: { scriptMonths: 12, markYears: 6, draftDaysAfterLapse: 30, awardYears: null },
};
