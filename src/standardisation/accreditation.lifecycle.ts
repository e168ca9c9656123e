import { defineLifecycle } from '#libs/lifecycle';

/** Whether a member of staff may mark scripts of a framework version. On probation all their scripts are marked twice. */
export const accreditationLifecycle = defineLifecycle({
  name: 'accreditation',
  initial: 'probation',
  table: {
    probation: { accredit: 'accredited', suspend: 'suspended', remove: 'removed' },
    accredited: { suspend: 'suspended', remove: 'removed' },
    suspended: { retrain: 'probation', remove: 'removed' },
    removed: { retrain: 'probation' },
  },
});

export type AccreditationState = (typeof accreditationLifecycle.states)[number];
export type AccreditationEvent = (typeof accreditationLifecycle.events)[number];

/** In these a person may be given scripts. */
export const markingStates: readonly AccreditationState[] = ['probation', 'accredited'];
