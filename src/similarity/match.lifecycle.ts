import { defineLifecycle } from '#libs/lifecycle';

export type MatchState = 'open' | 'legitimate' | 'common-source' | 'suspected' | 'discounted';
export type MatchEvent = 'find-legitimate' | 'find-common-source' | 'suspect' | 'reopen' | 'discount' | 'recur';

/**
 * Two accounts that stand in one another: a lead says what it is, and may look again. `discounted`: what they share is by now
 * common to many accounts, or both turned out to be one person's. A match of one's own earlier work has no state.
 */
export const matchLifecycle = defineLifecycle<MatchState, MatchEvent>({
  name: 'match of two accounts',
  initial: 'open',
  table: {
    open: {
      'find-legitimate': 'legitimate',
      'find-common-source': 'common-source',
      suspect: 'suspected',
      discount: 'discounted',
    },
    legitimate: { reopen: 'open' },
    'common-source': { reopen: 'open' },
    suspected: { reopen: 'open' },
    discounted: { recur: 'open' },
  },
});

/** For leads; nobody else is told. */
export const matchLabels: Readonly<Record<MatchState, string>> = {
  open: 'To be decided',
  legitimate: 'Legitimate collaboration',
  'common-source': 'Common source or quotation',
  suspected: 'Suspected collusion',
  discounted: 'Common to many accounts by now',
};

/** What a lead may find (domain, edge case 42), and the event that it is. */
export const matchDecisions = {
  legitimate: 'find-legitimate',
  'common-source': 'find-common-source',
  suspected: 'suspect',
} as const satisfies Partial<Record<MatchState, MatchEvent>>;
export type MatchDecision = keyof typeof matchDecisions;
