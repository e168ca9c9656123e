import { defineLifecycle } from '#libs/lifecycle';

export type SanctionState = 'proposed' | 'confirmed' | 'cancelled';
export type SanctionEvent = 'confirm' | 'cancel';

/** A sanction of a proven misconduct case: one lead proposes it, another confirms it, and with that it has happened. */
export const sanctionLifecycle = defineLifecycle<SanctionState, SanctionEvent>({
  name: 'sanction',
  initial: 'proposed',
  table: {
    proposed: { confirm: 'confirmed', cancel: 'cancelled' },
    confirmed: {},
    cancelled: {},
  },
});

/** For leads; a participant learns of a sanction that was confirmed, and never of a proposal. */
export const sanctionLabels: Readonly<Record<SanctionState, string>> = {
  proposed: 'Waits for a second lead',
  confirmed: 'Confirmed',
  cancelled: 'Taken back',
};
