import { receivedInTime, sayMoment } from '#libs/calendar';
import { defineMessages } from '../platform/web/reply.js';
import type { AnswerCode } from './answer-as-sponsor.js';
import type { AskCode } from './ask-sponsor.js';
import type { HoldCode } from './accept-submission.js';
import type { LookAgainCode } from './look-again.js';
import type { LinkCode } from './link-evidence.js';
import type { ReadinessCode } from './readiness.js';
import type { ReopenCode } from './reopen.js';
import type { DeclareCode } from './sign-declarations.js';
import type { SubmitCode } from './submit.js';

type Code =
  AnswerCode | AskCode | DeclareCode | HoldCode | LinkCode | LookAgainCode | ReadinessCode | ReopenCode | SubmitCode;

const moment = (iso: string): string => sayMoment(Temporal.Instant.from(iso));
const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;

export const submissionMessages = defineMessages<Code>({
  'account-missing': ({ title }: { title: string }) => `Send your account “${title}”`,
  'account-cannot-be-used': ({ name }: { name: string }) => `${name} cannot be used. Its page says why and what to do`,
  'account-over-limit': ({ name, counted, limit }: { name: string; counted: number; limit: number }) =>
    `${name} has ${counted} words and may have ${limit}. Words left over in the other account do not help: shorten this one and send it again`,
  'account-count-refused': ({ name }: { name: string }) =>
    `The words of ${name} could not be counted. Its page says why: send it as a Word document (.docx)`,
  'evidence-cannot-be-used': ({ title }: { title: string }) =>
    `The evidence “${title}” cannot be used. Take it away or send it again`,
  'evidence-missing': ({ slots }: { slots: string[] }) =>
    slots.length > 3
      ? `${slots.length} pieces of evidence are missing, ${slots[0]} among them. “Your evidence and what it is for” lists them all`
      : `Evidence is missing for ${slots.join('; ')}`,
  'evidence-not-linked': ({ title }: { title: string }) =>
    `Say which criterion the evidence “${title}” is for, or take it away`,
  'not-declared': () => 'Sign your declarations for the files as they are now',
  'sponsor-not-asked': () => 'Ask your sponsor to verify the files as they are now',
  'sponsor-has-not-answered': ({ sponsor }: { sponsor: string }) =>
    `${sponsor} has not answered yet. You may ask again`,
  'sponsor-refused': ({ sponsor }: { sponsor: string }) =>
    `${sponsor} did not verify your submission. Talk to them, change what is wrong and ask again`,
  'charge-unpaid': ({ pence }: { pence: number }) =>
    `A charge of ${pounds(pence)} is unpaid. Pay it, or ask your provider to waive it`,
  'nothing-to-submit': () => 'You are not enrolled, so there is nothing to submit',
  'nothing-to-declare': () => 'You are not enrolled, so there is nothing to sign for',
  'nothing-submitted': () => 'Nothing is submitted that could be taken back',
  'no-window-booked': () => 'Book an assessment window first',
  'window-not-open-yet': ({ opensAt }: { opensAt: string }) =>
    `Your window opens on ${moment(opensAt)}. Everything else can be done before then`,
  'window-has-closed': ({ closesAt, receivedAt }: { closesAt: string; receivedAt: string }) =>
    `Your window has closed. ${receivedInTime(Temporal.Instant.from(receivedAt), Temporal.Instant.from(closesAt)).why}`,
  'changed-meanwhile': () => 'Something was changed since this page was loaded. Look at it again and repeat',
  'submitted-already': () => 'You have submitted. Take your submission back first if you want to change it',
  'accepted-already': () => 'Your submission was accepted for marking and can no longer be changed',
  'declare-all': () => 'Tick every declaration. If one of them is not true, change your files before you submit',
  'sponsor-name-missing': () => 'Say who your sponsor is',
  'sponsor-email-wrong': () => 'Give your sponsor’s e-mail address, such as name@school.org.uk',
  'sponsor-is-yourself': () => 'A sponsor is somebody else: your line manager, head, chief executive or chair',
  'link-is-void': () =>
    'This link no longer counts: it is older than four weeks, or the files were changed and another one was sent',
  'answered-already': () => 'You have answered this request before, and otherwise',
  'answer-missing': () => 'Choose one of the two answers',
  'reason-missing': () => 'Say in a sentence what is not accurate, so that it can be put right',
  'document-is-gone': () => 'This file was replaced or taken away in the meantime',
  'unknown-criterion': () => 'One of the criteria is not in your framework',
  'not-held': () => 'This submission is not held any more',
  'nothing-was-found': () => 'This script is as it was handed in: somebody had it looked at meanwhile',
  'still-not-as-frozen': ({ number }: { number: string }) =>
    `Script ${number} is still not what was handed in. What is wrong now stands below`,
  'hold-reason-missing': () => 'Say why you accept it: the reason is on the record',
});
