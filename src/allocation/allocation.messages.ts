import { defineMessages } from '../platform/web/reply.js';
import type { KeepCode } from './bars/keep-barred.js';
import type { ConfirmCode } from './rounds/confirm-round.js';
import type { Purpose, RoundState } from './rounds/round.lifecycle.js';
import type { StartCode } from './rounds/start-round.js';
import { purposeWords, roundLabels } from './pages/words.js';

export const allocationMessages = defineMessages<ConfirmCode | KeepCode | StartCode>({
  'window-not-closed': () => 'This window is still open. Scripts are allocated when it is closed',
  'nothing-waits': (facts: { purpose: Purpose }) =>
    `No script of this window waits for ${purposeWords[facts.purpose].whom}, so there is nothing to plan`,
  'round-is-open': (facts: { purpose: Purpose }) =>
    `A plan for ${purposeWords[facts.purpose].title.toLowerCase()} is open already: confirm or discard it first`,
  'round-not-in-state': (facts: { state: RoundState }) =>
    `This plan is ${roundLabels[facts.state].toLowerCase()} now, perhaps since somebody else was quicker. Nothing was done`,
  'reason-missing': () => 'Say why the marks may stand. It is kept with the decision',
  'bar-is-settled': () => 'This is settled already, perhaps by somebody else. Nothing was done',
  'work-not-locked': () =>
    'These marks are not locked, so they cannot be let stand. Take the script back: somebody else marks it',
  'plan-is-stale': () =>
    'Since this plan was made somebody’s accreditation, capacity, conflict or scripts have changed. Nothing was assigned: discard it and plan again',
  'nothing-placed': () =>
    'This plan places no script, so there is nothing to confirm. See below what stands in the way, change it, discard this plan and plan again',
});
