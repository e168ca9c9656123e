import { sayMoment } from '#libs/calendar';
import type { Transaction } from '../platform/database/database.js';
import { writeLetters } from '../platform/mail/mail.js';
import type { AffectedPerson, FailureSpan } from './affected.js';

/** Tells everybody who was given time, each their own closing, in three statements whatever their number. */
export async function lettersOf(
  tx: Transaction,
  failureId: string,
  windowId: string,
  { from, until }: FailureSpan,
  hit: readonly AffectedPerson[],
): Promise<void> {
  const [window] = await tx.query<{ name: string }>(`select name from assessment_window where id = $1`, [windowId]);
  await writeLetters(
    tx,
    hit.map(({ bookingId, name, email, closesAt }) => ({
      key: `failure:${failureId}:${bookingId}`,
      to: email,
      subject: `You have more time in ${window?.name ?? 'your window'}`,
      body: [
        `Dear ${name}`,
        `From ${sayMoment(from)} until ${sayMoment(until)} our service failed. So that you lose nothing by it, ${window?.name} closes for you on ${sayMoment(Temporal.Instant.from(closesAt))}.`,
        'You need not do anything else. If you had tried to submit and are not sure whether it worked, look at your submission: who is submitted has a receipt.',
        'The assessment team\n',
      ].join('\n\n'),
    })),
  );
}
