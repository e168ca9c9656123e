import { correspondingDate, deferredDaysAfter, presentBy } from '#libs/calendar';
import { refuse, type Refusal, type Result } from '#libs/refusal';
import type { Framework, ResubmissionRule } from '#libs/rubric';
import { deferralFrom, type DeferralDates } from './deferrals.js';

export type NoneLeft = 'attempts-used-up' | 'resubmission-after-long-stop';

/** What a failed attempt may do next. */
export interface Resubmission {
  readonly attemptNo: number;
  /** The last day on which a resubmission counts, YYYY-MM-DD, London. */
  readonly resubmitBy: string;
  /** How that day came about, such as "6 months from 3 May 2027; moved 28 days later by deferral". */
  readonly resubmitByWhy: string;
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

/** An attempt that is over, and what decides until when the next one counts. */
export interface AttemptEnded extends AttemptOver {
  /** The day in London. */
  readonly releasedOn: Temporal.PlainDate;
  readonly longStop: string | null;
  /** All that were granted: one that was planned before the attempt was presented may lie ahead of the next one. */
  readonly deferrals: readonly DeferralDates[];
}

/**
 * The attempt after `afterAttempt`, which came to its end on `releasedOn`, by a failed outcome or without one: to be booked
 * within the rule's months, later by the days that the participant is away meanwhile where deferrals shift the clock, and never
 * beyond the long stop (edge case 37). Refuses as `whyNoneIsLeft` does: then the fail is final.
 */
export function nextAttempt(
  { resubmission, clock }: Pick<Framework, 'resubmission' | 'clock'>,
  ended: AttemptEnded,
): Result<Resubmission, NoneLeft> {
  const final = whyNoneIsLeft(resubmission, ended);
  if (final) return final;
  const { releasedOn, afterAttempt } = ended;
  const months = resubmission.bookWithinMonths;
  const deferrals = clock.deferralShiftsClock ? ended.deferrals.map(deferralFrom) : [];
  const by = presentBy(releasedOn, months, {
    deferredDays: deferredDaysAfter(releasedOn, correspondingDate(releasedOn, months), deferrals),
    longStop: longStopOf(ended),
  });
  return {
    attemptNo: afterAttempt + 1,
    resubmitBy: by.date.toString(),
    resubmitByWhy: by.why,
    feePence: feeAfter(resubmission, ended),
  };
}

/**
 * Why no attempt opens after this one: `attempts-used-up` {attempts}, or `resubmission-after-long-stop` {longStop}; null where
 * one does.
 */
export function whyNoneIsLeft(
  { maxResubmissions }: Pick<ResubmissionRule, 'maxResubmissions'>,
  ended: Omit<AttemptEnded, 'deferrals'>,
): Refusal<NoneLeft> | null {
  const attempts = ended.afterAttempt - ended.uncounted;
  if (attempts > maxResubmissions) return refuse('attempts-used-up', { attempts });
  const longStop = longStopOf(ended);
  if (longStop && Temporal.PlainDate.compare(ended.releasedOn, longStop) >= 0)
    return refuse('resubmission-after-long-stop', { longStop: longStop.toString() });
  return null;
}

function longStopOf({ longStop }: Pick<AttemptEnded, 'longStop'>): Temporal.PlainDate | null {
  return longStop === null ? null : Temporal.PlainDate.from(longStop);
}

/** What the attempt after this one costs, in pence; the last fee named holds for all that follow. */
export function feeAfter(
  { feesPence }: ResubmissionRule,
  { afterAttempt, uncounted, isRepeated = false }: AttemptOver,
): number {
  if (isRepeated) return 0;
  return feesPence[afterAttempt - uncounted - 1] ?? feesPence.at(-1) ?? 0;
}
