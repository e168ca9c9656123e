import type {
  AccreditationRule,
  AppealRule,
  BookingRule,
  ClockRule,
  CountingRule,
  DiscrepancyRule,
  FileRule,
  MarkingRule,
  ModerationRule,
  PassRule,
  QaRule,
  ReleaseRule,
  ResubmissionRule,
  RetentionRule,
  SecondMarkingRule,
  SimilarityRule,
  WindowRule,
} from './rules.js';

/** The mark a criterion can be given. Half marks do not exist, so two opinions are reconciled and never averaged. */
export type Mark = 0 | 1 | 2;

/** A piece of evidence that a criterion asks for. `code` names it in links and on the coverage map. */
export interface EvidenceSlot {
  readonly code: string;
  readonly title: string;
  readonly required: boolean;
}

/** What is judged: one statement, three descriptors, in one area, tested in one task. */
export interface Criterion {
  /** `area.level.index`; level 4 is NPQEL. */
  readonly code: string;
  readonly area: number;
  readonly task: string;
  readonly title: string;
  readonly statement: string;
  readonly maxMark: 2;
  readonly descriptors: Readonly<Record<Mark, string>>;
  readonly evidence: readonly EvidenceSlot[];
}

/** One project and its written account. `wordLimit` in words; 4,000 passes and 4,001 does not. */
export interface Task {
  readonly code: string;
  readonly title: string;
  readonly brief: string;
  readonly wordLimit: number;
}

export interface Area {
  readonly number: number;
  readonly title: string;
}

/** A command verb of the descriptors and what it asks for. */
export interface GlossaryEntry {
  readonly verb: string;
  readonly meaning: string;
}

/** A sentence that a person signs; the code and text are frozen beside the signature. */
export interface DeclarationText {
  readonly code: string;
  readonly signedBy: 'participant' | 'sponsor';
  readonly text: string;
}

/**
 * Everything that a version of the framework fixes, as plain JSON: what is judged and by which numbers. A participant
 * belongs to one version from enrolment to the last appeal, so a version is never edited: a change is a new version.
 */
export interface Framework {
  readonly code: string;
  readonly version: string;
  readonly title: string;
  /** Whether the wording is the Department's own, or put together by us from public descriptions. */
  readonly provenance: 'official' | 'reconstructed';
  readonly provenanceNote: string;
  readonly tasks: readonly Task[];
  readonly areas: readonly Area[];
  readonly criteria: readonly Criterion[];
  readonly behaviours: readonly string[];
  readonly glossary: readonly GlossaryEntry[];
  readonly declarations: readonly DeclarationText[];
  readonly counting: CountingRule;
  readonly files: FileRule;
  readonly clock: ClockRule;
  readonly window: WindowRule;
  readonly booking: BookingRule;
  readonly pass: PassRule;
  /** Absent in versions that are older than the rule: `similarityRule` says what they hold by. */
  readonly similarity?: SimilarityRule;
  readonly accreditation: AccreditationRule;
  readonly marking: MarkingRule;
  readonly secondMarking: SecondMarkingRule;
  readonly discrepancy: DiscrepancyRule;
  readonly moderation: ModerationRule;
  readonly qa: QaRule;
  readonly release: ReleaseRule;
  readonly resubmission: ResubmissionRule;
  readonly appeal: AppealRule;
  readonly retention: RetentionRule;
}
