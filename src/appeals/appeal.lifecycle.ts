import { defineLifecycle } from '#libs/lifecycle';

export type AppealState = 'lodged' | 'acknowledged' | 'proposed' | 'upheld' | 'rejected' | 'withdrawn';
export type AppealEvent = 'acknowledge' | 'propose' | 'uphold' | 'return' | 'reject' | 'withdraw';

/**
 * An appeal against a released outcome. `proposed`: whoever decides has found for the participant, and a second lead has
 * yet to confirm what follows; with that it is upheld, or it returns to whoever decides.
 */
export const appealLifecycle = defineLifecycle<AppealState, AppealEvent>({
  name: 'appeal',
  initial: 'lodged',
  table: {
    lodged: { acknowledge: 'acknowledged', reject: 'rejected', withdraw: 'withdrawn' },
    acknowledged: { propose: 'proposed', reject: 'rejected', withdraw: 'withdrawn' },
    proposed: { uphold: 'upheld', return: 'acknowledged' },
    upheld: {},
    rejected: {},
    withdrawn: {},
  },
});

/** A participant is not told of a decision before it stands. */
export const appealLabels: Readonly<Record<AppealState, { readonly staff: string; readonly participant: string }>> = {
  lodged: { staff: 'Lodged', participant: 'Received' },
  acknowledged: { staff: 'Being looked at', participant: 'Being looked at' },
  proposed: { staff: 'Waits for a second lead', participant: 'Being looked at' },
  upheld: { staff: 'Upheld', participant: 'Upheld' },
  rejected: { staff: 'Rejected', participant: 'Not upheld' },
  withdrawn: { staff: 'Withdrawn', participant: 'Withdrawn by you' },
};

/** States in which somebody has still to decide. */
export const openStates: readonly AppealState[] = ['lodged', 'acknowledged', 'proposed'];
