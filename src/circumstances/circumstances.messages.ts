import { sayCount, sayList } from '#libs/calendar';
import { enrolmentMessages } from '../enrolment/index.js';
import type { FormRefusal } from '../platform/upload/index.js';
import { defineMessages, type Messages } from '../platform/web/reply.js';
import { sayBytes } from '../platform/web/say-bytes.js';
import type { AskCode } from './ask-request.js';
import type { DecideCode } from './decide-request.js';
import type { EvidenceCode } from './receive-evidence.js';
import { kindWords } from './labels.js';
import type { RequestKind, TermsCode } from './terms.js';

type OfTheClock = 'deferral-reason-unknown' | 'deferral-date-unreadable' | 'extension-not-days';

/** Every way in which this room says no to a person, beside those of a clock, which `enrolment` words. */
export type CircumstancesCode =
  AskCode | DecideCode | EvidenceCode | Exclude<TermsCode, OfTheClock> | Exclude<FormRefusal, 'form-unreadable'>;

export const ownMessages = defineMessages<CircumstancesCode>({
  'kind-unknown': () => 'Choose what you ask for',
  'percent-not-whole': () =>
    'Give how much more time as a whole number from 0 to 100, such as 25. Give 0 where it is not about time',
  'nobody-enrolled': () => 'You are not enrolled, so there is nothing to ask for. Write to the administrator',
  'statement-missing': () => 'Say why you ask: a lead decides by what stands here',
  'statement-too-long': ({ length, most }: { length: number; most: number }) =>
    `This has ${length.toLocaleString('en-GB')} characters; ${most.toLocaleString('en-GB')} are allowed. Send the rest as a file`,
  'asked-already': ({ kind }: { kind: RequestKind }) =>
    `You have asked for ${kindWords[kind]} already, and it is not decided. Withdraw that request to ask again`,
  'nothing-to-adjust': () => 'There is no assessment ahead that an adjustment could be for',
  'request-is-decided': ({ state }: { state: string }) =>
    state === 'withdrawn'
      ? 'The request was withdrawn, so it stays as it is'
      : 'The request has been decided, so it stays as it is',
  'request-effect-has-changed': () =>
    'Something changed meanwhile, so this would do something else now. Look at the effect again before you decide',
  'decision-reason-missing': () => 'Give a reason: the participant reads it',
  'evidence-kind-not-taken': ({ types }: { types: readonly string[] }) =>
    `Send a file of one of these kinds: ${sayList(types)}`,
  'evidence-is-enough': ({ most }: { most: number }) => `${sayCount(most, 'file')} are there, which is the most`,
  'not-a-form': () => 'The file did not arrive as a form. Choose it again and send it once more',
  'too-large': ({ maxBytes }: { maxBytes: number }) =>
    `The file is larger than ${sayBytes(maxBytes)}. Send a smaller one`,
  interrupted: () => 'The file stopped arriving half-way. Send it once more',
  'no-file': () => 'Choose a file',
  'empty-file': () => 'The file is empty. Choose another',
  'second-file': () => 'Send one file at a time',
});

/** With what the rules of a clock say. */
export const circumstancesMessages: Messages = { ...enrolmentMessages, ...ownMessages };
