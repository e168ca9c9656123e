import { defineLifecycle } from '#libs/lifecycle';

export type EnrolmentState =
  'active' | 'deferred' | 'presented' | 'resubmitting' | 'passed' | 'failed' | 'lapsed' | 'withdrawn';
export type EnrolmentEvent =
  'defer' | 'return' | 'present' | 'lapse' | 'reinstate' | 'pass' | 'fail' | 'resubmit' | 'withdraw';

/**
 * From the day a participant's clock starts to their outcome. A released outcome may be superseded (a quality agent
 * disagrees, an appeal is upheld), so `passed` and `failed` are left again by an outcome and by nothing else.
 */
export const enrolmentLifecycle = defineLifecycle<EnrolmentState, EnrolmentEvent>({
  name: 'enrolment',
  initial: 'active',
  table: {
    active: { defer: 'deferred', present: 'presented', lapse: 'lapsed', withdraw: 'withdrawn' },
    deferred: { return: 'active', withdraw: 'withdrawn' },
    presented: { pass: 'passed', resubmit: 'resubmitting', fail: 'failed', withdraw: 'withdrawn' },
    resubmitting: { pass: 'passed', resubmit: 'resubmitting', fail: 'failed', withdraw: 'withdrawn' },
    passed: { fail: 'failed', resubmit: 'resubmitting' },
    failed: { pass: 'passed', resubmit: 'resubmitting' },
    lapsed: { reinstate: 'active', withdraw: 'withdrawn' },
    withdrawn: {},
  },
});
