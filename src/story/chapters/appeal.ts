import { withEnding, type ParticipantOfTheStory } from '../cast/participants.js';
import { lead, thirdLead } from '../cast/staff.js';
import type { Scene } from './scene.js';

/** Who did not pass appeals, and a lead takes it up. */
export async function appeal(scene: Scene): Promise<void> {
  for (const person of withEnding('failed')) {
    const id = await lodge(scene, person, {
      grounds: 'marking-error',
      statement: 'The table of gains by group stands on page 14, and the feedback on 2.4.1 says that there is none.',
    });
    await scene.actors.act(lead.email, `appeal-${person.email}-taken-up`, `/appeals/${id}/acknowledgement`);
  }
}

/** A lead who took no part looks at the script again, and finds that the outcome stands. */
export async function decideAppeal(scene: Scene): Promise<void> {
  for (const person of withEnding('failed')) {
    const { id } = await scene.database.one<{ id: string }>(`select id from appeal where outcome_id = $1`, [
      await outcomeOf(scene, person),
    ]);
    const decision = {
      decision: 'reject',
      reason: 'The table was read by both assessors. It shows gains of the whole cohort, and none by group.',
    };
    await scene.actors.act(thirdLead.email, `appeal-${person.email}-decided`, `/appeals/${id}/decision`, decision);
  }
}

/** Somebody appeals long after the last day, with a reason: whether it is heard waits for a lead. */
export async function appealLate(scene: Scene): Promise<void> {
  for (const person of withEnding('resubmitting'))
    await lodge(scene, person, {
      grounds: 'procedure',
      statement: 'My second account was marked without its annex, which I had sent with it.',
      lateReason: 'I was in hospital when the outcome came, and saw the feedback only last week.',
    });
}

/** A mark of a released outcome was entered wrongly: one lead has proposed the right one, and another has to confirm it. */
export async function proposeChange(scene: Scene): Promise<void> {
  const { actors } = scene;
  const [person] = withEnding('passed');
  if (!person) return;
  const outcome = await outcomeOf(scene, person);
  await actors.act(thirdLead.email, `change-${person.email}`, `/released-outcomes/${outcome}/changes`, async () => {
    const { marks } = await scene.database.one<{ marks: Record<string, number> }>(
      `select marks from outcome where id = $1`,
      [outcome],
    );
    const [criterion] = Object.keys(marks).filter((code) => marks[code] === 1);
    const wish = {
      kind: 'supersede',
      error: 'totalling-error',
      reason: 'The assessors agreed on 2, and 1 was entered. Found when a sample of records was read again.',
      [`mark-${criterion}`]: '2',
    };
    const form = await actors.read(
      thirdLead.email,
      `/released-outcomes/${outcome}/change?${new URLSearchParams(wish).toString()}`,
    );
    return { ...wish, seen: (form['effect'] as { seen: string }).seen };
  });
}

async function lodge(
  { actors, ...scene }: Scene,
  person: ParticipantOfTheStory,
  fields: Record<string, string>,
): Promise<string> {
  const path = `/outcomes/${await outcomeOf(scene, person)}/appeals`;
  return String((await actors.act(person.email, 'appeal', path, fields))['id']);
}

async function outcomeOf({ database }: Pick<Scene, 'database'>, { email }: ParticipantOfTheStory): Promise<string> {
  const { id } = await database.one<{ id: string }>(
    `select o.id from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id join sign_in i on i.id = p.sign_in_id where i.email = $1`,
    [email],
  );
  return id;
}
