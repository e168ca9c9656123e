import { sayDate, sayEndOfDay, sayMoment } from '#libs/calendar';
import type { Transaction } from '../platform/database/database.js';
import { writeLetter, type Letter } from '../platform/mail/mail.js';
import { participantForLetters } from './door.queries.js';

interface Words {
  readonly subject: string;
  /** Paragraphs between the greeting and the close. */
  readonly paragraphs: readonly string[];
}

/** Writes a letter to an enrolment's participant; `key` is what makes it one. */
export async function writeToParticipant(
  tx: Transaction,
  enrolmentId: string,
  key: string,
  words: Words,
): Promise<void> {
  await writeLetter(tx, letterTo(await participantForLetters(tx, enrolmentId), key, words));
}

/** The letter itself, for a caller who knows the participant and writes many at once. */
export function letterTo(
  { name, email }: { readonly name: string; readonly email: string },
  key: string,
  { subject, paragraphs }: Words,
): Letter {
  const body = [`Dear ${name}`, ...paragraphs, 'The assessment team'].join('\n\n');
  return { key, to: email, subject, body: `${body}\n` };
}

const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;

export const letters = {
  bookingMoved: (from: string, to: string, opensAt: Temporal.Instant, confirmBy: Temporal.Instant): Words => ({
    subject: `Your assessment has moved to ${to}`,
    paragraphs: [
      `You had a place in ${from} and did not confirm it in time. So that you do not lose your chance, we have moved you to the next window that fits your time: ${to}, which opens on ${sayMoment(opensAt)}.`,
      `Please confirm this place by ${sayMoment(confirmBy)}. You can also cancel it and choose another window. Moving cost you nothing.`,
    ],
  }),
  placeKept: (window: string, opensAt: Temporal.Instant): Words => ({
    subject: `Please confirm your place in ${window}`,
    paragraphs: [
      `You have not confirmed your place in ${window}, and no later window fits before your time runs out. We have kept your place: the window opens on ${sayMoment(opensAt)}.`,
      'Please confirm it as soon as you can. We have told the administrator, who will be in touch.',
    ],
  }),
  placeFromList: (window: string, opensAt: Temporal.Instant, confirmBy: Temporal.Instant | null): Words => ({
    subject: `You have a place in ${window}`,
    paragraphs: [
      `You were waiting for a place in ${window}. One is free now, and it is yours. The window opens on ${sayMoment(opensAt)}.`,
      confirmBy
        ? `Please confirm it by ${sayMoment(confirmBy)}. A place that is not confirmed in time moves to the next window that fits.`
        : 'The day to confirm by has passed, so the place is confirmed already.',
      'If you no longer want it, cancel it soon: close to the opening there is a charge.',
    ],
  }),
  lateCancellation: (window: string, pence: number): Words => ({
    subject: `You have cancelled your place in ${window}`,
    paragraphs: [
      `You cancelled close to the opening of the window, so there is a charge of ${pounds(pence)}. If there is a good reason, tell the assessment lead, who can waive it.`,
      'A charge that is open keeps you from booking another window.',
    ],
  }),
  noShow: (window: string, pence: number): Words => ({
    subject: `Nothing was submitted in ${window}`,
    paragraphs: [
      `You had a place in ${window}, and it closed without a submission from you.${pence > 0 ? ` There is a charge of ${pounds(pence)}.` : ''}`,
      'Your draft is kept. While your time has not run out you can book another window. If there was a good reason, tell the assessment lead.',
    ],
  }),
  clockCorrected: (presentBy: string, why: string, effect: readonly string[]): Words => ({
    subject: `You now have until ${sayDate(Temporal.PlainDate.from(presentBy))} to present for assessment`,
    paragraphs: [
      `Your start date has been corrected. You present for assessment by ${sayEndOfDay(Temporal.PlainDate.from(presentBy))}: ${why}.`,
      ...effect,
    ],
  }),
  transferred: (title: string, presentBy: string, why: string, effect: readonly string[]): Words => ({
    subject: 'You are now on another version of the framework',
    paragraphs: [
      `Your enrolment has been moved to ${title}. Its tasks, word limits and criteria are those that count for you from now on: sign in to see them.`,
      `You present for assessment by ${sayEndOfDay(Temporal.PlainDate.from(presentBy))}: ${why}.`,
      ...effect,
      'If this is a mistake, write to the assessment lead soon.',
    ],
  }),
  deferred: (from: string, until: string, presentBy: string, why: string, effect: readonly string[]): Words => ({
    subject: 'Your assessment is deferred',
    paragraphs: [
      `Your assessment is deferred from ${sayDate(Temporal.PlainDate.from(from))}. You are back on ${sayDate(Temporal.PlainDate.from(until))}.`,
      `You now present for assessment by ${sayEndOfDay(Temporal.PlainDate.from(presentBy))}: ${why}.`,
      ...effect,
    ],
  }),
  extended: (presentBy: string, why: string): Words => ({
    subject: `You now have until ${sayDate(Temporal.PlainDate.from(presentBy))} to present for assessment`,
    paragraphs: [
      `Your time has been extended. You present for assessment by ${sayEndOfDay(Temporal.PlainDate.from(presentBy))}: ${why}.`,
    ],
  }),
  lapsed: (presentBy: string): Words => ({
    subject: 'Your time to present for assessment has run out',
    paragraphs: [
      `You had until ${sayEndOfDay(Temporal.PlainDate.from(presentBy))} to present for assessment, and we have received no submission from you.`,
      'If something kept you from it, write to the assessment lead: your enrolment can be reinstated with an extension where there is a good reason.',
    ],
  }),
  resubmissionRanOut: (resubmitBy: string): Words => ({
    subject: 'Your time to resubmit has run out',
    paragraphs: [
      `You could resubmit until ${sayEndOfDay(Temporal.PlainDate.from(resubmitBy))}, and we have received no resubmission from you. Your outcome is now final.`,
    ],
  }),
  withdrawn: (): Words => ({
    subject: 'You have been withdrawn from the NPQEL',
    paragraphs: [
      'Your withdrawal has been recorded. A place that you had booked is released without charge. What you submitted is kept as our privacy notice says.',
      'If this is a mistake, write to the administrator soon.',
    ],
  }),
  taskClosings: (
    window: string,
    closesAt: Temporal.Instant,
    tasks: readonly { readonly title: string; readonly closesAt: string | null }[],
  ): Words => ({
    subject: `When your accounts are taken until in ${window}`,
    paragraphs: [
      `You have a place in ${window}. The times until which it takes your accounts were set anew:`,
      ...tasks.map(
        (task) =>
          `${task.title}: until ${sayMoment(task.closesAt === null ? closesAt : Temporal.Instant.from(task.closesAt))}.`,
      ),
      'From then on that account can neither be sent nor changed. If you have a closing time of your own, you have as much longer for each account. You submit once, before the window closes for you.',
    ],
  }),
  closingTimeChanged: (window: string, closesAt: Temporal.Instant): Words => ({
    subject: `Your own closing time in ${window}`,
    paragraphs: [
      `As an adjustment for you, ${window} closes for you on ${sayMoment(closesAt)}. Nobody who marks your work can see this.`,
    ],
  }),
} as const;
