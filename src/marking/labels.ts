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
