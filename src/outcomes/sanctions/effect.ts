import { digestOf } from '#libs/ledger';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { passes, type Framework, type MarkSet } from '#libs/rubric';
import {
  isUsedUp,
  nextAttempt,
  type DeferralDates,
  type EnrolmentState,
  type Resubmission,
} from '../../enrolment/index.js';
import { marksDrawn } from '../outcome/draw.js';
import type { HoldState } from '../holds/hold.lifecycle.js';

/** Sanctions of a proven case (domain 8.3, MisconductCase), mildest first. */
export const sanctionKinds = ['warning', 'criterion-zero', 'attempt-void', 'disqualification'] as const;
export type SanctionKind = (typeof sanctionKinds)[number];

/** What is to follow; the criteria are those that are to be drawn as 0, and are asked for by that sanction alone. */
export interface SanctionWish {
  readonly kind: SanctionKind | '';
  readonly criteria: readonly string[];
}

/** A proven case, and where its participant stands. */
export interface SanctionFacts {
  readonly holdId: string;
  readonly holdState: HoldState;
  readonly attemptNo: number;
  readonly enrolmentState: EnrolmentState;
  /** The attempt that the enrolment is at. */
  readonly openAttemptNo: number;
  readonly longStop: string | null;
  /** Granted to the participant: one may lie ahead of what opens. */
  readonly deferrals: readonly DeferralDates[];
  /** Attempts up to this one that ended without an outcome and do not count. */
  readonly uncounted: number;
  /** Today in London, YYYY-MM-DD. */
  readonly today: string;
  /** Codes of the criteria that this attempt is judged by, and the marks that are taken along. */
  readonly scope: readonly string[];
  readonly carriedForward: MarkSet;
  /** The marks that stand; null while none do. */
  readonly marks: MarkSet | null;
  /** True where an earlier case has criteria of this attempt drawn as 0 already. */
  readonly hasZeros: boolean;
  /** True while a planned release has an outcome of this attempt. */
  readonly isScheduled: boolean;
}

/** What an outcome would be drawn as. */
export interface Draw {
  readonly result: 'passed' | 'failed';
  readonly marks: number;
}

/** Everything that confirming a sanction does, before it is done. */
export interface SanctionEffect {
  readonly kind: SanctionKind;
  readonly attemptNo: number;
  /** The hold is lifted, and the outcome is released with its batch. */
  readonly isReleased: boolean;
  /** Criteria that are drawn as 0, in the framework's order. */
  readonly criteria: readonly string[];
  /** The draw without the sanction and with it; null where nothing is drawn as 0, or no marks stand yet. */
  readonly drawn: { readonly before: Draw; readonly after: Draw } | null;
  /** Of an attempt that ends without an outcome: true where it is one of those that the participant has. */
  readonly isUsedUp: boolean | null;
  readonly opens: Resubmission | null;
  /** No attempt is left. */
  readonly isFinal: boolean;
  /** SHA-256 over the above: who confirms confirms what they saw. */
  readonly seen: string;
}

export type SanctionEffectCode =
  | 'sanction-kind-missing'
  | 'sanction-not-proven'
  | 'sanction-attempt-over'
  | 'sanction-criteria-missing'
  | 'sanction-zeros-there'
  | 'sanction-release-under-way';

/** What a sanction would do, or why it cannot be. Pure. */
export function sanctionEffectOf(
  framework: Framework,
  facts: SanctionFacts,
  { kind, criteria: wanted }: SanctionWish,
): Result<SanctionEffect, SanctionEffectCode> {
  if (facts.holdState !== 'upheld') return refuse('sanction-not-proven');
  if (!isWaiting(facts)) return refuse('sanction-attempt-over');
  if (kind === '') return refuse('sanction-kind-missing', {}, 'kind');
  const isZero = kind === 'criterion-zero';
  const criteria = isZero ? facts.scope.filter((code) => wanted.includes(code)) : [];
  if (isZero && (criteria.length === 0 || criteria.length < new Set(wanted).size))
    return refuse('sanction-criteria-missing', {}, 'criteria');
  if (isZero && facts.hasZeros) return refuse('sanction-zeros-there');
  if (isZero && facts.isScheduled) return refuse('sanction-release-under-way');
  const effect = {
    kind,
    attemptNo: facts.attemptNo,
    isReleased: kind === 'warning' || isZero,
    criteria,
    drawn: isZero ? drawnWith(framework, facts, criteria) : null,
    ...endOf(framework, facts, kind),
  };
  return { ...effect, seen: digestOf({ hold: facts.holdId, ...effect }) };
}

function drawnWith(
  framework: Framework,
  { marks, carriedForward }: SanctionFacts,
  criteria: readonly string[],
): SanctionEffect['drawn'] {
  if (marks === null) return null;
  const draw = (set: MarkSet): Draw => {
    const { passed, totals } = passes(framework, set, carriedForward);
    return { result: passed ? 'passed' : 'failed', marks: totals.overall.marks };
  };
  const after = marksDrawn({ marks, sanction: { criteria } });
  return { before: draw(marks), after: draw(after) };
}

/** True while the attempt is the one that the enrolment is at and waits for an outcome. */
function isWaiting({ enrolmentState, openAttemptNo, attemptNo }: SanctionFacts): boolean {
  return (enrolmentState === 'presented' || enrolmentState === 'resubmitting') && openAttemptNo === attemptNo;
}

function endOf(
  framework: Framework,
  { attemptNo: afterAttempt, today, longStop, uncounted, deferrals }: SanctionFacts,
  kind: SanctionKind,
): Pick<SanctionEffect, 'isUsedUp' | 'opens' | 'isFinal'> {
  if (kind !== 'attempt-void') return { isUsedUp: null, opens: null, isFinal: kind === 'disqualification' };
  const counts = isUsedUp(framework, 'sanctioned');
  const over = { afterAttempt, uncounted: uncounted + (counts ? 0 : 1), isRepeated: !counts };
  const releasedOn = Temporal.PlainDate.from(today);
  const opening = nextAttempt(framework, { ...over, releasedOn, longStop, deferrals });
  return { isUsedUp: counts, opens: isRefusal(opening) ? null : opening, isFinal: isRefusal(opening) };
}
