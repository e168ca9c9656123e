import { defineLifecycle } from '#libs/lifecycle';

/**
 * Whether a member of staff may mark scripts of a framework version. On probation all their scripts are marked twice. What
 * standardisation finds (`qualify`, `qualify-on-probation`, `disqualify`) moves it as much as a lead does.
 */
export const accreditationLifecycle = defineLifecycle({
  name: 'accreditation',
  initial: 'standardising',
  table: {
    standardising: {
      begin: 'probation',
      qualify: 'accredited',
      'qualify-on-probation': 'probation',
      disqualify: 'suspended',
      remove: 'removed',
    },
    probation: {
      accredit: 'accredited',
      qualify: 'accredited',
      'qualify-on-probation': 'probation',
      disqualify: 'suspended',
      suspend: 'suspended',
      remove: 'removed',
    },
    accredited: {
      qualify: 'accredited',
      'qualify-on-probation': 'probation',
      disqualify: 'suspended',
      suspend: 'suspended',
      remove: 'removed',
    },
    suspended: { retrain: 'probation', 'qualify-on-probation': 'probation', remove: 'removed' },
    removed: { retrain: 'probation', 'qualify-on-probation': 'probation' },
  },
});

export type AccreditationState = (typeof accreditationLifecycle.states)[number];
export type AccreditationEvent = (typeof accreditationLifecycle.events)[number];

/** What a lead may do to one; the rest is found by standardisation. */
export const leadEvents = ['accredit', 'suspend', 'retrain', 'remove'] as const satisfies readonly AccreditationEvent[];
export type LeadEvent = (typeof leadEvents)[number];

/** In these a person may be given scripts. */
export const markingStates: readonly AccreditationState[] = ['probation', 'accredited'];
