import { defineLifecycle } from '#libs/lifecycle';

/** A script on its way from its first marks to a provisional result; a seed script's are compared and lead to none. */
export const markingLifecycle = defineLifecycle({
  name: 'marking',
  initial: 'first-marking',
  table: {
    'first-marking': { settle: 'provisional', 'ask-second': 'second-marking', compare: 'compared' },
    'second-marking': { settle: 'provisional', disagree: 'agreeing' },
    agreeing: { settle: 'provisional', adjudicate: 'adjudicating' },
    adjudicating: { settle: 'provisional' },
    provisional: {
      'ask-second': 'second-marking',
      doubt: 'adjudicating',
      moderate: 'provisional',
      remark: 'first-marking',
    },
    compared: {},
  },
});

export type MarkingState = (typeof markingLifecycle.states)[number];
export type MarkingEvent = (typeof markingLifecycle.events)[number];
