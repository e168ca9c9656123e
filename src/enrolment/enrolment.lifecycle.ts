import { defineLifecycle } from '#libs/lifecycle';

export type EnrolmentState =
  'active' | 'deferred' | 'presented' | 'resubmitting' | 'passed' | 'failed' | 'lapsed' | 'withdrawn' | 'disqualified';
export type EnrolmentEvent =
  | 'defer'
  | 'return'
  | 'present'
  | 'lapse'
  | 'reinstate'
  | 'pass'
  | 'fail'
  | 'resubmit'
  | 'unsettle'
  | 'withdraw'
  | 'disqualify';

/**
 * From the day a participant's clock starts to their outcome. A released outcome may be superseded (a quality agent
 * disagrees, an appeal is upheld) or taken back, so `passed` and `failed` are left again by that and by nothing else.
 * `unsettle` takes back the attempt that a fail had opened, or what a sanction that was overturned had ended.
 */
export const enrolmentLifecycle = defineLifecycle<EnrolmentState, EnrolmentEvent>({
  name: 'enrolment',
  initial: 'active',
  table: {
    active: { defer: 'deferred', present: 'presented', lapse: 'lapsed', withdraw: 'withdrawn' },
    deferred: { return: 'active', withdraw: 'withdrawn' },
    presented: {
      pass: 'passed',
      resubmit: 'resubmitting',
      fail: 'failed',
      withdraw: 'withdrawn',
      disqualify: 'disqualified',
    },
    resubmitting: {
      pass: 'passed',
      resubmit: 'resubmitting',
      fail: 'failed',
      unsettle: 'presented',
      withdraw: 'withdrawn',
      disqualify: 'disqualified',
    },
    passed: { fail: 'failed', resubmit: 'resubmitting' },
    failed: { pass: 'passed', resubmit: 'resubmitting', unsettle: 'presented' },
    lapsed: { reinstate: 'active', withdraw: 'withdrawn' },
    withdrawn: {},
    disqualified: { unsettle: 'presented', resubmit: 'resubmitting' },
  },
});
