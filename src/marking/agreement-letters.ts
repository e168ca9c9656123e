import { sayDate } from '#libs/calendar';
import { staffById } from '../people/index.js';
import type { Transaction } from '../platform/database/database.js';
import { writeLetters } from '../platform/mail/mail.js';

/** Tells both assessors that their marks differ and by when to agree. The letter says no mark and no name. */
export async function writeAgreementLetters(
  tx: Transaction,
  {
    number,
    markSetId,
    differing,
    date,
  }: { number: string; markSetId: string; differing: number; date: Temporal.PlainDate },
  assessorIds: readonly string[],
): Promise<void> {
  const staff = await staffById(tx, assessorIds);
  const criteria = differing === 1 ? '1 criterion' : `${differing} criteria`;
  await writeLetters(
    tx,
    [...staff.values()].map(({ staffId, email, name }) => ({
      key: `agreement:${markSetId}:${staffId}`,
      to: email,
      subject: `Script ${number}: agree on ${criteria} by ${sayDate(date)}`,
      body: `Dear ${name},\n\nscript ${number} was marked by two assessors, and the marks are further apart than the rules allow. Please look at the ${criteria} on which they differ and propose a mark for each, with your reason, by the end of ${sayDate(date)}.\n\nYou find it under "Marking". If the two of you cannot agree, say so there: a senior assessor then decides.\n`,
    })),
  );
}
