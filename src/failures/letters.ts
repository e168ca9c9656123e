import { sayMoment } from '#libs/calendar';
import type { FeeGivenBack } from '../enrolment/index.js';
import type { Transaction } from '../platform/database/database.js';
import { writeLetters } from '../platform/mail/mail.js';
import type { AffectedPerson, FailureSpan } from './affected.js';

/** Tells everybody who was given time, each their own closing, in three statements whatever their number. */
export async function lettersOf(
  tx: Transaction,
  declared: {
    readonly failureId: string;
    readonly span: FailureSpan;
    readonly hit: readonly AffectedPerson[];
    /** What became of charges for places that were given back, by booking. */
    readonly givenBack: ReadonlyMap<string, FeeGivenBack>;
  },
): Promise<void> {
  const { failureId, span, hit, givenBack } = declared;
  const { from, until, windowId } = span;
  const [window] = await tx.query<{ name: string }>(`select name from assessment_window where id = $1`, [windowId]);
  const name = window?.name ?? 'your window';
  await writeLetters(
    tx,
    hit.map((person) => ({
      key: `failure:${failureId}:${person.bookingId}`,
      to: person.email,
      subject: `You have more time in ${name}`,
      body: [
        `Dear ${person.name}`,
        `From ${sayMoment(from)} until ${sayMoment(until)} our service failed. So that you lose nothing by it, ${name} closes for you on ${sayMoment(Temporal.Instant.from(person.closesAt))}.`,
        ...(person.standing === 'reinstated' ? reinstated(givenBack.get(person.bookingId)) : []),
        `You need not do anything else${person.standing === 'reinstated' ? ' before you submit' : ''}. If you had tried to submit and are not sure whether it worked, look at your submission: who is submitted has a receipt.`,
        'The assessment team\n',
      ].join('\n\n'),
    })),
  );
}

function reinstated(fee: FeeGivenBack | undefined): string[] {
  const words = [
    'We had written that nothing was submitted. That does not count any more: your place is yours again, and your draft is open as you left it.',
  ];
  if (fee && fee.liftedPence > 0)
    words.push(`You do not owe the charge of ${pounds(fee.liftedPence)} for it any more.`);
  if (fee && fee.refundedPence > 0) words.push(`We pay back the ${pounds(fee.refundedPence)} that you paid for it.`);
  return words;
}

const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;
