import { correspondingDate } from '#libs/calendar';
import { refuse, type Result } from '#libs/refusal';
import type { ResubmissionRule } from '#libs/rubric';

/** What a failed attempt may do next. */
export interface Resubmission {
  readonly attemptNo: number;
  /** The last day on which a resubmission counts, YYYY-MM-DD, London. */
  readonly resubmitBy: string;
  /** What it costs; a charge was written where it is above 0. */
  readonly feePence: number;
}

/** An attempt that is over, and what came before it. */
export interface AttemptOver {
  readonly afterAttempt: number;
  /** Attempts up to and with this one that ended without an outcome and do not count. */
  readonly uncounted: number;
  /** True where this one is among them: the attempt after it is its repetition, and costs nothing. */
  readonly isRepeated?: boolean;
}

/**
 * The attempt after `afterAttempt`, which came to its end on `releasedOn` (a date in London), by a failed outcome or without
 * one: to be booked within the rule's months, never beyond the long stop (edge case 37). Refuses `attempts-used-up`
 * {attempts} and `resubmission-after-long-stop` {longStop}: then the fail is final.
 */
export function nextAttempt(
  rule: ResubmissionRule,
  after: AttemptOver & { readonly releasedOn: Temporal.PlainDate; readonly longStop: string | null },
): Result<Resubmission, 'attempts-used-up' | 'resubmission-after-long-stop'> {
  const attempts = after.afterAttempt - after.uncounted;
  if (attempts > rule.maxResubmissions) return refuse('attempts-used-up', { attempts });
  const longStop = after.longStop === null ? null : Temporal.PlainDate.from(after.longStop);
  if (longStop && Temporal.PlainDate.compare(after.releasedOn, longStop) >= 0)
    return refuse('resubmission-after-long-stop', { longStop: longStop.toString() });
  const day = correspondingDate(after.releasedOn, rule.bookWithinMonths);
  const resubmitBy = longStop && Temporal.PlainDate.compare(day, longStop) > 0 ? longStop : day;
  return {
    attemptNo: after.afterAttempt + 1,
    resubmitBy: resubmitBy.toString(),
    feePence: feeAfter(rule, after),
  };
}

/** What the attempt after this one costs, in pence; the last fee named holds for all that follow. */
export function feeAfter(
  { feesPence }: ResubmissionRule,
  { afterAttempt, uncounted, isRepeated = false }: AttemptOver,
): number {
  if (isRepeated) return 0;
  return feesPence[afterAttempt - uncounted - 1] ?? feesPence.at(-1) ?? 0;
}
