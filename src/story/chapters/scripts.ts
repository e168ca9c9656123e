import { assessors, lead, seniors } from '../cast/staff.js';
import type { ParticipantOfTheStory } from '../cast/participants.js';
import type { WindowKey } from '../cast/windows.js';
import { windowId } from './plan-windows.js';
import type { Scene } from './scene.js';

/** The number under which a participant's work is judged. Only the story knows both. */
export async function scriptOf(
  { database }: Pick<Scene, 'database'>,
  { email }: ParticipantOfTheStory,
): Promise<string> {
  const row = await database.one<{ number: string }>(
    `select sc.number from script sc join submission s on s.id = sc.submission_id join attempt a on a.id = s.attempt_id
     join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
     join sign_in i on i.id = p.sign_in_id where i.email = $1 order by a.no desc limit 1`,
    [email],
  );
  return row.number;
}

/** Who holds a role on a script, by e-mail. */
export async function holderOf({ database }: Scene, number: string, role: string): Promise<string> {
  const [row] = await database.query<{ email: string }>(
    `select i.email from assignment a join staff t on t.id = a.assessor_id join sign_in i on i.id = t.sign_in_id
     where a.script_number = $1 and a.role = $2 and a.state in ('assigned', 'marking', 'locked')`,
    [number, role],
  );
  if (!row) throw new Error(`Nobody is the ${role} assessor of ${number}`);
  return row.email;
}

const newlyTrained = assessors.at(-1)?.email;

/** The lead accredits everybody who marks; all but one have their probation behind them. */
export async function accredit({ actors, database, time }: Scene): Promise<void> {
  const { id: frameworkVersion } = await database.one<{ id: string }>(`select id from framework_version`);
  for (const { email } of [...assessors, ...seniors]) {
    const staff = await database.one<{ id: string }>(
      `select t.id from staff t join sign_in i on i.id = t.sign_in_id where i.email = $1`,
      [email],
    );
    const terms = { capacity: '12', validTo: time.day(60).toString() };
    const granted = { staffId: staff.id, frameworkVersion, ...terms };
    await actors.act(lead.email, `accredit-${email}`, '/accreditations', granted, ['accredited-before']);
    if (email === newlyTrained) continue;
    await actors.act(lead.email, `full-${email}`, `/accreditations/${await accreditationOf(database, staff.id)}/full`, {
      reason: 'Standardised on three scripts: every decision right, no mark two away',
    });
  }
}

/**
 * Before an accreditation runs out the lead renews it. One of those whose marks are being moderated is given nothing new:
 * so `suspendOne` finds somebody with locked marks and nothing in hand, whoever was given which script.
 */
export async function renewAccreditations(scene: Scene): Promise<void> {
  const { actors, database, time } = scene;
  const held = await database.query<{ id: string; moderated: boolean }>(
    `select c.id, exists (select from assignment a join script s on s.number = a.script_number
                          where a.assessor_id = c.staff_id and a.state = 'locked' and s.window_id = $1) as moderated
     from accreditation c order by c.id`,
    [await windowId(scene, 'second')],
  );
  const away = held.find(({ moderated }) => moderated);
  for (const { id } of held) {
    const terms = { capacity: id === away?.id ? '0' : '12', validTo: time.day(300).toString() };
    await actors.act(lead.email, `renew-${id}`, `/accreditations/${id}/terms`, terms);
  }
}

/** The one who was given nothing new is stopped after a complaint: a lead has to decide about the marks that are locked. */
export async function suspendOne({ actors, database }: Scene): Promise<void> {
  const stopped = await database.one<{ id: string }>(`select id from accreditation where capacity = 0`);
  await actors.act(lead.email, 'suspend', `/accreditations/${stopped.id}/suspension`, {
    reason: 'A complaint about comments on three scripts is being looked into.',
  });
}

async function accreditationOf(database: Scene['database'], staffId: string): Promise<string> {
  return (await database.one<{ id: string }>(`select id from accreditation where staff_id = $1`, [staffId])).id;
}

/** The lead has a plan made of who marks what in a window, and confirms it. Second markers are placed by policy later. */
export async function allocate(scene: Scene, window: WindowKey): Promise<void> {
  const { actors, time } = scene;
  const path = `/windows/${await windowId(scene, window)}/allocation-rounds`;
  const { id } = await actors.act(lead.email, `allocate-${window}`, path, { purpose: 'first' });
  await time.settle();
  await actors.act(lead.email, `allocate-${window}-confirmed`, `/allocation-rounds/${String(id)}/confirmation`, {}, [
    'round-not-in-state',
  ]);
  await time.settle();
}
