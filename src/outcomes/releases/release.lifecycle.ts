import { defineLifecycle } from '#libs/lifecycle';

export type ReleaseState = 'planned' | 'approved' | 'released' | 'cancelled';
export type ReleaseEvent = 'approve' | 'release' | 'cancel' | 'halt';

/**
 * The outcomes of one batch, on their way to all of their participants at one instant. One person plans, another
 * approves; `halt` is the release itself finding at its instant that what was sealed is not what stands.
 */
export const releaseLifecycle = defineLifecycle<ReleaseState, ReleaseEvent>({
  name: 'release',
  initial: 'planned',
  table: {
    planned: { approve: 'approved', cancel: 'cancelled' },
    approved: { release: 'released', cancel: 'cancelled', halt: 'cancelled' },
    released: {},
    cancelled: {},
  },
});

/** For leads; participants never see a release. */
export const releaseLabels: Readonly<Record<ReleaseState, string>> = {
  planned: 'Waits for a second lead',
  approved: 'Approved, waits for its time',
  released: 'Released',
  cancelled: 'Cancelled',
};
