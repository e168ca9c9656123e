/** A kind of cohort: how good its scripts are and who marks them. Severity and drift are in marks of one criterion. */
export interface Family {
  readonly name: string;
  /** The share of scripts whose true marks pass. */
  readonly passRate: number;
  /** The share of decisions that a first marking alone gets right: sets the error of a single mark (`calibrate`). */
  readonly accuracy: number;
  /** Standard deviation of the assessors' severities. */
  readonly severity: number;
  /** Standard deviation of the logarithm of the assessors' errors. */
  readonly errorVaries: number;
  /** Standard deviation of how far an assessor's severity moves from the first script to the last. */
  readonly drift: number;
}

/** 95 % is the accuracy of all final assessments that the Department asks providers to report (metric 5). */
const usual = { passRate: 0.9, accuracy: 0.95, severity: 0.08, errorVaries: 0.15, drift: 0.05 };

/** What differs from the usual in each: one thing at a time, and at last everything. */
export const families: readonly Family[] = [
  { ...usual, name: 'usual' },
  { ...usual, name: 'pass rate 70 %', passRate: 0.7 },
  { ...usual, name: 'pass rate 80 %', passRate: 0.8 },
  { ...usual, name: 'pass rate 98 %', passRate: 0.98 },
  { ...usual, name: 'of one mind', severity: 0.02, drift: 0 },
  { ...usual, name: 'severe and lenient', severity: 0.16 },
  { ...usual, name: 'unequally precise', errorVaries: 0.4 },
  { ...usual, name: 'drifting', drift: 0.16 },
  { ...usual, name: 'everything at once', passRate: 0.8, severity: 0.12, errorVaries: 0.3, drift: 0.12 },
  // Worse than the Department allows: what the policies do when marking itself is not good enough.
  { ...usual, name: 'accuracy 90 %', accuracy: 0.9 },
];
