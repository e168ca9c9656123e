import { defineLifecycle } from '#libs/lifecycle';

export type ChangeState = 'proposed' | 'confirmed' | 'cancelled';
export type ChangeEvent = 'confirm' | 'cancel';

/** A change of a released outcome: one lead proposes it, another confirms it, and with that it has happened. */
export const changeLifecycle = defineLifecycle<ChangeState, ChangeEvent>({
  name: 'change of an outcome',
  initial: 'proposed',
  table: {
    proposed: { confirm: 'confirmed', cancel: 'cancelled' },
    confirmed: {},
    cancelled: {},
  },
});

/** For leads; a participant sees what a change did, and never a proposal. */
export const changeLabels: Readonly<Record<ChangeState, string>> = {
  proposed: 'Waits for a second lead',
  confirmed: 'Confirmed',
  cancelled: 'Taken back',
};
