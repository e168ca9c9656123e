import { failedTaskScope, type Framework } from '#libs/rubric';
import { feeAfter } from '../../enrolment/index.js';
import type { OwnOutcome } from './outcome.queries.js';

/** What a participant can do after an outcome. */
export interface WhatNext {
  /** `later`: a newer outcome or attempt has taken its place. */
  readonly kind: 'passed' | 'resubmit' | 'no-attempt-left' | 'later';
  /** What is done anew: tasks with their titles; the others' marks are kept. */
  readonly tasks: readonly { readonly code: string; readonly title: string }[];
  readonly resubmitBy: string | null;
  readonly feePence: number;
  readonly hasMarksKept: boolean;
}

const nothing = { tasks: [], resubmitBy: null, feePence: 0, hasMarksKept: false } as const;

/** What happens next, from the outcome and where the enrolment stands. Pure. */
export function whatNext(framework: Framework, outcome: OwnOutcome): WhatNext {
  if (outcome.state !== 'released') return { kind: 'later', ...nothing };
  if (outcome.result === 'passed') return { kind: 'passed', ...nothing };
  if (outcome.enrolmentState === 'failed') return { kind: 'no-attempt-left', ...nothing };
  const isOpen = outcome.enrolmentState === 'resubmitting' && outcome.openAttemptNo === outcome.attemptNo + 1;
  const scope = failedTaskScope(framework, outcome.marks, outcome.carriedForward);
  if (!isOpen || !scope) return { kind: 'later', ...nothing };
  return {
    kind: 'resubmit',
    tasks: framework.tasks.filter(({ code }) => scope.tasks.includes(code)).map(({ code, title }) => ({ code, title })),
    resubmitBy: outcome.resubmitBy,
    feePence: feeAfter(framework.resubmission, outcome.attemptNo),
    hasMarksKept: Object.keys(scope.carriedForward).length > 0,
  };
}
