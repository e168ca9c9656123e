import { sayCount, sayDate, sayMoment } from '#libs/calendar';
import { instantOf } from '../platform/database/types.js';
import type { Letter } from '../platform/mail/mail.js';
import type { OpenDeadline } from './open-deadlines.js';

/** The letter for a deadline that is `daysLeft` days away: the date, why it is that date, and what to do. */
export function reminderLetter(of: OpenDeadline, daysLeft: number, key: string): Letter {
  const { subject, paragraphs } = words[of.series](of, inDays(daysLeft));
  const body = [`Dear ${of.name}`, ...paragraphs, 'The assessment team'].join('\n\n');
  return { key, to: of.email, subject, body: `${body}\n` };
}

const inDays = (days: number): string =>
  days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${sayCount(days, 'day')}`;

type Words = (of: OpenDeadline, when: string) => { readonly subject: string; readonly paragraphs: readonly string[] };

const words: Readonly<Record<OpenDeadline['series'], Words>> = {
  'present-by': ({ deadline, why, attemptNo }, when) => {
    const day = sayDate(Temporal.PlainDate.from(deadline));
    const act = attemptNo === 1 ? 'present for assessment' : 'resubmit';
    return {
      subject: `Your time to ${act} ends ${when}, on ${day}`,
      paragraphs: [
        `You can ${act} until the end of ${day}, London time (${why}). You have no place in an assessment window yet.`,
        'Sign in, open "Your window" and book a window that closes by then. If none suits you, or you need more time for a good reason, tell your administrator before that day.',
      ],
    };
  },
  'confirm-by': ({ windowName, at }, when) => ({
    subject: `Confirm your place in ${windowName ?? 'your window'}: its time ends ${when}`,
    paragraphs: [
      `You booked a place in ${windowName ?? 'a window'}. It has to be confirmed by ${sayMoment(instantOf(at))}.`,
      'Sign in, open "Your window" and confirm it. A place that is not confirmed in time moves to the next window that fits; you can also cancel it and choose another.',
    ],
  }),
  'task-closes': ({ windowName, at, taskTitle }, when) => ({
    subject: `The time for your account “${taskTitle ?? ''}” ends ${when}, and it is not there yet`,
    paragraphs: [
      `${windowName ?? 'Your window'} takes this account until ${sayMoment(instantOf(at))} from you. From then on it can neither be sent nor changed.`,
      'Sign in, open "Your files" and send it. You submit everything together, before your window closes. If something keeps you from it, tell your administrator now.',
    ],
  }),
  'window-closes': ({ windowName, at }, when) => ({
    subject: `${windowName ?? 'Your window'} closes ${when} and nothing is submitted yet`,
    paragraphs: [
      `You have a place in ${windowName ?? 'a window'}, and for you it closes at ${sayMoment(instantOf(at))}. We have not received a submission from you.`,
      'Sign in, open "Your submission", see what is missing and submit. What was uploaded and not submitted does not count. If something keeps you from it, tell your administrator now.',
    ],
  }),
};
