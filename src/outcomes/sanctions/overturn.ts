import { digestOf } from '#libs/ledger';
import { refuse, type Result } from '#libs/refusal';
import type { HangingOn } from '../../enrolment/index.js';
import type { AttemptThatFalls } from '../changes/effect.js';
import type { SanctionKind } from './effect.js';
import type { SanctionState } from './sanction.lifecycle.js';

/** A sanction, and where its participant stands since. */
export interface OverturnFacts {
  readonly sanctionId: string;
  readonly kind: SanctionKind;
  readonly state: SanctionState;
  readonly attemptNo: number;
  /** True where a later attempt has an outcome, released or scheduled. */
  readonly laterOutcomeStands: boolean;
  /** True where a later attempt ended without an outcome. */
  readonly laterAttemptEnded: boolean;
  /** True where something was handed in for the attempt after this one. */
  readonly laterHandedIn: boolean;
  readonly hanging: HangingOn;
}

/** Everything that overturning does, before it is done. */
export interface OverturnEffect {
  readonly attemptNo: number;
  readonly cancels: AttemptThatFalls | null;
  /** SHA-256 over the above: who overturns does what they saw. */
  readonly seen: string;
}

export type OverturnEffectCode =
  'sanction-not-standing' | 'later-outcome-stands' | 'later-attempt-ended' | 'sanction-attempt-over';

/** What overturning a sanction would do, or why it cannot be. Pure. */
export function overturnEffectOf(facts: OverturnFacts): Result<OverturnEffect, OverturnEffectCode> {
  const { sanctionId, kind, state, attemptNo, hanging } = facts;
  const hasNoOutcome = kind === 'attempt-void' || kind === 'disqualification';
  if (state !== 'confirmed' || !hasNoOutcome) return refuse('sanction-not-standing');
  if (facts.laterOutcomeStands) return refuse('later-outcome-stands');
  if (facts.laterAttemptEnded) return refuse('later-attempt-ended');
  if (hanging.state === 'withdrawn') return refuse('sanction-attempt-over');
  const cancels = hanging.attemptNo === attemptNo + 1 ? fallOf(facts) : null;
  const effect = { attemptNo, cancels };
  return { ...effect, seen: digestOf({ sanctionId, ...effect }) };
}

function fallOf({ hanging, laterHandedIn }: OverturnFacts): AttemptThatFalls {
  const { attemptNo, places, paidFeePence: refundPence, unpaidFeePence: liftPence } = hanging;
  return { attemptNo, places, handedIn: laterHandedIn, refundPence, liftPence };
}
