import { defineLifecycle } from '#libs/lifecycle';

/** One try of one person in a round: judged in the moment in which it is handed in. */
export const tryLifecycle = defineLifecycle({
  name: 'standardisation try',
  initial: 'marking',
  table: { marking: { 'hand-in': 'handed-in' }, 'handed-in': {} },
});

export type TryState = (typeof tryLifecycle.states)[number];
