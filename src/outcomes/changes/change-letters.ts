import { sayDate } from '#libs/calendar';
import { participantForLetters } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetter } from '../../platform/mail/mail.js';
import type { AttemptThatFalls, ChangeEffect } from './effect.js';

const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;

/** What goes with the attempt that falls away, as sentences: letter and page say the same. */
export function sayFall({ attemptNo, places, handedIn, refundPence, liftPence }: AttemptThatFalls): string[] {
  return [
    `Attempt ${attemptNo} is cancelled${handedIn ? ', and what was handed in for it is withdrawn' : ''}.`,
    ...(places.length > 0 ? [`The place in ${places.join(' and ')} is given back without charge.`] : []),
    ...(refundPence > 0 ? [`The fee of ${pounds(refundPence)} is paid back.`] : []),
    ...(liftPence > 0 ? [`The fee of ${pounds(liftPence)} is not owed any more.`] : []),
  ];
}

/** Whether an attempt without an outcome counts, as a sentence; nothing where an outcome stands. */
export function sayUsedUp(isUsedUp: boolean | null): string[] {
  if (isUsedUp === null) return [];
  return [
    isUsedUp
      ? 'The attempt is over without an outcome, and counts as one that was used.'
      : 'The attempt is over without an outcome, and does not count as one that was used.',
  ];
}

/** What comes after an attempt that is over, as a sentence; nothing where none is. */
export function sayOpening({ opens, isFinal }: Pick<ChangeEffect, 'opens' | 'isFinal'>): string[] {
  if (isFinal) return ['There is no further attempt.'];
  if (!opens) return [];
  const by = sayDate(Temporal.PlainDate.from(opens.resubmitBy));
  const fee = opens.feePence > 0 ? ` It costs ${pounds(opens.feePence)}.` : '';
  return [`Attempt ${opens.attemptNo} is open, in a window that closes by ${by} (${opens.resubmitByWhy}).${fee}`];
}

/** Tells the participant, in the transaction of the change. The result is read behind sign-in and not in the letter. */
export async function tellOfChange(
  tx: Transaction,
  told: {
    readonly facts: { readonly outcomeId: string; readonly enrolmentId: string };
    readonly effect: ChangeEffect;
    readonly reason: string;
    readonly successor: string | null;
    readonly address: string;
  },
): Promise<void> {
  const { facts, effect, reason, successor, address } = told;
  const { name, email } = await participantForLetters(tx, facts.enrolmentId);
  const isVoid = successor === null;
  const paragraphs = [
    `Dear ${name}`,
    isVoid
      ? 'Your outcome was taken back: it does not count any more, and none stands in its place. We are sorry for what this means to you.'
      : 'A new outcome has taken the place of the one that you have.',
    `The reason: ${reason}`,
    ...(effect.cancels ? [sayFall(effect.cancels).join(' ')] : []),
    ...(isVoid
      ? [[...sayUsedUp(effect.isUsedUp), ...sayOpening(effect)].join(' ')]
      : ['The new outcome says what happens next. The earlier one is kept, and you can read both.']),
    `Sign in to read it:\n${address}`,
    'The assessment team',
  ];
  await writeLetter(tx, {
    key: isVoid ? `outcome-voided:${facts.outcomeId}` : `outcome-superseded:${successor}`,
    to: email,
    subject: isVoid ? 'Your NPQEL outcome was taken back' : 'You have a new NPQEL outcome',
    body: `${paragraphs.join('\n\n')}\n`,
  });
}
