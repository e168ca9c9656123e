import type { AssignmentState } from './assignment.lifecycle.js';
import type { MarkingState } from './marking.lifecycle.js';
import type { AssignmentRole } from './move-assignment.js';

/** For the lead. Assessors read other words, which tell no first marking from a second. */
export const markingLabels: Readonly<Record<MarkingState | 'unassigned', string>> = {
  unassigned: 'Not allocated',
  'first-marking': 'First marking',
  'second-marking': 'Second marking',
  agreeing: 'To be agreed',
  adjudicating: 'With an adjudicator',
  provisional: 'Marking done',
  compared: 'Compared with a panel’s marks',
};

export const assignmentLabels: Readonly<Record<AssignmentState, string>> = {
  assigned: 'to accept',
  marking: 'marking',
  locked: 'locked',
  declined: 'given back',
  recalled: 'taken back',
};

export const roleLabels: Readonly<Record<AssignmentRole, string>> = {
  first: 'first',
  second: 'second',
  adjudicator: 'adjudicator',
  remark: 're-mark',
};

const changeReasons: Readonly<Record<string, string>> = {
  'input-error': 'Chosen or added wrongly',
  'work-not-seen': 'A part of the work was not seen',
  'levels-misapplied': 'The level was taken for more or less than it says',
  'criteria-misapplied': 'Judged by what belongs to another criterion',
  'could-not-read': 'A part could not be read',
  'unusual-response': 'An unusual response',
  'other-reading-convinces': 'The other reading convinces',
};

/** A framework's reason for a change of mark; one that we do not know is said as it is written there. */
export const sayReason = (code: string): string => changeReasons[code] ?? code.replaceAll('-', ' ');

/** Why a script is marked a second time. */
export const secondReasonLabels: Readonly<Record<string, string>> = {
  'first-mark-fails': 'the first marks fail',
  'area-near-threshold': 'an area near its threshold',
  'assessor-on-probation': 'assessor on probation',
  resubmission: 'a resubmission',
  'whole-round': 'all of a small window',
  drawn: 'drawn at random',
  'may-flip': 'the decision may be wrong',
};
