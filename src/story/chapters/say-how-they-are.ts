import { participants, type Ending, type ParticipantOfTheStory } from '../cast/participants.js';
import { offer } from './gather-people.js';
import type { Scene } from './scene.js';

const lines: Readonly<Record<Ending, string>> = {
  passed: 'Has passed: letter and feedback are there',
  failed: 'Has not passed, and may book a resubmission',
  resubmitting: 'Has not passed, and is writing again in the window that is open',
  'no-show': 'Had a place and handed in nothing: owes a charge',
  'in-moderation': 'Handed in and marked: in moderation, sees nothing of it',
  'first-marking': 'Handed in: the first assessor is half-way',
  'second-marking': 'Handed in: a second assessor has begun',
  agreeing: 'Handed in: two assessors differ and are to agree',
  adjudicating: 'Handed in: two assessors differ and a third decides',
  allocated: 'Handed in: given to an assessor who has not begun',
  submitted: 'Has handed in, and may take it back while the window is open',
  'over-limit': 'Is over the limit of 4,000 words',
  drafting: 'Is drafting: one account, three pieces of evidence',
  booked: 'Has a place in the window that is open, and no files yet',
  'booked-later': 'Has a place in a window to come',
  'not-booked': 'Is enrolled and has not booked',
  'at-risk': 'Has not booked, and has less than 90 days left',
  deferred: 'Is deferred: the clock stands still',
  lapsed: 'Ran out of time and has lapsed',
};

/** The sign-in page says of each participant how far they are. */
export async function sayHowTheyAre(scene: Scene): Promise<void> {
  for (const [position, person] of participants.entries())
    await offer(scene, person.email, await lineOf(scene, person), position);
}

async function lineOf({ database }: Scene, { email, ending }: ParticipantOfTheStory): Promise<string> {
  if (ending !== 'over-limit') return lines[ending];
  const { counted } = await database.one<{ counted: number }>(
    `select d.counted from document d join sign_in s on s.id = d.uploaded_by
     where s.email = $1 and d.component = 'account-T1' and d.state = 'checked'`,
    [email],
  );
  return `${lines[ending]}: the first account has ${counted.toLocaleString('en-GB')}`;
}
