import { defineLifecycle } from '#libs/lifecycle';

/** A file on its way from a stranger's upload to something that may be opened. */
export const documentLifecycle = defineLifecycle({
  name: 'document',
  initial: 'quarantined',
  table: {
    quarantined: {
      'scan.passed': 'scanned',
      'scan.found': 'infected',
      'check.gave-up': 'stuck',
      replace: 'superseded',
      remove: 'removed',
    },
    scanned: {
      'read.done': 'checked',
      'read.refused': 'refused',
      'check.gave-up': 'stuck',
      replace: 'superseded',
      remove: 'removed',
    },
    checked: { recount: 'scanned', replace: 'superseded', remove: 'removed' },
    infected: { replace: 'superseded', remove: 'removed' },
    refused: { replace: 'superseded', remove: 'removed' },
    stuck: { retry: 'quarantined', replace: 'superseded', remove: 'removed' },
    superseded: {},
    removed: {},
  },
});

export type DocumentState = (typeof documentLifecycle.states)[number];
export type DocumentEvent = (typeof documentLifecycle.events)[number];
