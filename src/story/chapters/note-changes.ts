import { schools, type SchoolKey } from '../cast/organisations.js';
import { withEnding, type ParticipantOfTheStory } from '../cast/participants.js';
import { administrator } from '../cast/staff.js';
import type { Scene } from './scene.js';
import { holderOf, scriptOf } from './scripts.js';

/** Who is deferred has married and moved to another school of the same trust: the administrator records both. */
export async function changeDetails({ actors, database, time }: Scene): Promise<void> {
  for (const person of withEnding('deferred')) {
    const { id } = await database.one<{ id: string }>(
      `select p.id from participant p join sign_in s on s.id = p.sign_in_id where s.email = $1`,
      [person.email],
    );
    const path = `/participants/${id}/details`;
    await actors.act(administrator.email, `details-${person.email}`, path, async () => {
      const wish = {
        name: person.name,
        email: person.email,
        trn: person.trn,
        urn: schools[sisterOf(person)].urn,
        trustUid: '',
        from: time.day(-50).toString(),
      };
      const seen = await actors.read(administrator.email, `${path}?${new URLSearchParams(wish).toString()}`);
      const { seen: seenEffect } = seen['effect'] as { seen: string };
      return { ...wish, why: 'Told us of a new post by letter', seenEffect };
    });
  }
}

/** Another school of the trust, the first by its key. */
function sisterOf({ school }: ParticipantOfTheStory): SchoolKey {
  const keys = Object.keys(schools) as SchoolKey[];
  return keys.find((key) => key !== school && schools[key].trust === schools[school].trust) ?? school;
}

/** An assessor who is in the middle of a script recognises it, and says so: the lead finds it barred. */
export async function declareLate(scene: Scene): Promise<void> {
  const [person] = withEnding('first-marking');
  if (!person) return;
  const number = await scriptOf(scene, person);
  const assessor = await holderOf(scene, number, 'first');
  await scene.actors.act(assessor, `tie-${number}`, '/account/conflicts', {
    kind: 'declared',
    participantEmail: person.email,
    fromDate: scene.time.day(-30).toString(),
  });
}
