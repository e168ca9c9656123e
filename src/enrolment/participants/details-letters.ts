import { sayDate } from '#libs/calendar';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetters } from '../../platform/mail/mail.js';
import { letterTo } from '../letters.js';
import type { Details, DetailsChanged } from './details-rules.js';

/** What a letter calls each of the details. */
export const detailNames = {
  name: 'Name',
  email: 'E-mail address',
  trn: 'Teacher reference number (TRN)',
  urn: 'School (URN)',
  trustUid: 'Trust (UID)',
  coachName: 'Coach',
  coachEmail: 'E-mail address of the coach',
} as const satisfies Record<keyof Details, string>;

/** What a list of changes calls them: the details, and what is noted beside them. */
export const changeNames: Readonly<Record<string, string>> = { ...detailNames, formerCoach: 'Coach before' };

const mistake = 'If this is not right, write to the administrator soon.';
const subject = 'What we have recorded of you was changed';
const intro = 'An administrator has changed what is recorded of you:';
const orNone = (said: string): string => (said === '' ? 'none' : said);

/** Tells a participant who was noted as having coached them before, or that the note is gone. */
export async function tellOfFormerCoach(
  tx: Transaction,
  told: Pick<Details, 'name' | 'email'> & { readonly noteId: string; readonly was: string; readonly is: string },
): Promise<void> {
  const key = `former-coach:${told.noteId}:${told.is === '' ? 'gone' : 'noted'}`;
  const line =
    told.is === '' ? `${told.was} is not recorded any more as having coached you.` : `${told.is} coached you before.`;
  await writeLetters(tx, [letterTo(told, key, { subject, paragraphs: [intro, line, mistake] })]);
}

/**
 * Tells a participant what was changed of them: their name and TRN stand on the outcome, their school decides who may
 * mark. Where the address changes the old one is told too, without the new one: whoever reads it may be somebody else.
 */
export async function tellOfDetails(
  tx: Transaction,
  told: {
    readonly participantId: string;
    readonly recorded: Details;
    readonly wanted: Details;
    readonly changes: DetailsChanged;
    readonly from: string;
  },
): Promise<void> {
  const { participantId, recorded, wanted, changes, from } = told;
  const key = `details:${participantId}:${(await tx.now()).epochMilliseconds}`;
  const lines = Object.entries(changes).map(([field, { was, is }]) => {
    const label = detailNames[field as keyof Details];
    return `${label}: ${orNone(is)} (was ${orNone(was)})`;
  });
  const since = changes.urn || changes.trustUid ? [`From ${sayDate(Temporal.PlainDate.from(from))}.`] : [];
  if (lines.length === 0) return;
  await writeLetters(tx, [
    letterTo({ name: wanted.name, email: wanted.email }, key, {
      subject,
      paragraphs: [intro, lines.join('\n'), ...since, mistake],
    }),
    ...(changes.email
      ? [
          letterTo({ name: recorded.name, email: recorded.email }, `${key}:old`, {
            subject: 'Our letters to you go to another address now',
            paragraphs: [
              'An administrator has changed the e-mail address we have of you. You sign in with the new address, and our letters go there.',
              mistake,
            ],
          }),
        ]
      : []),
  ]);
}
