import { offerDemoPerson } from '../../people/index.js';
import { providers, schools, trusts } from '../cast/organisations.js';
import type { ParticipantOfTheStory } from '../cast/participants.js';
import { administrator, invitedStaff, type StaffOfTheStory } from '../cast/staff.js';
import type { StoryTime } from '../story-time.js';
import type { Scene } from './scene.js';

/** The administrator enrols a cohort from a file, as any cohort is. */
export async function enrol(scene: Scene, cohort: readonly ParticipantOfTheStory[], name: string): Promise<void> {
  const { actors, time, database } = scene;
  const content = csvOf(cohort, time);
  await actors.act(administrator.email, `import-${name}`, '/enrolments/imports', {
    content,
    fileName: `${name}.csv`,
  });
  await time.settle();
  const { state, problems } = await database.one<{ state: string; problems: unknown }>(
    `select state, problems from enrolment_import order by started_at desc limit 1`,
  );
  if (state !== 'imported') throw new Error(`The story's people were not enrolled: ${JSON.stringify(problems)}`);
  for (const { email } of cohort) await offer(scene, email, 'Enrolled');
}

function csvOf(cohort: readonly ParticipantOfTheStory[], time: StoryTime): string {
  const rows = cohort.map((person) => {
    const school = schools[person.school];
    const trust = trusts[school.trust];
    return [
      person.name,
      person.email,
      person.trn,
      time.day(person.startsOn).toString(),
      school.urn,
      school.name,
      trust.uid,
      trust.name,
      person.coach.name,
      person.coach.email,
    ];
  });
  const heads = ['Name', 'E-mail', 'TRN', 'Start date', 'URN', 'School', 'Trust UID', 'Trust', 'Coach name'];
  return [[...heads, 'Coach e-mail'], ...rows].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n');
}

/** The administrator invites everybody who judges, leads or looks on. */
export async function inviteStaff(scene: Scene): Promise<void> {
  const { database } = scene;
  const rows = await database.query<{ code: string; id: string }>(`select code, id from provider`);
  const ids = new Map(rows.map(({ code, id }) => [code, id]));
  for (const person of invitedStaff) {
    await invite(scene, person, ids.get(providers[person.provider].code) ?? '');
    await offer(scene, person.email, person.line, invitedStaff.indexOf(person));
  }
}

async function invite({ actors }: Scene, person: StaffOfTheStory, providerId: string): Promise<void> {
  const { name, email, roles, employer } = person;
  await actors.act(
    administrator.email,
    `invite-${email}`,
    '/staff',
    { name, email, roles, providerId, trustUid: employer ? trusts[employer].uid : '', schoolUrn: '' },
    ['email-taken'],
  );
}

/** What the sign-in page says of somebody. */
export async function offer(
  { database }: Pick<Scene, 'database'>,
  email: string,
  line: string,
  position = 0,
): Promise<void> {
  const { id } = await database.one<{ id: string }>(`select id from sign_in where email = $1`, [email]);
  await offerDemoPerson(database, { signInId: id, line, position });
}
