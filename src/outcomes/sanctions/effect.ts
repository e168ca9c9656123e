import { digestOf } from '#libs/ledger';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import { isUsedUp, nextAttempt, type EnrolmentState, type Resubmission } from '../../enrolment/index.js';
import type { HoldState } from '../holds/hold.lifecycle.js';

/** Sanctions of a proven case (domain 8.3, MisconductCase), mildest first. */
export const sanctionKinds = ['warning', 'attempt-void', 'disqualification'] as const;
export type SanctionKind = (typeof sanctionKinds)[number];

/** A proven case, and where its participant stands. */
export interface SanctionFacts {
  readonly holdId: string;
  readonly holdState: HoldState;
  readonly attemptNo: number;
  readonly enrolmentState: EnrolmentState;
  /** The attempt that the enrolment is at. */
  readonly openAttemptNo: number;
  readonly longStop: string | null;
  /** Attempts up to this one that ended without an outcome and do not count. */
  readonly uncounted: number;
  /** Today in London, YYYY-MM-DD. */
  readonly today: string;
}

/** Everything that confirming a sanction does, before it is done. */
export interface SanctionEffect {
  readonly kind: SanctionKind;
  readonly attemptNo: number;
  /** The hold is lifted, and the outcome is released with its batch. */
  readonly isReleased: boolean;
  /** Of an attempt that ends without an outcome: true where it is one of those that the participant has. */
  readonly isUsedUp: boolean | null;
  readonly opens: Resubmission | null;
  /** No attempt is left. */
  readonly isFinal: boolean;
  /** SHA-256 over the above: who confirms confirms what they saw. */
  readonly seen: string;
}

export type SanctionEffectCode = 'sanction-kind-missing' | 'sanction-not-proven' | 'sanction-attempt-over';

/** What a sanction would do, or why it cannot be. Pure. */
export function sanctionEffectOf(
  framework: Framework,
  facts: SanctionFacts,
  kind: SanctionKind | '',
): Result<SanctionEffect, SanctionEffectCode> {
  if (facts.holdState !== 'upheld') return refuse('sanction-not-proven');
  if (!isWaiting(facts)) return refuse('sanction-attempt-over');
  if (kind === '') return refuse('sanction-kind-missing', {}, 'kind');
  const effect = { kind, attemptNo: facts.attemptNo, isReleased: kind === 'warning', ...endOf(framework, facts, kind) };
  return { ...effect, seen: digestOf({ hold: facts.holdId, ...effect }) };
}

/** True while the attempt is the one that the enrolment is at and waits for an outcome. */
function isWaiting({ enrolmentState, openAttemptNo, attemptNo }: SanctionFacts): boolean {
  return (enrolmentState === 'presented' || enrolmentState === 'resubmitting') && openAttemptNo === attemptNo;
}

function endOf(
  framework: Framework,
  { attemptNo: afterAttempt, today, longStop, uncounted }: SanctionFacts,
  kind: SanctionKind,
): Pick<SanctionEffect, 'isUsedUp' | 'opens' | 'isFinal'> {
  if (kind !== 'attempt-void') return { isUsedUp: null, opens: null, isFinal: kind === 'disqualification' };
  const counts = isUsedUp(framework, 'sanctioned');
  const over = { afterAttempt, uncounted: uncounted + (counts ? 0 : 1), isRepeated: !counts };
  const releasedOn = Temporal.PlainDate.from(today);
  const opening = nextAttempt(framework.resubmission, { ...over, releasedOn, longStop });
  return { isUsedUp: counts, opens: isRefusal(opening) ? null : opening, isFinal: isRefusal(opening) };
}
