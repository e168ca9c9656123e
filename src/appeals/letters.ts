import { sayDate } from '#libs/calendar';
import { participantForLetters } from '../enrolment/index.js';
import type { Transaction } from '../platform/database/database.js';
import { writeLetter } from '../platform/mail/mail.js';

interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

const day = (date: string): string => sayDate(Temporal.PlainDate.from(date));

/** Letters about an appeal. Grounds and statement are in none of them: they are read behind sign-in. */
export const letters = {
  lodged: (isLate: boolean): Words => ({
    subject: 'We have your appeal',
    paragraphs: [
      isLate
        ? 'We have your appeal. It came after the last day for it, so the assessment lead decides first whether it is heard. We write to you.'
        : 'We have your appeal. We write to you when somebody begins to look at it.',
      'Until it is decided your outcome stands, and so does what it says about what happens next. You can withdraw your appeal at any time before that.',
    ],
  }),
  acknowledged: (decideBy: string): Words => ({
    subject: 'Your appeal is being looked at',
    paragraphs: [
      `Your appeal is being looked at by somebody who took no part in your outcome. You hear from us by ${day(decideBy)}.`,
    ],
  }),
  rejected: (reason: string): Words => ({
    subject: 'Your appeal was not upheld',
    paragraphs: [`Your appeal was looked at and not upheld. Your outcome stands. The reason: ${reason}`],
  }),
  upheld: (): Words => ({
    subject: 'Your appeal was upheld',
    paragraphs: ['Your appeal was upheld. A new outcome has taken the place of the one that you appealed against.'],
  }),
  withdrawn: (): Words => ({
    subject: 'Your appeal is withdrawn',
    paragraphs: ['You have withdrawn your appeal. Your outcome stands.'],
  }),
} as const;

/** Writes one of them to the participant, in the transaction of what it is about. */
export async function tellAppellant(tx: Transaction, enrolmentId: string, key: string, words: Words): Promise<void> {
  const { name, email } = await participantForLetters(tx, enrolmentId);
  const body = [`Dear ${name}`, ...words.paragraphs, 'The assessment team'].join('\n\n');
  await writeLetter(tx, { key, to: email, subject: words.subject, body: `${body}\n` });
}
