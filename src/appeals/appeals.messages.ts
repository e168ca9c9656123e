import { sayDay } from '#libs/calendar';
import { defineMessages, type Messages } from '../platform/web/reply.js';
import { outcomesMessages } from '../outcomes/index.js';
import type { AcknowledgeCode } from './acknowledge-appeal.js';
import type { DecideCode } from './decide-appeal.js';
import { parts, type Part } from './labels.js';
import type { LodgeCode } from './lodge-rules.js';
import type { WithdrawAppealCode } from './withdraw-appeal.js';

export type AppealsCode = LodgeCode | AcknowledgeCode | DecideCode | WithdrawAppealCode;

/** What participants and leads are told when a rule of this room says no. */
export const appealsMessages = defineMessages<AppealsCode>({
  'outcome-not-appealable': () => 'This outcome does not stand, so there is nothing to appeal against',
  'appeal-open': () => 'You have an appeal against this outcome that is not decided yet',
  'appeal-decided': () => 'An appeal against this outcome was decided already',
  'grounds-unknown': () => 'Choose what went wrong. That you judge the work differently is no ground by itself',
  'statement-missing': () => 'Say what went wrong',
  'appeal-late': ({ lodgeBy }: { lodgeBy: string }) =>
    `The last day to appeal was ${sayDay(Temporal.PlainDate.from(lodgeBy))}. Say why you could not appeal by then: the assessment lead decides whether your appeal is heard`,
  'appeal-not-new': () => 'This appeal was taken up, withdrawn or rejected already',
  'late-not-allowed': () => 'It came late. Say why it is heard all the same, or reject it',
  'appeal-not-open': () => 'This appeal is decided or withdrawn, or waits for a second lead',
  'appeal-not-acknowledged': () => 'Take this appeal up first',
  'decider-took-part': ({ part }: { part: readonly Part[] }) =>
    `You took part in this outcome: you ${part.map((one) => parts[one]).join(' and ')}. Another lead has to decide`,
  'decision-reason-missing': () => 'Enter the reason. The participant reads it',
});

/** With the words of the room that changes outcomes: upholding an appeal proposes a change. */
export const decisionMessages: Messages = { ...outcomesMessages, ...appealsMessages };
