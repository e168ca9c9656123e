import { defineLifecycle } from '#libs/lifecycle';

export type HoldState = 'held' | 'upheld' | 'lifted';
export type HoldEvent = 'lift' | 'uphold';

/** A hold on the outcome of one attempt: one lead places it, another decides. `upheld` still holds; it can be overturned. */
export const holdLifecycle = defineLifecycle<HoldState, HoldEvent>({
  name: 'hold of an outcome',
  initial: 'held',
  table: {
    held: { lift: 'lifted', uphold: 'upheld' },
    upheld: { lift: 'lifted' },
    lifted: {},
  },
});

/** For leads. A participant is told by letter, and reads on their page that the outcome waits. */
export const holdLabels: Readonly<Record<HoldState, string>> = {
  held: 'Being looked into',
  upheld: 'Proven',
  lifted: 'Lifted',
};
