import { defineLifecycle } from '#libs/lifecycle';

/** What a participant hands in for one attempt. Ready is no state: it is worked out from what is there. A draft that was closed is open again where a failure of ours gave its place back. */
export const submissionLifecycle = defineLifecycle({
  name: 'submission',
  initial: 'draft',
  table: {
    draft: { submit: 'submitted', restore: 'submitted', close: 'no-show', withdraw: 'withdrawn' },
    submitted: { reopen: 'draft', accept: 'accepted', withdraw: 'withdrawn' },
    accepted: { withdraw: 'withdrawn' },
    'no-show': { reinstate: 'draft' },
    withdrawn: {},
  },
});

export type SubmissionState = (typeof submissionLifecycle.states)[number];
export type SubmissionEvent = (typeof submissionLifecycle.events)[number];
