import { londonDate } from '#libs/calendar';
import { failedTaskScope, type Framework } from '#libs/rubric';
import { feeAfter, isUsedUp, whyNoneIsLeft } from '../../enrolment/index.js';
import type { OwnOutcome } from './outcome.queries.js';

/** What a participant can do after an outcome. */
export interface WhatNext {
  /** `later`: a newer outcome or attempt has taken its place. */
  readonly kind: 'passed' | 'resubmit' | 'no-attempt-left' | 'later';
  /** What is done anew: tasks with their titles; the others' marks are kept. */
  readonly tasks: readonly { readonly code: string; readonly title: string }[];
  readonly resubmitBy: string | null;
  /** How that day came about. */
  readonly resubmitByWhy: string | null;
  readonly feePence: number;
  readonly hasMarksKept: boolean;
  /** Why a fail is final, where the rules of resubmission made it so (edge case 37). */
  readonly finalBecause: FinalBecause | null;
}

/** All attempts are used, or the outcome came on or after the long stop (YYYY-MM-DD, London). */
export type FinalBecause =
  { readonly code: 'attempts-used-up' } | { readonly code: 'resubmission-after-long-stop'; readonly longStop: string };

const nothing = {
  tasks: [],
  resubmitBy: null,
  resubmitByWhy: null,
  feePence: 0,
  hasMarksKept: false,
  finalBecause: null,
} as const;

/** What happens next, from the outcome and where the enrolment stands. Pure. */
export function whatNext(framework: Framework, outcome: OwnOutcome): WhatNext {
  if (outcome.state === 'voided') return afterVoid(framework, outcome);
  if (outcome.state !== 'released') return { kind: 'later', ...nothing };
  if (outcome.result === 'passed') return { kind: 'passed', ...nothing };
  if (outcome.enrolmentState === 'failed')
    return { kind: 'no-attempt-left', ...nothing, finalBecause: whyFinal(framework, outcome) };
  const isOpen = isNextOpen(outcome);
  const scope = failedTaskScope(framework, outcome.marks, outcome.carriedForward);
  if (!isOpen || !scope) return { kind: 'later', ...nothing };
  return {
    kind: 'resubmit',
    tasks: framework.tasks.filter(({ code }) => scope.tasks.includes(code)).map(({ code, title }) => ({ code, title })),
    resubmitBy: outcome.resubmitBy,
    resubmitByWhy: outcome.resubmitByWhy,
    feePence: feeAfter(framework.resubmission, { afterAttempt: outcome.attemptNo, uncounted: outcome.uncounted }),
    hasMarksKept: Object.keys(scope.carriedForward).length > 0,
    finalBecause: null,
  };
}

function isNextOpen({ enrolmentState, openAttemptNo, attemptNo }: OwnOutcome): boolean {
  return enrolmentState === 'resubmitting' && openAttemptNo === attemptNo + 1;
}

/** An outcome that was taken back: what its attempt was about is done anew, or nothing is left. */
function afterVoid(framework: Framework, outcome: OwnOutcome): WhatNext {
  const { attemptNo: afterAttempt, uncounted, carriedForward, resubmitBy, resubmitByWhy } = outcome;
  if (outcome.enrolmentState === 'failed' && outcome.openAttemptNo === afterAttempt)
    return { kind: 'no-attempt-left', ...nothing, finalBecause: whyFinal(framework, outcome) };
  if (!isNextOpen(outcome)) return { kind: 'later', ...nothing };
  const isRepeated = !isUsedUp(framework, 'taken-back');
  const kept = new Set(Object.keys(carriedForward));
  const asked = new Set(framework.criteria.filter(({ code }) => !kept.has(code)).map(({ task }) => task));
  return {
    kind: 'resubmit',
    tasks: framework.tasks.filter(({ code }) => asked.has(code)).map(({ code, title }) => ({ code, title })),
    resubmitBy,
    resubmitByWhy,
    feePence: feeAfter(framework.resubmission, { afterAttempt, uncounted, isRepeated }),
    hasMarksKept: kept.size > 0,
    finalBecause: null,
  };
}

/** Asks the rule that settled the enrolment; null where it would have opened an attempt, so something else ended it. */
function whyFinal(
  framework: Framework,
  { attemptNo: afterAttempt, uncounted, releasedAt, longStop }: OwnOutcome,
): FinalBecause | null {
  const releasedOn = londonDate(Temporal.Instant.fromEpochMilliseconds(releasedAt.getTime()));
  const final = whyNoneIsLeft(framework.resubmission, { afterAttempt, uncounted, releasedOn, longStop });
  if (final === null) return null;
  return longStop !== null && final.code === 'resubmission-after-long-stop'
    ? { code: final.code, longStop }
    : { code: 'attempts-used-up' };
}
