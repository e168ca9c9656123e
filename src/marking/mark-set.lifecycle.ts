import { defineLifecycle } from '#libs/lifecycle';

/** One person's marks of one script. What was locked is never changed: a new judgement is a new set. */
export const markSetLifecycle = defineLifecycle({
  name: 'mark set',
  initial: 'open',
  table: {
    open: { 'hand-in': 'handed-in' },
    'handed-in': { 'take-back': 'open', lock: 'locked' },
    locked: {},
  },
});

export type MarkSetState = (typeof markSetLifecycle.states)[number];
