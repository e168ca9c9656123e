import { sayDay, sayMoment } from '#libs/calendar';
import { defineMessages } from '../platform/web/reply.js';
import type { ApproveCode } from './releases/approve-release.js';
import type { CancelCode } from './releases/cancel-release.js';
import type { PlanCode } from './releases/plan-release.js';
import type { CancelChangeCode } from './changes/cancel-change.js';
import type { DecideHoldCode } from './holds/decide-hold.js';
import type { PlaceHoldCode } from './holds/place-hold.js';
import type { ConfirmChangeCode } from './changes/confirm-change.js';
import type { ProposeCode } from './changes/propose-change.js';
import type { CancelSanctionCode } from './sanctions/cancel-sanction.js';
import type { ConfirmSanctionCode } from './sanctions/confirm-sanction.js';
import type { OverturnCode } from './sanctions/overturn-sanction.js';
import type { ProposeSanctionCode } from './sanctions/propose-sanction.js';
import type { ReturnCode } from './returns/make-return.js';

export type OutcomesCode =
  | PlanCode
  | ApproveCode
  | CancelCode
  | ReturnCode
  | ProposeCode
  | ConfirmChangeCode
  | CancelChangeCode
  | DecideHoldCode
  | PlaceHoldCode
  | ProposeSanctionCode
  | ConfirmSanctionCode
  | CancelSanctionCode
  | OverturnCode
  | 'sign-in-not-recent';

/** What leads and administrators are told when a rule says no. */
export const outcomesMessages = defineMessages<OutcomesCode>({
  'date-unreadable': () => 'Enter the day of the release',
  'time-unreadable': () => 'Enter the time of the release, such as 10:00',
  'edge-in-clock-change': () =>
    'Choose a time before 1am or from 2am on: the clocks change in between, so such a time may not exist or come twice',
  'release-in-the-past': ({ now }: { now: string }) =>
    `Choose a time in the future: it is ${sayMoment(Temporal.Instant.from(now))}`,
  'batch-not-cleared': () => 'This batch is not cleared for release. A lead clears it after moderation',
  'quality-hold': ({ until }: { until: string }) =>
    `The quality agent has yet to look at this batch. The hold ends by itself after ${sayDay(Temporal.PlainDate.from(until))}`,
  'release-exists': () => 'A release of this batch is planned already. Cancel that one first',
  'release-blocked': ({ scripts }: { scripts: number }) =>
    `Nothing can be planned while ${scripts === 1 ? 'a script is' : `${scripts} scripts are`} in the way: see below`,
  'nothing-to-release': () => 'There is no outcome in this batch to release',
  'anomaly-not-explained': () => 'Say what you found when you looked into what is unusual',
  'release-not-waiting': () => 'This release does not wait for approval any more',
  'approved-by-planner': () => 'You planned this release, so another lead has to approve it',
  'release-instant-over': () => 'The time of this release is over. Cancel it and plan it again',
  'seal-broken': ({ scripts }: { scripts: readonly string[] }) =>
    `The outcomes are not those that were planned any more${scripts.length > 0 ? `: ${scripts.slice(0, 10).join(', ')}` : ''}. Cancel the release and look into it`,
  'release-not-open': () => 'This release cannot be cancelled any more',
  'reason-missing': () => 'Enter the reason',
  'sign-in-not-recent': ({ minutes }: { minutes: number }) =>
    `Sign out and in again first: this is done within ${minutes} minutes of signing in`,
  'outcome-not-standing': ({ state }: { state?: string }) =>
    state === 'superseded'
      ? 'A newer outcome has taken the place of this one: change that one'
      : 'This outcome does not stand, so it cannot be changed',
  'later-outcome-stands': () =>
    'A later attempt has an outcome already. Take that one back first, or cancel its release',
  'later-attempt-ended': () =>
    'A later attempt ended without an outcome, so this one cannot be changed any more: what comes of the newest attempt counts',
  'error-unknown': () => 'Choose the error that was made: a judgement that is merely another one stands',
  'nothing-changes': () => 'Change at least one mark',
  'enrolment-has-ended': () =>
    'This enrolment has ended, by a withdrawal or a disqualification: nothing can follow any more',
  'change-reason-missing': () => 'Enter the reason. The participant reads it, and it goes to the Department',
  'change-open': () => 'A change of this outcome waits for a second lead already. Confirm it or take it back first',
  'effect-has-changed': () => 'What this does has changed since you looked. Read it again below',
  'change-not-open': () => 'This change was confirmed or taken back already',
  'confirmed-by-proposer': () => 'You proposed this change, so another lead has to confirm it',
  'hold-source-missing': () => 'Choose what came up',
  'hold-reason-missing': () => 'Enter what is to be looked into',
  'hold-told-missing': () => 'Enter what the participant is told',
  'nothing-to-hold': () => 'Nothing was handed in for this attempt, so there is no outcome to hold',
  'outcome-out-already': () => 'This outcome is released. Two leads change it or take it back',
  'held-already': () => 'This outcome is held already',
  'hold-not-open': () => 'This was decided already',
  'hold-finding-missing': () => 'Choose what was found',
  'hold-why-missing': () => 'Enter why. The participant reads it',
  'hold-decided-by-placer': () => 'You placed this hold, so another lead decides about it',
  'hold-has-sanction': () =>
    'What follows from this case is proposed or decided. Take the proposal back first, where it is one',
  'sanction-kind-missing': () => 'Choose what follows',
  'sanction-not-proven': () => 'Only what is proven is sanctioned: another lead decides about the hold first',
  'sanction-attempt-over': () =>
    'This attempt does not wait for an outcome any more: the participant was withdrawn, or it was cancelled. Lift the hold',
  'sanction-criteria-missing': () => 'Choose the criteria that have no marks, from those of this attempt',
  'sanction-zeros-there': () =>
    'Single criteria of this attempt have no marks already, by an earlier case. Choose another sanction',
  'sanction-release-under-way': () =>
    'This outcome is in a release that is planned. Cancel that release, or wait until its time is over, and then propose this',
  'sanction-reason-missing': () => 'Enter why this follows and nothing milder or harder',
  'sanction-told-missing': () => 'Enter what the participant is told',
  'sanction-there': () => 'What follows from this case is proposed or decided already',
  'sanction-not-open': () => 'This sanction was confirmed or taken back already',
  'sanction-confirmed-by-proposer': () => 'You proposed this sanction, so another lead has to confirm it',
  'disqualified-by-placer': () => 'You placed the hold, so another lead has to confirm a disqualification',
  'sanction-not-standing': () =>
    'Only a void attempt or a disqualification that was confirmed is overturned here. Where there is an outcome, it is appealed against',
  'overturner-took-part': () => 'You had a hand in this case, so another lead decides whether it is overturned',
  'overturn-reason-missing': () => 'Enter the reason. The participant reads it',
  'nothing-to-return': () => 'No outcome was released or changed since the last return',
});
