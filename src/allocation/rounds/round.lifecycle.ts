import { defineLifecycle } from '#libs/lifecycle';

/** One planning of who marks what: for the scripts of a window that wait for a marker in one role. */
export const roundLifecycle = defineLifecycle({
  name: 'allocation round',
  initial: 'planning',
  table: {
    planning: { propose: 'proposed', fail: 'failed', discard: 'discarded' },
    proposed: { confirm: 'confirmed', discard: 'discarded' },
    confirmed: {},
    discarded: {},
    failed: {},
  },
});

export type RoundState = (typeof roundLifecycle.states)[number];
export type RoundEvent = (typeof roundLifecycle.events)[number];

/** The role that a round fills. */
export const purposes = ['first', 'second', 'adjudicator'] as const;
export type Purpose = (typeof purposes)[number];
