import { participantForLetters } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetter } from '../../platform/mail/mail.js';

const subjects = {
  placed: 'Your outcome waits: something has to be looked into first',
  upheld: 'What was decided about your submission',
  lifted: 'Your outcome does not wait any more',
} as const;

const sentences = {
  placed: 'Before your outcome can be released, something about your submission has to be looked into:',
  upheld:
    'It was looked into, and this was found. Two people decide what follows from it, and we write to you again. No outcome is released before:',
  lifted: 'It was looked into, and your outcome is released with the next release of your window:',
} as const;

/** Tells the participant, in the transaction of the act. What those who judged said is in none of it. */
export async function tellOfHold(
  tx: Transaction,
  {
    holdId,
    enrolmentId,
    about,
    told,
  }: { holdId: string; enrolmentId: string; about: keyof typeof subjects; told: string },
): Promise<void> {
  const { name, email } = await participantForLetters(tx, enrolmentId);
  const [row] = await tx.query<{ version: number }>(`select version from outcome_hold where id = $1`, [holdId]);
  const paragraphs = [
    `Dear ${name}`,
    sentences[about],
    told,
    about === 'placed'
      ? 'Nothing is decided by this. We hear you before anything is, and write to you as soon as it is. You can answer this letter to the assessment lead.'
      : 'If you have a question about it, write to the assessment lead.',
    'The assessment team',
  ];
  await writeLetter(tx, {
    key: `outcome-hold:${holdId}:${row?.version ?? 1}`,
    to: email,
    subject: subjects[about],
    body: `${paragraphs.join('\n\n')}\n`,
  });
}
