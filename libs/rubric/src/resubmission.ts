import type { Framework } from './framework.js';
import { decidingMarks, type MarkSet } from './marks.js';
import { type FailReason, passes } from './outcome.js';
import type { ResubmissionRule, VoidedCounts } from './rules.js';

/** What versions hold by that were published before the rule was written. Ours. */
const olderVersions: VoidedCounts = { sanctioned: true, takenBack: false };

/** The framework's own rule of attempts without an outcome, or the one that versions without it hold by. */
export function voidedCounts({ voidedCounts: counts }: Pick<ResubmissionRule, 'voidedCounts'>): VoidedCounts {
  return counts ?? olderVersions;
}

/** What a resubmission does again, and what it takes along. */
export interface ResubmissionScope {
  readonly tasks: readonly string[];
  /** Every criterion of those tasks: the whole account is replaced. */
  readonly criteria: readonly string[];
  /** The marks of all other criteria: read only, counted in area totals. */
  readonly carriedForward: MarkSet;
}

/**
 * The scope of the attempt after a fail: by `failed-tasks` every task that holds a criterion below its maximum where
 * something failed (the area, the task, the criterion; the whole where only the overall sum fell short).
 * Null where the marks pass. Throws where a mark is missing.
 */
export function failedTaskScope(
  framework: Framework,
  marks: MarkSet,
  carriedForward: MarkSet = {},
): ResubmissionScope | null {
  const deciding = decidingMarks(framework, marks, carriedForward);
  const { passed, reasons } = passes(framework, deciding);
  if (passed) return null;
  const precise = reasons.filter(({ rule }) => rule !== 'overall-below-threshold');
  const improvable = framework.criteria
    .filter(({ code, maxMark }) => (deciding[code] ?? 0) < maxMark)
    .filter((criterion) => precise.length === 0 || precise.some((reason) => concerns(reason, criterion)));
  const all = framework.tasks.map(({ code }) => code);
  const tasks =
    framework.resubmission.scope === 'all-tasks'
      ? all
      : all.filter((code) => improvable.some(({ task }) => task === code));
  const inScope = ({ task }: { task: string }): boolean => tasks.includes(task);
  const kept = framework.criteria.filter((criterion) => !inScope(criterion)).map(({ code }) => code);
  return {
    tasks,
    criteria: framework.criteria.filter(inScope).map(({ code }) => code),
    carriedForward: Object.fromEntries(kept.map((code) => [code, deciding[code] ?? 0])),
  };
}

function concerns(reason: FailReason, criterion: { code: string; area: number; task: string }): boolean {
  if (reason.rule === 'area-below-threshold') return reason.area === criterion.area;
  if (reason.rule === 'task-below-threshold') return reason.task === criterion.task;
  return reason.rule === 'criterion-below-minimum' && reason.criterion === criterion.code;
}
