import { defineLifecycle } from '#libs/lifecycle';

/** One person's charge to judge one script. A recalled one keeps its marks, which then only the lead may read. */
export const assignmentLifecycle = defineLifecycle({
  name: 'assignment',
  initial: 'assigned',
  table: {
    assigned: { accept: 'marking', decline: 'declined', recall: 'recalled' },
    marking: { lock: 'locked', decline: 'declined', recall: 'recalled' },
    locked: { recall: 'recalled' },
    declined: {},
    recalled: {},
  },
});

export type AssignmentState = (typeof assignmentLifecycle.states)[number];
export type AssignmentEvent = (typeof assignmentLifecycle.events)[number];

/** The states in which the script is that person's. */
export const liveAssignment = ['assigned', 'marking', 'locked'] as const satisfies readonly AssignmentState[];
