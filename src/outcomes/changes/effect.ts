import { digestOf } from '#libs/ledger';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { passes, type Feedback, type Framework, type MarkSet } from '#libs/rubric';
import { isUsedUp, nextAttempt, type DeferralDates, type HangingOn, type Resubmission } from '../../enrolment/index.js';
import { contentWith, type Content } from '../outcome/content.js';

/** What is to become of an outcome: other marks for an error that the framework lists, or nothing at all. */
export type ChangeWish =
  { readonly kind: 'supersede'; readonly error: string; readonly marks: MarkSet } | { readonly kind: 'void' };

/** A released outcome, and what stands around it. */
export interface ChangeFacts {
  readonly outcomeId: string;
  readonly state: 'released' | 'superseded' | 'voided';
  readonly result: 'passed' | 'failed';
  readonly marks: MarkSet;
  readonly carriedForward: MarkSet;
  readonly feedback: Feedback;
  readonly attemptNo: number;
  /** YYYY-MM-DD, London. */
  readonly completionDate: string;
  readonly longStop: string | null;
  /** Granted to the participant: one may lie ahead of what opens. */
  readonly deferrals: readonly DeferralDates[];
  /** True where a later attempt of the same enrolment has an outcome, released or scheduled. */
  readonly laterOutcomeStands: boolean;
  /** True where something was handed in for the attempt after this one. */
  readonly laterHandedIn: boolean;
  /** True where a later attempt ended without an outcome: nothing is opened or cancelled behind it any more. */
  readonly laterAttemptEnded: boolean;
  /** Attempts up to this one that ended without an outcome and do not count. */
  readonly uncounted: number;
  readonly hanging: HangingOn;
  /** Today in London, YYYY-MM-DD. */
  readonly today: string;
}

/** What falls away with the attempt that a fail had opened. */
export interface AttemptThatFalls {
  readonly attemptNo: number;
  readonly places: readonly string[];
  readonly handedIn: boolean;
  readonly refundPence: number;
  readonly liftPence: number;
}

/** Everything that confirming a change does, before it is done. */
export interface ChangeEffect {
  readonly kind: ChangeWish['kind'];
  readonly from: 'passed' | 'failed';
  /** Null where no outcome stands any more. */
  readonly to: 'passed' | 'failed' | null;
  /** Criteria whose marks change. */
  readonly changed: readonly { readonly criterion: string; readonly from: number; readonly to: number }[];
  readonly marks: MarkSet | null;
  /** The date that is returned: that of the outcome before where the result is the same, today otherwise. */
  readonly completionDate: string;
  readonly cancels: AttemptThatFalls | null;
  readonly opens: Resubmission | null;
  /** The fail that comes is final, or the end without an outcome is: no attempt is left. */
  readonly isFinal: boolean;
  /** Of an attempt that is left without an outcome: true where it is one of those that the participant has. */
  readonly isUsedUp: boolean | null;
  /** SHA-256 over the above: who confirms confirms what they saw. */
  readonly seen: string;
}

export type EffectCode =
  | 'outcome-not-standing'
  | 'later-outcome-stands'
  | 'later-attempt-ended'
  | 'error-unknown'
  | 'nothing-changes'
  | 'enrolment-has-ended';

/** What a change would do, or why it cannot be. Pure. */
export function effectOf(framework: Framework, facts: ChangeFacts, wish: ChangeWish): Result<ChangeEffect, EffectCode> {
  if (facts.state !== 'released') return refuse('outcome-not-standing', { state: facts.state });
  if (facts.laterOutcomeStands) return refuse('later-outcome-stands');
  if (facts.laterAttemptEnded) return refuse('later-attempt-ended');
  if (wish.kind === 'supersede' && !framework.moderation.adjustReasons.includes(wish.error))
    return refuse('error-unknown', {}, 'error');
  const marks = wish.kind === 'supersede' ? { ...facts.marks, ...wish.marks } : null;
  const changed = marks === null ? [] : differences(facts.marks, marks);
  if (marks !== null && changed.length === 0) return refuse('nothing-changes');
  const to = marks === null ? null : resultOf(framework, marks, facts.carriedForward);
  if (to !== facts.result && hasEnded(facts.hanging)) return refuse('enrolment-has-ended');
  const usedUp = to === null ? isUsedUp(framework, 'taken-back') : null;
  const isOver = to === null || (to === 'failed' && facts.result === 'passed');
  const opening = isOver ? openingOf(framework, facts, usedUp === false) : null;
  const isFinal = isRefusal(opening);
  const effect = {
    kind: wish.kind,
    from: facts.result,
    to,
    changed,
    marks,
    completionDate: to === facts.result ? facts.completionDate : facts.today,
    cancels: to === facts.result ? null : fallsWith(facts),
    opens: isFinal ? null : opening,
    isFinal,
    isUsedUp: usedUp,
  };
  return { ...effect, seen: digestOf({ outcome: facts.outcomeId, ...effect }) };
}

function resultOf(framework: Framework, marks: MarkSet, carriedForward: MarkSet): 'passed' | 'failed' {
  return passes(framework, marks, carriedForward).passed ? 'passed' : 'failed';
}

function hasEnded({ state }: HangingOn): boolean {
  return state === 'withdrawn' || state === 'disqualified';
}

function openingOf(
  framework: Framework,
  { attemptNo: afterAttempt, today, longStop, uncounted, deferrals }: ChangeFacts,
  isRepeated: boolean,
): ReturnType<typeof nextAttempt> {
  const over = { afterAttempt, uncounted: uncounted + (isRepeated ? 1 : 0), isRepeated };
  const releasedOn = Temporal.PlainDate.from(today);
  return nextAttempt(framework, { ...over, releasedOn, longStop, deferrals });
}

function fallsWith({ result, attemptNo, hanging, laterHandedIn }: ChangeFacts): AttemptThatFalls | null {
  if (result !== 'failed' || hanging.attemptNo !== attemptNo + 1) return null;
  const { places, paidFeePence, unpaidFeePence } = hanging;
  return {
    attemptNo: attemptNo + 1,
    places,
    handedIn: laterHandedIn,
    refundPence: paidFeePence,
    liftPence: unpaidFeePence,
  };
}

function differences(before: MarkSet, after: MarkSet): ChangeEffect['changed'] {
  return Object.keys(before)
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((criterion) => ({ criterion, from: before[criterion] ?? 0, to: after[criterion] ?? 0 }))
    .filter(({ from, to }) => from !== to);
}

/** Totals and feedback of the marks that are to stand; the reason of the change takes the place of the words about an old mark. */
export function contentOf(
  framework: Framework,
  facts: Pick<ChangeFacts, 'feedback' | 'carriedForward'>,
  { marks, changed }: { readonly marks: MarkSet; readonly changed: ChangeEffect['changed'] },
  reason: string,
): Content {
  const instead = changed.map(({ criterion, from, to }) => [
    criterion,
    `This mark was changed from ${from} to ${to} after the release. ${reason}`,
  ]);
  return contentWith(framework, facts, marks, Object.fromEntries(instead) as Readonly<Record<string, string>>);
}
