import { defineLifecycle } from '#libs/lifecycle';

/** The decisions of one window, on their way from all provisional to cleared for release. */
export const batchLifecycle = defineLifecycle({
  name: 'moderation batch',
  initial: 'open',
  table: {
    open: { freeze: 'frozen' },
    frozen: { draw: 'sampled' },
    sampled: { decide: 'moderating', extend: 'sampled', confirm: 'confirmed', remark: 'remark', 'ask-board': 'board' },
    moderating: { extend: 'sampled', confirm: 'confirmed', remark: 'remark', 'ask-board': 'board' },
    board: { 'let-stand': 'confirmed', 'look-at-all': 'sampled' },
    confirmed: { clear: 'cleared' },
    remark: {},
    cleared: {},
  },
});

export type BatchState = (typeof batchLifecycle.states)[number];
export type BatchEvent = (typeof batchLifecycle.events)[number];

/** True while moderators decide on the sample of a batch. */
export const isBeingModerated = (state: BatchState): boolean => state === 'sampled' || state === 'moderating';

/** One script of a sample: decided by a moderator, and by a second one where the outcome would flip. */
export const sampleItemLifecycle = defineLifecycle({
  name: 'sample item',
  initial: 'waiting',
  table: {
    waiting: { decide: 'decided', 'ask-second': 'awaiting-second', refer: 'referred', withdraw: 'withdrawn' },
    'awaiting-second': { 'second-agrees': 'decided', 'second-disagrees': 'referred', withdraw: 'withdrawn' },
    referred: { decide: 'decided', 'ask-second': 'awaiting-second', withdraw: 'withdrawn' },
    decided: { withdraw: 'withdrawn' },
    // A hold that took it out was lifted.
    withdrawn: { return: 'waiting' },
  },
});

export type SampleItemState = (typeof sampleItemLifecycle.states)[number];
