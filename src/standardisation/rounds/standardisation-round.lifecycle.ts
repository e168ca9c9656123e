import { defineLifecycle } from '#libs/lifecycle';

/** A round in which people mark definitive scripts of one framework version. While it is open tries are begun and handed in. */
export const standardisationRoundLifecycle = defineLifecycle({
  name: 'standardisation round',
  initial: 'open',
  table: { open: { close: 'closed' }, closed: {} },
});

export type StandardisationRoundState = (typeof standardisationRoundLifecycle.states)[number];
