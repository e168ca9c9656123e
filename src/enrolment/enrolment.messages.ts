import { sayCount, sayDate, sayDay, sayMoment, sayTime } from '#libs/calendar';
import type { FormRefusal } from '../platform/upload/index.js';
import { defineMessages } from '../platform/web/reply.js';
import type { BookWindowCode } from './bookings/book-window.js';
import type { CancelCode } from './bookings/cancel-booking.js';
import { extensionWords } from './bookings/extension.messages.js';
import type { ExtensionCode } from './bookings/extension.rules.js';
import type { JoinCode } from './bookings/join-waiting-list.js';
import type { ConfirmCode } from './bookings/confirm-booking.js';
import type { ClosingTimeCode } from './bookings/set-closing-time.js';
import type { RowCode } from './import/check-rows.js';
import { fileWords, rowWords } from './import/import.messages.js';
import type { ReadCsvCode } from './import/read-csv.js';
import type { ChangeDetailsCode } from './participants/change-details.js';
import { recordWords } from './participants/record.messages.js';
import type { MergeRecordsCode } from './participants/merge-records.js';
import type { PartCode } from './participants/part-records.js';
import type { ChargeCode } from './participants/close-charge.js';
import type { CorrectStartCode } from './participants/correct-start-date.js';
import type { ExtendCode } from './participants/extend-clock.js';
import type { DeferCode } from './participants/grant-deferral.js';
import type { TransferCode } from './participants/transfer-framework.js';
import type { WithdrawCode } from './participants/withdraw-enrolment.js';
import { stateWords } from './labels.js';
import type { PlanCode } from './windows/plan-year.js';
import type { TaskClosingCode } from './windows/set-task-closings.js';
import type { WindowCode } from './windows/window-form.js';

/** Every way in which this room says no to a person. */
export type EnrolmentCode =
  | BookWindowCode
  | CancelCode
  | JoinCode
  | 'not-waiting'
  | ChangeDetailsCode
  | MergeRecordsCode
  | PartCode
  | ConfirmCode
  | ClosingTimeCode
  | ChargeCode
  | ExtensionCode
  | CorrectStartCode
  | ExtendCode
  | DeferCode
  | TransferCode
  | WithdrawCode
  | PlanCode
  | WindowCode
  | TaskClosingCode
  | 'windows-overlap'
  | 'window-name-taken'
  | 'capacity-below-taken'
  | 'window-is-closed'
  | 'no-framework'
  | 'attempts-used-up'
  | 'resubmission-after-long-stop'
  | FormRefusal
  | ReadCsvCode
  | RowCode;

const moment = (iso: string): string => sayMoment(Temporal.Instant.from(iso));
const date = (iso: string): string => sayDate(Temporal.PlainDate.from(iso));
const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;
/** "Thursday 11 February 2027 at 9am" of a civil date and time; "1:30am" of a time alone. */
const civil = (text: string): string => {
  if (!text.includes('T')) return sayTime(Temporal.PlainTime.from(text));
  const at = Temporal.PlainDateTime.from(text);
  return `${sayDay(at.toPlainDate())} at ${sayTime(at.toPlainTime())}`;
};

interface Given {
  readonly given: string;
}

const edgeWords: Readonly<Record<string, string>> = {
  opensAt: 'the opening',
  closesAt: 'the closing',
  bookingOpensAt: 'the opening of booking',
  bookingClosesAt: 'the closing of booking',
  confirmBy: 'the day to confirm by',
};

const booking = {
  'no-enrolment': () => 'You are not enrolled, so there is nothing to book. Ask the administrator',
  'no-such-window': () => 'This window is not there any more. Choose another',
  'not-in-a-state-to-book': ({ state }: { state: string }) =>
    state === 'deferred'
      ? 'Your assessment is deferred. You can book a window once you are back'
      : state === 'lapsed'
        ? 'Your time to present has run out. Ask the assessment lead for an extension before you book'
        : 'There is nothing to book now',
  'other-framework': () => 'This window is for another version of the framework. Choose one of yours',
  'already-booked': ({ window }: { window: string }) =>
    `You already have a place in ${window}. Cancel it before you book another`,
  'unpaid-charge': ({ pence }: { pence: number }) =>
    `You owe ${pounds(pence)}. Pay it, or ask the assessment lead to waive it, before you book`,
  'booking-not-open-yet': ({ opensAt }: { opensAt: string }) => `Booking for this window opens on ${moment(opensAt)}`,
  'booking-closed': ({ closedAt }: { closedAt: string }) =>
    `Booking for this window closed on ${moment(closedAt)}. Choose another`,
  'window-does-not-fit': ({ why }: { why: string }) =>
    `This window does not fit into your time. ${why} Choose an earlier one, or ask the assessment lead for an extension`,
  'window-during-deferral': ({ from, until }: { from: string; until: string }) =>
    `Your assessment is deferred from ${date(from)}, and this window is open before you are back on ${date(until)}. Choose another`,
  'window-full': () => 'Somebody took the last place in this window. Choose another, or wait for a place in it',
  'window-has-places': () => 'There is a place in this window. Book it: there is no need to wait',
  'not-waiting': () =>
    'You are not on the list of this window. You may have been given a place: look at your assessment window',
  'booking-not-in-state': ({ state }: { state: string }) =>
    state === 'used'
      ? 'You have submitted under this booking, so it stays as it is'
      : 'This booking is over, so it stays as it is',
  'confirm-by-passed': ({ confirmBy }: { confirmBy: string }) =>
    `This place was to be confirmed before ${moment(confirmBy)}. We are moving you to the next window that fits and write to you`,
  'window-has-opened': ({ opensAt }: { opensAt: string }) =>
    `The window opened on ${moment(opensAt)}, so the place can no longer be cancelled. If something keeps you from submitting, write to the assessment lead`,
  'charge-has-changed': ({ pence }: { pence: number }) =>
    `Cancelling now costs ${pounds(pence)}. Look at it again before you decide`,
  'adjustment-during-deferral': ({ from }: { from: string }) =>
    `The participant is deferred from ${date(from)} on. Give a time before that day`,
  'adjustment-not-later': ({ closesAt }: { closesAt: string }) =>
    `Give a time after the window’s own closing, ${moment(closesAt)}`,
};

const clock = {
  'enrolment-not-in-state': ({ state, event }: { state: string; event: string }) =>
    `This enrolment is ${stateWords[state] ?? state}, so it cannot ${event === 'correct' ? 'be corrected' : event === 'extend' ? 'be extended' : event === 'defer' ? 'be deferred' : event === 'withdraw' ? 'be withdrawn' : 'change that way'}`,
  'start-date-unreadable': ({ given }: Given) =>
    `Give the start date as 2026-09-21 or 21/09/2026: “${given}” is no date`,
  'start-date-far-ahead': ({ given }: Given) => `${date(given)} is more than a year ahead. Check the year`,
  'start-date-before-the-framework': ({ given, first }: { given: string; first: string }) =>
    `${date(given)} is before the first start of the programme, ${date(first)}. Check the year`,
  'start-date-is-the-same': ({ given }: Given) => `${date(given)} is the start date already`,
  'reason-missing': () => 'Give a reason: it is kept in the record',
  'effect-has-changed': ({ presentBy }: { presentBy?: string }) =>
    presentBy === undefined
      ? 'Something changed meanwhile, and this now does something else. Look at the effect again before you decide'
      : `Something changed meanwhile: this would now lead to ${date(presentBy)}. Look at the effect again before you decide`,
  'framework-not-published': ({ given }: Given) =>
    given === ''
      ? 'Choose a version of the framework'
      : `No version “${given}” of the framework is published. Choose one of the list`,
  'framework-is-the-same': ({ title }: { title: string }) => `The enrolment is on ${title} already`,
  'transfer-not-in-state': ({ state }: { state: string }) =>
    `This enrolment is ${stateWords[state] ?? state}, and only one that is active or deferred moves to another version`,
  'begun-under-framework': ({ title }: { title: string }) =>
    `They have begun their accounts under ${title}, so they finish under it`,
  'enrolled-under-framework': ({ title }: { title: string }) =>
    `This participant is enrolled on ${title} as well. Withdraw one of the two instead`,
  'task-unknown': ({ task }: { task: string }) => `The framework has no task ${task}. Load the page again`,
  'task-closing-outside-window': ({ opensAt, closesAt }: { opensAt: string; closesAt: string }) =>
    `Give a time while the window is open: after ${moment(opensAt)} and before ${moment(closesAt)}. Leave the day empty to take it as long as the window`,
  'task-closing-before-booking': ({ bookingClosesAt }: { bookingClosesAt: string }) =>
    `Places in this window can be booked until ${moment(bookingClosesAt)}, and whoever books then could not send this account. Give that time or a later one`,
  'task-closing-over': ({ at }: { at: string }) =>
    `This account was taken until ${moment(at)}, which is over, so it is not changed any more. Give those concerned more time of their own instead`,
  'task-closing-in-the-past': ({ at }: { at: string }) =>
    `${moment(at)} is over already. Give a time that is still to come`,
  'deferral-reason-unknown': () => 'Choose a reason',
  'deferral-date-unreadable': ({ given }: Given) => `Give the date as 2026-09-21 or 21/09/2026: “${given}” is no date`,
  'deferral-not-in-order': () => 'The day of return must be after the first day off',
  'deferral-before-the-start': ({ startDate }: { startDate: string }) =>
    `A deferral cannot begin before the start date, ${date(startDate)}`,
  'deferral-after-present-by': ({ presentBy }: { presentBy: string }) =>
    `A deferral has to begin by ${date(presentBy)}, the day to present by. After that only an extension helps`,
  'deferrals-used-up': ({ most }: { most: number }) =>
    `The framework allows ${sayCount(most, 'deferral')} for one enrolment, and that was granted`,
  'deferral-too-long': ({ why }: { why: string }) => `This is longer than the framework allows: ${why}`,
  'already-submitted': () => 'Work has been submitted for assessment, so there is nothing left to defer',
  'extension-not-days': () => 'Give the days as a whole number, such as 14',
  'extension-too-long': ({ most }: { most: number }) => `The framework allows ${sayCount(most, 'day')} at most`,
  'extensions-used-up': ({ most }: { most: number }) =>
    `The framework allows ${sayCount(most, 'extension')} for one enrolment, and that was granted`,
  'extension-ends-in-the-past': ({ presentBy }: { presentBy: string }) =>
    `This would end on ${date(presentBy)}, which is over. Give more days`,
  'withdrawal-reason-unknown': () => 'Choose a reason',
  'charge-is-closed': () => 'This charge has been paid or waived already',
  'attempts-used-up': ({ attempts }: { attempts: number }) =>
    `All ${attempts} attempts are used up, so the outcome is final`,
  'resubmission-after-long-stop': ({ longStop }: { longStop: string }) =>
    `The programme ended on ${date(longStop)}, so no resubmission can be offered and the outcome is final`,
};

const windows = {
  'name-missing': () => 'Give the window a name, such as February 2027',
  'date-unreadable': ({ given }: Given) =>
    given.trim() === '' ? 'Give a date' : `Give the date as 2027-02-25 or 25/02/2027: “${given}” is no date`,
  'time-unreadable': ({ given }: Given) =>
    given.trim() === '' ? 'Give a time' : `Give the time as 09:00 or 12:00: “${given}” is no time`,
  'capacity-not-a-number': () => 'Give the number of places as a whole number from 1 to 10,000',
  'edge-in-clock-change': ({ civil: at }: { civil: string }) =>
    `${civil(at)} lies between 1am and 2am, the hour in which clocks change: nothing opens or closes then. Choose another time`,
  'window-not-in-order': ({ first, second }: { first: string; second: string }) =>
    `${capital(edgeWords[first] ?? first)} has to come before ${edgeWords[second] ?? second}`,
  'windows-overlap': ({ opens, closes }: { opens: string; closes: string }) =>
    `It overlaps a window from ${civil(opens)} to ${civil(closes)}`,
  'window-pattern-not-usable': (facts: Readonly<Record<string, unknown>>) =>
    `Something in the plan cannot be used: ${Object.keys(facts)[0] ?? 'a field'} is out of its range`,
  'nothing-to-plan': () => 'No window in this plan can be made. Change the pattern',
  'window-name-taken': ({ name }: { name: string }) =>
    `There is a window called ${name} already. Give this one another name`,
  'capacity-below-taken': ({ taken }: { taken: number }) =>
    `${sayCount(taken, 'place')} ${taken === 1 ? 'is' : 'are'} taken, so there cannot be fewer`,
  'window-is-closed': () => 'This window is closed, so it stays as it is',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Each code in plain words that say what to do. */
export const enrolmentMessages = defineMessages<EnrolmentCode>({
  ...booking,
  ...extensionWords,
  ...clock,
  ...windows,
  ...fileWords,
  ...rowWords,
  ...recordWords,
});
