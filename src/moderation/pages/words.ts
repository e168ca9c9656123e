import type { BatchDecision, BatchReason } from '#libs/sampling';
import type { BatchState, SampleItemState } from '../batch.lifecycle.js';

const batches: Readonly<Record<BatchState, string>> = {
  open: 'Open',
  frozen: 'Frozen, the sample is being drawn',
  sampled: 'Sample drawn',
  moderating: 'Being moderated',
  board: 'The board is to decide',
  confirmed: 'Confirmed, to be cleared',
  remark: 'Scripts are marked again',
  cleared: 'Cleared for release',
};
export const batchWords = (state: BatchState): string => batches[state];

const items: Readonly<Record<SampleItemState, string>> = {
  waiting: 'To be decided',
  decided: 'Decided',
  'awaiting-second': 'Needs a second moderator',
  referred: 'Referred',
  withdrawn: 'Left the sample',
};
export const itemWords = (state: SampleItemState): string => items[state];

const reasons: Readonly<Record<string, string>> = {
  fail: 'outcome is a fail',
  'margin-0': 'exactly on a threshold',
  adjudicated: 'adjudicated',
  'special-consideration': 'special consideration',
  'late-interest': 'interest declared late',
  probationary: 'assessor on probation',
  resubmission: 'resubmission',
  highest: 'highest of the batch',
  lowest: 'lowest of the batch',
  random: 'drawn at random',
  extension: 'drawn when the sample was extended',
  replacement: 'in place of one that left',
  'two-per-assessor': 'two of each assessor',
  'outcome-changed': 'its outcome changed',
  returned: 'joined after the draw',
};
export const reasonWords = (reason: string): string => reasons[reason] ?? reason;

const decisions: Readonly<Record<BatchDecision['decision'], string>> = {
  confirm: 'The batch is confirmed',
  extend: 'The sample is extended: look at the scripts that were added',
  'remark-assessor': 'All scripts of one assessor are marked again',
  'remark-all': 'All scripts of the batch are marked again',
  board: 'The cycles are used up: the assessment board decides',
};
export const decisionWords = (decision: BatchDecision['decision']): string => decisions[decision];

const boards = {
  'let-stand': 'The board let the batch stand as corrected',
  'look-at-all': 'The board had every decision looked at',
} as const;
export const boardWords = (decision: keyof typeof boards): string => boards[decision];

const batchReasons: Readonly<Record<BatchReason, string>> = {
  'nothing-found': 'nothing was found that is out of tolerance',
  'single-flip': 'one outcome turned',
  'single-flip-explained': 'one outcome turned and was corrected; the extended sample showed no other',
  'flips-on-one-assessor': 'several outcomes of one assessor turned',
  'flips-on-several-assessors': 'outcomes of several assessors turned',
  'flip-share': 'too large a share of the random scripts turned',
  'out-of-tolerance': 'too many of the random scripts are out of tolerance',
  'mean-difference': 'the marks differ by too much on average',
  'not-proven-yet': 'what was found asks for a larger sample before the rest is proven',
  'not-provable': 'too many of the random scripts turned for any sample to prove the rest',
  'every-decision-seen': 'every decision was looked at and corrected where it was wrong',
  'cycles-used-up': 'no further cycle of marking is allowed',
};
export const batchReasonWords = (reason: BatchReason): string => batchReasons[reason];
