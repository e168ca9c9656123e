import { defineLifecycle } from '#libs/lifecycle';

export type EnrolmentState =
  'active' | 'deferred' | 'presented' | 'resubmitting' | 'passed' | 'failed' | 'lapsed' | 'withdrawn';
export type EnrolmentEvent =
  'defer' | 'return' | 'present' | 'lapse' | 'reinstate' | 'pass' | 'fail' | 'resubmit' | 'unsettle' | 'withdraw';

/**
 * From the day a participant's clock starts to their outcome. A released outcome may be superseded (a quality agent
 * disagrees, an appeal is upheld), so `passed` and `failed` are left again by an outcome and by nothing else. `unsettle`
 * takes back what an outcome did where none stands any more.
 */
export const enrolmentLifecycle = defineLifecycle<EnrolmentState, EnrolmentEvent>({
  name: 'enrolment',
  initial: 'active',
  table: {
    active: { defer: 'deferred', present: 'presented', lapse: 'lapsed', withdraw: 'withdrawn' },
    deferred: { return: 'active', withdraw: 'withdrawn' },
    presented: { pass: 'passed', resubmit: 'resubmitting', fail: 'failed', withdraw: 'withdrawn' },
    resubmitting: {
      pass: 'passed',
      resubmit: 'resubmitting',
      fail: 'failed',
      unsettle: 'presented',
      withdraw: 'withdrawn',
    },
    passed: { fail: 'failed', resubmit: 'resubmitting', unsettle: 'presented' },
    failed: { pass: 'passed', resubmit: 'resubmitting', unsettle: 'presented' },
    lapsed: { reinstate: 'active', withdraw: 'withdrawn' },
    withdrawn: {},
  },
});
