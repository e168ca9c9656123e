import { defineLifecycle } from '#libs/lifecycle';

export type SanctionState = 'proposed' | 'confirmed' | 'cancelled' | 'overturned';
export type SanctionEvent = 'confirm' | 'cancel' | 'overturn';

/** A sanction of a proven misconduct case: one lead proposes it, another confirms it, and with that it has happened; who took no part may overturn it. */
export const sanctionLifecycle = defineLifecycle<SanctionState, SanctionEvent>({
  name: 'sanction',
  initial: 'proposed',
  table: {
    proposed: { confirm: 'confirmed', cancel: 'cancelled' },
    confirmed: { overturn: 'overturned' },
    cancelled: {},
    overturned: {},
  },
});

/** For leads; a participant learns of a sanction that was confirmed, and never of a proposal. */
export const sanctionLabels: Readonly<Record<SanctionState, string>> = {
  proposed: 'Waits for a second lead',
  confirmed: 'Confirmed',
  cancelled: 'Taken back',
  overturned: 'Overturned',
};
