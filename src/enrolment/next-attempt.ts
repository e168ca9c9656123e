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

/**
 * The attempt after `afterAttempt`, whose failed outcome was released on `releasedOn` (a date in London): to be booked
 * within the rule's months, never beyond the long stop (edge case 37). Refuses `attempts-used-up` {attempts} and
 * `resubmission-after-long-stop` {longStop}: then the fail is final.
 */
export function nextAttempt(
  rule: ResubmissionRule,
  after: { readonly afterAttempt: number; readonly releasedOn: Temporal.PlainDate; readonly longStop: string | null },
): Result<Resubmission, 'attempts-used-up' | 'resubmission-after-long-stop'> {
  if (after.afterAttempt > rule.maxResubmissions) return refuse('attempts-used-up', { attempts: after.afterAttempt });
  const longStop = after.longStop === null ? null : Temporal.PlainDate.from(after.longStop);
  if (longStop && Temporal.PlainDate.compare(after.releasedOn, longStop) >= 0)
    return refuse('resubmission-after-long-stop', { longStop: longStop.toString() });
  const day = correspondingDate(after.releasedOn, rule.bookWithinMonths);
  const resubmitBy = longStop && Temporal.PlainDate.compare(day, longStop) > 0 ? longStop : day;
  return {
    attemptNo: after.afterAttempt + 1,
    resubmitBy: resubmitBy.toString(),
    feePence: feeAfter(rule, after.afterAttempt),
  };
}

/** What the attempt after this one costs, in pence; the last fee named holds for all that follow. */
export function feeAfter({ feesPence }: ResubmissionRule, afterAttempt: number): number {
  return feesPence[afterAttempt - 1] ?? feesPence.at(-1) ?? 0;
}
