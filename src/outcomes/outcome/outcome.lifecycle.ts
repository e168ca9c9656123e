import { defineLifecycle } from '#libs/lifecycle';

export type OutcomeState = 'scheduled' | 'released' | 'voided' | 'superseded';
export type OutcomeEvent = 'release' | 'void' | 'supersede';

/** An outcome of one attempt. It is never edited: a wrong one is voided or superseded by a new one, and stays. */
export const outcomeLifecycle = defineLifecycle<OutcomeState, OutcomeEvent>({
  name: 'outcome',
  initial: 'scheduled',
  table: {
    scheduled: { release: 'released', void: 'voided' },
    released: { supersede: 'superseded', void: 'voided' },
    voided: {},
    superseded: {},
  },
});

/** `scheduled` has no word for participants: before its instant an outcome is not there. */
export const outcomeLabels: Readonly<
  Record<OutcomeState, { readonly staff: string; readonly participant: string | null }>
> = {
  scheduled: { staff: 'Scheduled', participant: null },
  released: { staff: 'Released', participant: 'Released' },
  voided: { staff: 'Voided', participant: 'Withdrawn by us' },
  superseded: { staff: 'Superseded', participant: 'Replaced by a newer outcome' },
};
