import type { AppealRule } from '#libs/rubric';
import { participantForLetters, writeToParticipant } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetter } from '../../platform/mail/mail.js';
import type { SanctionEffect } from './effect.js';
import type { SanctionRow } from './sanction.entity.js';
import type { OverturnEffect } from './overturn.js';
import { sanctionWords, sayEnd, sayOverturn } from './words.js';

/** Tells the participant, in the transaction of the confirmation; no mark and no result is in it. */
export async function tellOfSanction(
  tx: Transaction,
  told: {
    readonly sanction: Pick<SanctionRow, 'id' | 'kind' | 'told'>;
    readonly facts: { readonly enrolmentId: string };
    readonly effect: SanctionEffect;
    readonly appeal: AppealRule;
  },
): Promise<void> {
  const { sanction, facts, effect, appeal } = told;
  const { name, email } = await participantForLetters(tx, facts.enrolmentId);
  const paragraphs = [
    `Dear ${name}`,
    `Two people have decided what follows from what was found about your submission. ${sanctionWords[sanction.kind]}:`,
    sanction.told,
    sayEnd(effect).join(' '),
    appealWords(effect, appeal),
    'The assessment team',
  ];
  await writeLetter(tx, {
    key: `sanction:${sanction.id}`,
    to: email,
    subject: 'What follows from what was found about your submission',
    body: `${paragraphs.join('\n\n')}\n`,
  });
}

/** Tells the participant that a sanction does not stand any more. */
export async function tellOfOverturn(
  tx: Transaction,
  told: {
    readonly sanctionId: string;
    readonly enrolmentId: string;
    readonly effect: OverturnEffect;
    readonly reason: string;
  },
): Promise<void> {
  await writeToParticipant(tx, told.enrolmentId, `sanction-overturned:${told.sanctionId}`, {
    subject: 'What followed from what was found about your submission does not stand any more',
    paragraphs: [
      'Somebody who took no part in the case has looked at what was decided about your submission, and it does not stand any more:',
      told.reason,
      sayOverturn(told.effect).join(' '),
    ],
  });
}

function appealWords({ isReleased }: SanctionEffect, { lodgeDays }: AppealRule): string {
  return isReleased
    ? `If you believe that something went wrong in how this was decided, you can appeal on the page of your outcome once it is there, within ${lodgeDays} working days. It costs nothing.`
    : `If you believe that something went wrong in how this was decided, write to the assessment lead within ${lodgeDays} working days and say what. Somebody who took no part looks into it, and it costs nothing.`;
}
