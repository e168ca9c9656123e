export type * from './judging-rules.js';

/** The parts of an account, as a reader tells them apart. */
export type Story =
  'body' | 'footnotes' | 'endnotes' | 'textBoxes' | 'headers' | 'comments' | 'hidden' | 'deleted' | 'equations';

/** How words are counted and what happens over the limit. The limit itself stands with each task. */
export interface CountingRule {
  /** The version of the word rule that counts; kept and replayable. */
  readonly ruleVersion: string;
  /** Words over the limit that are still let through: none, since the account "must not exceed" it. */
  readonly toleranceWords: number;
  /** Whether words left over in one account may be used in another. */
  readonly pooled: boolean;
  readonly overLimit: 'block' | 'flag' | 'cut';
  readonly countedStories: readonly Story[];
  /** Parts of the body left out of the sum; the last three only where the participant has marked them. */
  readonly excludedParts: readonly ('contents-list' | 'cover-form' | 'reference-list' | 'annexes')[];
  /** Kinds of account file whose count is an estimate. */
  readonly estimatedTypes: readonly string[];
  /** An estimate from `limit - below %` to `limit + above %` is confirmed by a person; whole percent. */
  readonly estimateBandPct: { readonly below: number; readonly above: number };
}

/** Files a participant may upload. Sizes in bytes. */
export interface FileRule {
  readonly accountTypes: readonly string[];
  readonly evidenceTypes: readonly string[];
  readonly recordingTypes: readonly string[];
  readonly maxDocumentBytes: number;
  readonly maxRecordingBytes: number;
  readonly maxEvidenceItems: number;
}

/** Days before presentBy, before the day to confirm by, and before a window closes. */
export interface FarthestReminders {
  readonly 'present-by': number;
  readonly 'confirm-by': number;
  readonly 'window-closes': number;
}

/** The participant's own clock: months to present, by start date, and how it may be stopped or stretched. */
export interface ClockRule {
  /** Rows by start date; the last row whose `startsOnOrAfter` (ISO date) is not later than the start holds. */
  readonly presentByMonths: readonly { readonly startsOnOrAfter: string | null; readonly months: number }[];
  /** The last date of the whole programme, ISO, or null where there is none. */
  readonly longStop: string | null;
  readonly maxDeferralMonths: number;
  readonly maxDeferrals: number;
  readonly deferralShiftsClock: boolean;
  readonly deferralReasons: readonly string[];
  readonly maxExtensionDays: number;
  readonly maxExtensions: number;
  /** Days before presentBy on which a reminder goes out, from far to near. */
  readonly remindDaysBefore: readonly number[];
  /** Of these days the farthest that each deadline is reminded of; absent in versions that are older than the rule. */
  readonly remindFarthest?: FarthestReminders;
  /** Reminders leave from this hour in London on. */
  readonly remindFromHour?: number;
}

/** The assessment window. Times are Europe/London; the window is half open, `[opensAt, closesAt)`. */
export interface WindowRule {
  readonly lengthDays: number;
  readonly closingTime: string;
  readonly graceMinutes: number;
  readonly autoSubmitReadyDrafts: boolean;
}

/** Booking a window; money in pence, days are civil days before the window opens. */
export interface BookingRule {
  readonly confirmDaysBefore: number;
  readonly lateCancelDaysBefore: number;
  readonly lateCancelPence: number;
  readonly noShowPence: number;
  readonly unpaidChargeBarsSubmission: boolean;
}

/**
 * When a set of marks passes; whole percents of the most that can be had. Ours (no published threshold was found):
 * at least half the marks in each content area and overall. `perCriterionMin` is a mark, `perTaskMinPct` may be off.
 */
export interface PassRule {
  readonly perAreaMinPct: number;
  readonly overallMinPct: number;
  readonly perCriterionMin: number;
  readonly perTaskMinPct: number | null;
}

export interface ReleaseRule {
  /** Working days from a window's close to its results. */
  readonly targetDays: number;
  readonly secondPersonRequired: boolean;
}

/** What a failed attempt may try again. `feesPence[0]` is the first resubmission's fee. */
export interface ResubmissionRule {
  readonly maxResubmissions: number;
  readonly feesPence: readonly number[];
  readonly scope: 'failed-tasks' | 'all-tasks';
  readonly bookWithinMonths: number;
  /** True would let an earlier, better mark stand; false: new marks replace old in scope. */
  readonly keepBest: boolean;
  /** Absent in versions that are older than the rule: `voidedCounts` says what they hold by. */
  readonly voidedCounts?: VoidedCounts;
}

/** Whether an attempt that ended without an outcome is one of those that a participant has. */
export interface VoidedCounts {
  /** Void as the sanction of a proven misconduct case. */
  readonly sanctioned: boolean;
  /** Its released outcome was taken back, and none took its place: something that we did. */
  readonly takenBack: boolean;
}

/** Appeal clocks in working days. */
export interface AppealRule {
  readonly grounds: readonly string[];
  readonly lodgeDays: number;
  readonly acknowledgeDays: number;
  readonly admissibilityDays: number;
  readonly stageOneDays: number;
  readonly stageTwoAskDays: number;
  readonly panelDays: number;
  readonly panelSize: number;
  readonly lowerOnlyWithConsent: boolean;
}

/** How long what is kept; null is for ever. Scripts count from the final outcome or the close of the last case. */
export interface RetentionRule {
  readonly scriptMonths: number;
  readonly markYears: number;
  readonly draftDaysAfterLapse: number;
  readonly awardYears: number | null;
}
