import type { Refusal } from '#libs/refusal';
import { enrolmentMessages } from '../enrolment/index.js';
import { defineMessages, problemOf } from '../platform/web/reply.js';
import type { DeclareCode } from './declare-failure.js';

/** Why a person whom a failure hit is not given time, to a lead. */
export function sayBar(bar: Refusal): string {
  return problemOf(bar, { ...enrolmentMessages, ...failuresMessages }).text;
}

interface Barred {
  readonly people: readonly { readonly name: string; readonly bar: Refusal }[];
}

/** Every way in which this room says no to a person. */
export const failuresMessages = defineMessages<DeclareCode | 'window-missing' | 'window-is-frozen'>({
  'window-missing': () => 'Choose the window that the failure touched',
  'span-unreadable': ({ given }: { given: string }) =>
    given === '' ? 'Give a day and a time' : `Give a day as 2026-12-01 and a time as 11:50: “${given}” is neither`,
  'span-not-in-order': () => 'The end has to come after the beginning',
  'minutes-not-whole': ({ most }: { most: number }) =>
    `Give the time on top as whole minutes, such as 60, up to ${most.toLocaleString('en-GB')}`,
  'no-failure-on-record': () =>
    'The log holds no failure in this stretch. Look at the log, and declare what stands there',
  'failure-is-declared': () => 'A failure in this stretch was declared for this window already',
  'nobody-was-hit': () => 'Nobody with a place in this window was without a submission then',
  'nobody-can-be-given-time': ({ people }: Barred) =>
    `Nobody whom it hit can be given time. ${people.map(({ name, bar }) => `${name}: ${sayBar(bar)}`).join('. ')}`,
  'window-is-frozen': () =>
    'The decisions of this window are frozen for moderation, so nothing can join them. Ask them to book another window, and waive the charge',
  'extension-over-already': () => 'With so little on top the window would have closed again by now. Give more minutes',
  'failure-effect-has-changed': () =>
    'Something changed meanwhile. Look again at whom it gives time before you confirm',
  'failure-reason-missing': () => 'Say what failed: it is kept in the record',
});
