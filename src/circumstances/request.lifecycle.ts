import { defineLifecycle } from '#libs/lifecycle';

/** What a participant asks for. Granted in part is granted: how much stands in the decision. */
export const requestLifecycle = defineLifecycle({
  name: 'request',
  initial: 'asked',
  table: {
    asked: { withdraw: 'withdrawn', grant: 'granted', refuse: 'refused' },
    withdrawn: {},
    granted: {},
    refused: {},
  },
});

export type RequestState = (typeof requestLifecycle.states)[number];
export type RequestEvent = (typeof requestLifecycle.events)[number];
