import type { DrawFault, DrawnOutcome } from '../outcome/draw.js';

/** Passes among the outcomes of something. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** What is unusual about a batch. It stops nothing by itself, but whoever plans says what they found when they looked. */
export type Anomaly =
  | { readonly kind: 'pass-rate'; readonly now: Counts; readonly before: Counts; readonly standardErrors: number }
  | { readonly kind: 'nobody-passed'; readonly now: Counts }
  /** Scripts on whose outcome the quality agent disagrees. */
  | { readonly kind: 'disputed'; readonly scripts: readonly string[] };

/** What keeps a batch from being released, with the scripts it is about. */
export interface Blocker {
  readonly kind: 'marks-open' | 'items-open' | 'outcome-stands' | DrawFault;
  readonly scripts: readonly string[];
}

/** A script of the batch as the dry run finds it. */
export interface Candidate {
  readonly scriptNumber: string;
  /** Null where no provisional result stands. */
  readonly drawn: DrawnOutcome | null;
  readonly isWithdrawn: boolean;
  /** True while a case of misconduct keeps it back. */
  readonly isHeld: boolean;
  /** True where a sanction ended the attempt without an outcome: it is held for good. */
  readonly isEnded: boolean;
  /** True where an earlier release of the batch gave this attempt its outcome, whatever became of it. */
  readonly isOut: boolean;
  /** True where an outcome of this attempt is scheduled, or released otherwise. */
  readonly hasOutcome: boolean;
  /** True where moderation asked for this script and has not decided on it. */
  readonly isInModeration: boolean;
}

/** What the dry run says of a batch; kept with the release. */
export interface ReleaseChecks {
  readonly counts: Counts;
  readonly withdrawn: number;
  /** Left out while they are held; absent in releases that are older than holds. */
  readonly held?: number;
  /** Whose attempt a sanction ended without an outcome; absent in releases that are older than sanctions. */
  readonly ended?: number;
  readonly anomalies: readonly Anomaly[];
  /** What the planner found about the anomalies; empty where there are none. */
  readonly cleared: string;
}

export interface DryRun extends Omit<ReleaseChecks, 'cleared'> {
  readonly blockers: readonly Blocker[];
  /** Those that would be released. */
  readonly outcomes: readonly DrawnOutcome[];
}

// Ours: one batch in about three hundred with nothing wrong is asked about. MRCP(UK) 2023: a high pass rate was seen,
// queried and waved through, and 283 results were wrong; so the question asks for what was found and not for a tick.
const farInStandardErrors = 3;
// Below this a rate says little: one person is ten per cent.
const fewestToCompare = 10;

/**
 * Looks at a whole batch as if it were released: what each would get, what is in the way, what is unusual. Whoever is held is
 * left out and keeps nobody up (edge case 34); a later look has them, and nobody who is out.
 */
export function checkRelease(
  candidates: readonly Candidate[],
  before: Counts,
  disputed: readonly string[] = [],
): DryRun {
  const asked = candidates.filter(({ isOut }) => !isOut);
  const staying = asked.filter(({ isWithdrawn }) => !isWithdrawn);
  const ended = staying.filter(({ isEnded }) => isEnded).length;
  const present = staying.filter(({ isHeld, isEnded }) => !isHeld && !isEnded);
  const outcomes = present.flatMap(({ drawn }) => (drawn && drawn.fault === null ? [drawn] : []));
  const passed = outcomes.filter(({ result }) => result === 'passed').length;
  const counts = { passed, failed: outcomes.length - passed };
  return {
    counts,
    withdrawn: asked.length - staying.length,
    held: staying.length - present.length - ended,
    ended,
    outcomes,
    anomalies: [
      ...anomaliesIn(counts, before),
      ...(disputed.length > 0 ? [{ kind: 'disputed' as const, scripts: disputed }] : []),
    ],
    blockers: blockersAmong(present),
  };
}

function blockersAmong(present: readonly Candidate[]): Blocker[] {
  const kinds: readonly [Blocker['kind'], (candidate: Candidate) => boolean][] = [
    ['marks-open', ({ drawn }) => drawn === null],
    ['items-open', ({ isInModeration }) => isInModeration],
    ['outcome-stands', ({ hasOutcome }) => hasOutcome],
    ['disagree', ({ drawn }) => drawn?.fault === 'disagree'],
    ['stored-differs', ({ drawn }) => drawn?.fault === 'stored-differs'],
    ['unreadable', ({ drawn }) => drawn?.fault === 'unreadable'],
  ];
  return kinds
    .map(([kind, is]) => ({ kind, scripts: present.filter(is).map(({ scriptNumber }) => scriptNumber) }))
    .filter(({ scripts }) => scripts.length > 0);
}

/** The pass rate against earlier batches: the difference of two proportions in standard errors of the pooled rate. */
export function anomaliesIn(now: Counts, before: Counts): Anomaly[] {
  const [n, m] = [now.passed + now.failed, before.passed + before.failed];
  const anomalies: Anomaly[] = [];
  if (n >= fewestToCompare && now.passed === 0) anomalies.push({ kind: 'nobody-passed', now });
  if (n < fewestToCompare || m < fewestToCompare) return anomalies;
  const pooled = (now.passed + before.passed) / (n + m);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  const difference = Math.abs(now.passed / n - before.passed / m);
  const standardErrors = error === 0 ? 0 : difference / error;
  if (standardErrors >= farInStandardErrors) {
    const rounded = Math.round(standardErrors * 10) / 10;
    anomalies.push({ kind: 'pass-rate', now, before, standardErrors: rounded });
  }
  return anomalies;
}
