/** How near to a panel's definitive marks somebody must come. A script is right where its decision is: pass or fail. */
export interface QualificationTolerance {
  /** Criteria marked exactly as the panel did, whole percent of all. */
  readonly minExactPct: number;
  readonly maxCriterionDifference: number;
  readonly maxWrongDecisions: number;
}

/** What follows from standardisation beyond qualified and not qualified. */
export interface QualificationRule {
  /** So many people, or more, agree on the definitive marks of a script. */
  readonly panelAtLeast: number;
  /** Whoever is only this near qualifies on probation; null where nobody does. */
  readonly onProbation: QualificationTolerance | null;
  /** Whoever is not accredited yet begins on probation however near they come. */
  readonly newcomersOnProbation: boolean;
}

/** What of an account stands in another's: see libs/similarity. Whole numbers, of words or accounts in a hundred. */
export interface SimilarityRule {
  /** A pair is shown to a lead where so many words in a hundred of either account stand in the other. */
  readonly flagPct: number;
  /** Common is what stands in so many accounts in a hundred of a task, and in at least `commonLeast` of them. */
  readonly commonPct: number;
  readonly commonLeast: number;
  /** An account of which more than so many words in a hundred are common is shown to a lead by itself. */
  readonly mostCommonPct: number;
}

/** How an assessor comes to mark live scripts, and what seeds do. */
export interface AccreditationRule {
  readonly standardisationScripts: number;
  readonly minExactPct: number;
  readonly maxCriterionDifference: number;
  readonly tries: number;
  readonly validMonths: number;
  readonly probationScripts: number;
  /** One assignment in this many is a seed, and the first of a round. */
  readonly seedEvery: number;
  readonly seedMissesToWarn: number;
  readonly seedMissesToSuspend: number;
  /** How long ago a shared employer or trust still bars an assessor. */
  readonly sharedEmployerYears: number;
  /** Absent in versions that are older than the rule: `qualificationRule` says what they hold by. */
  readonly qualification?: QualificationRule;
}

/** Marking days are working days. */
export interface MarkingRule {
  readonly acceptDays: number;
  readonly markDays: number;
  readonly agreeDays: number;
  readonly commentRequiredBelowMax: boolean;
  /** Minutes in which an assessor can take back marks that are handed in; null, 0 or absent: none. */
  readonly lockGraceMinutes?: number | null;
  /**
   * Why an assessor may leave their own mark when two agree. Null, or absent in versions that are older than the rule:
   * the reasons for which a moderator adjusts.
   */
  readonly agreeReasons?: readonly string[] | null;
  /** What one mark of one script takes, for the forecast; null, or absent in a version of before, where nobody says. */
  readonly hoursPerScript?: number | null;
  /**
   * Of those hours, whole percent, what reading the accounts takes; the rest is judging criteria with their evidence. Null, or
   * absent in a version of before: a mark costs the same for every criterion (`shareOfMarking`).
   */
  readonly readingPct?: number | null;
}

/** A reason that sends a script to a second, blind marker whatever the draw says. */
export type SecondMarkClass = 'first-mark-fails' | 'area-near-threshold' | 'assessor-on-probation' | 'resubmission';

/**
 * Second marks beyond the classes and the draw, spent where the decision is likeliest to flip. What is believed of a marker
 * of whom nothing is known yet stands here too, in hundredths of a mark of one criterion.
 */
export interface SecondMarkBudget {
  /** In whole markings, of the scripts of a round, whole percent, rounded up. */
  readonly percent: number;
  /** What one look covers: the whole script, or one account with its criteria, at its share of a marking. Absent: the script. */
  readonly scope?: 'script' | 'account';
  /**
   * Of the budget, whole percent, what is spent when the first marks are in. The rest is spent when those looks are settled, on what
   * is then the likeliest to be wrong, by adjudicators where two have looked. Absent: all at once.
   */
  readonly firstGoPct?: number;
  /** Below this chance that the decision is wrong, in whole percent, nothing is spent. */
  readonly leastChancePct: number;
  /** The standard deviation of severities in a panel. */
  readonly severityHundredths: number;
  /** The typical error of a marker. */
  readonly spreadHundredths: number;
  /** How far markers differ in that: the standard deviation of its logarithm, in hundredths. */
  readonly spreadVariesHundredths: number;
}

export interface SecondMarkingRule {
  readonly mandatory: readonly SecondMarkClass[];
  /** An area counts as near when its marks are at most this far from its threshold, above or below. */
  readonly nearThresholdMarks: number;
  readonly randomPct: number;
  /** Every script is marked twice in a round of at most this many. */
  readonly allWhenAtMost: number;
  /** Null where a provider spends none; absent in versions that are older than the rule. */
  readonly budget?: SecondMarkBudget | null;
}

/** When two blind mark sets are discrepant: the decision differs, one criterion by this much, or the totals by more. */
export interface DiscrepancyRule {
  readonly decisionDiffers: boolean;
  readonly criterionDifference: number;
  readonly totalDifferenceAbove: number;
}

/** A class of decisions that is moderated as a census. */
export type ModerationClass =
  | 'fail'
  | 'area-at-threshold'
  | 'adjudicated'
  | 'special-consideration'
  | 'late-interest'
  | 'highest'
  | 'lowest'
  | 'assessor-on-probation'
  | 'resubmission';

export type SamplePolicy =
  | { readonly kind: 'percent'; readonly atLeast: number; readonly percent: number; readonly allWhenAtMost: number }
  | { readonly kind: 'assurance'; readonly ratePct: number; readonly confidencePct: number }
  /** Grows after each disagreement, up to `atMost` of them, and stops when the rate is proven. */
  | {
      readonly kind: 'sequential';
      readonly ratePct: number;
      readonly confidencePct: number;
      readonly atMost: number;
    }
  | {
      readonly kind: 'table';
      readonly rows: readonly { readonly upTo: number | null; readonly size: number | 'all' }[];
    };

export interface ModerationRule {
  readonly days: number;
  readonly mandatory: readonly ModerationClass[];
  readonly atLeastPerAssessor: number;
  readonly randomPolicy: SamplePolicy;
  readonly otherPolicies: Readonly<Record<string, SamplePolicy>>;
  /** Moderators mark fails themselves before they see the marks. */
  readonly blindFirstOnFails: boolean;
  readonly adjustReasons: readonly string[];
  readonly peerModeratorPct: number;
  readonly batch: {
    /** Confirmed as it is: no flip, and the mean absolute difference of totals at most this. */
    readonly confirmMeanDifference: number;
    readonly extendOnFlips: number;
    readonly extendWhenOutOfTolerancePctAbove: number;
    readonly toleranceMarks: number;
    readonly remarkAssessorOnFlips: number;
    readonly remarkAllOnAssessorsWithFlips: number;
    readonly remarkAllWhenFlipsPctAbove: number;
    readonly maxCycles: number;
  };
}

/** The Department's quality agent draws its own sample from confirmed batches; `days` are working days. */
export interface QaRule {
  readonly percent: number;
  readonly atLeast: number;
  readonly accuracyTargetPct: number;
  readonly requiredBeforeRelease: boolean;
  readonly days: number;
}
