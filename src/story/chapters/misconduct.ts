import { withEnding, type ParticipantOfTheStory } from '../cast/participants.js';
import { lead, thirdLead } from '../cast/staff.js';
import type { Scene } from './scene.js';

/** An assessor saw the same paragraph twice in a window: one outcome is held while a lead looks into it. */
export async function holdOne(scene: Scene): Promise<void> {
  const [person] = withEnding('in-moderation').slice(-1);
  if (!person) return;
  await hold(scene, person, {
    source: 'assessor',
    reason: 'An assessor reports a paragraph that they read in another script of the same window.',
    told: 'A paragraph of your second account also stands in somebody else’s. We look into where it comes from.',
  });
}

/** A case that is proven: one lead has proposed a warning, and another has to confirm it. */
export async function proposeSanction(scene: Scene): Promise<void> {
  const { actors } = scene;
  const [person] = withEnding('in-moderation').slice(-2);
  if (!person) return;
  const id = await hold(scene, person, {
    source: 'metadata',
    reason: 'The file of task 1 names an author who is not the participant.',
    told: 'The file of your first account names another author. We look into who wrote it.',
  });
  await actors.act(thirdLead.email, `hold-${person.email}-decided`, `/outcome-holds/${id}/decision`, {
    finding: 'proven',
    why: 'A colleague had written the first two pages, and said so.',
  });
  await actors.act(thirdLead.email, `sanction-${person.email}`, `/outcome-holds/${id}/sanctions`, async () => {
    const form = await actors.read(thirdLead.email, `/outcome-holds/${id}/sanction?kind=warning`);
    return {
      kind: 'warning',
      reason: 'Two pages of background, which carry no criterion, and the participant said so at once.',
      told: 'What others write is theirs: name it as such, wherever it stands.',
      seen: (form['effect'] as { seen: string }).seen,
    };
  });
}

async function hold(
  { actors, database }: Scene,
  person: ParticipantOfTheStory,
  fields: Record<string, string>,
): Promise<string> {
  const { id } = await database.one<{ id: string }>(
    `select e.id from enrolment e join participant p on p.id = e.participant_id join sign_in i on i.id = p.sign_in_id where i.email = $1`,
    [person.email],
  );
  return String((await actors.act(lead.email, `hold-${person.email}`, `/enrolments/${id}/hold`, fields))['id']);
}
