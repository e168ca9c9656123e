import { npqel2017, type Mark } from '#libs/rubric';
import { lead, moderators, secondLead, seniors } from '../cast/staff.js';
import type { ParticipantOfTheStory } from '../cast/participants.js';
import { passing, type Levels } from './marks.js';
import type { Scene } from './scene.js';
import { scriptOf } from './scripts.js';

const [beginner, renewing] = seniors;
const codes = npqel2017.criteria.map(({ code }) => code);

/** A panel settles the marks of released scripts, and the lead opens a round in which the senior assessors renew what they may. */
export async function openStandardisation(scene: Scene, released: readonly ParticipantOfTheStory[]): Promise<void> {
  const { actors, database, time } = scene;
  const panel = [await staffId(scene, secondLead.email), await staffId(scene, moderators[0].email)];
  const scripts: string[] = [];
  for (const person of released) {
    const number = await firstScriptOf(scene, person);
    scripts.push(number);
    const consent = `Consent form ${scripts.length} in the programme’s files`;
    await actors.act(lead.email, `definitive-${number}`, '/definitive-scripts', { number, consent }, [
      'definitive-before',
    ]);
    const levels = settled(person);
    const fields = Object.fromEntries(
      codes.flatMap((code) => [
        [`level-${code}`, String(levels[code])],
        [`reason-${code}`, reasonFor(code, levels[code])],
      ]),
    );
    const body = { seenVersion: 0, panel, why: '', ...fields };
    await actors.act(lead.email, `settled-${number}`, `/definitive-scripts/${number}/marks`, body, [
      'revised-meanwhile',
    ]);
  }
  const { id: frameworkVersion } = await database.one<{ id: string }>(`select id from framework_version`);
  const round = { frameworkVersion, name: 'Autumn standardisation', closesOn: time.day(10).toString(), scripts };
  const { id } = await actors.act(lead.email, 'standardisation', '/standardisation-rounds', round, [
    'round-open-before',
  ]);
  for (const { email } of seniors) {
    const person = { staffId: await staffId(scene, email), capacity: '12' };
    const path = `/standardisation-rounds/${String(id)}/people`;
    await actors.act(lead.email, `asked-${email}`, path, person, ['in-round-before']);
  }
}

/** One of them marks as the panel did but for a mark here and there, hands in, and talks about a difference. */
export async function standardise(scene: Scene): Promise<void> {
  const { actors } = scene;
  const { path, numbers } = await begin(scene, renewing.email);
  for (const number of numbers) await mark(scene, renewing.email, path, number, codes.length);
  await actors.act(renewing.email, 'handed-in', `${path}/handing-in`, {}, ['try-over']);
  const [first] = numbers;
  const said = {
    criterion: '1.4.1',
    words: 'I read the second option as a variant of the first. Now I see that it has costs of its own.',
  };
  await actors.act(renewing.email, 'remark', `${path}/feedback/${first}/remarks`, said);
  const answer = { criterion: '1.4.1', words: 'That was our discussion too: the table on page 6 settled it.' };
  await actors.act(lead.email, 'remark-answer', `${path}/feedback/${first}/remarks`, answer);
}

/** The other is in the middle of it. */
export async function goOnStandardising(scene: Scene): Promise<void> {
  const { path, numbers } = await begin(scene, beginner.email);
  await mark(scene, beginner.email, path, numbers[0] ?? '', 9);
}

async function begin(scene: Scene, email: string): Promise<{ path: string; numbers: string[] }> {
  const { id: roundId } = await scene.database.one<{ id: string }>(`select id from standardisation_round`);
  const { id } = await scene.actors.act(email, `try-${email}`, `/standardisation/${roundId}/tries`, {});
  const path = `/standardisation-tries/${String(id)}`;
  const { scripts } = await scene.actors.read(email, path);
  return { path, numbers: (scripts as { number: string }[]).map(({ number }) => number) };
}

/** Marks the first so many criteria of a script: as the panel, but one nearer to the middle at the first criterion. */
async function mark(scene: Scene, email: string, path: string, number: string, criteria: number): Promise<void> {
  const { marks } = await scene.database.one<{ marks: Levels }>(
    `select marks from definitive_marks where script_number = $1 and version = 1`,
    [number],
  );
  const fields = Object.fromEntries(
    codes.slice(0, criteria).flatMap((code) => {
      const level: Mark | undefined = code === '1.4.1' ? (marks[code] === 1 ? 2 : 1) : marks[code];
      return [
        [`base-${code}`, '0'],
        [`level-${code}`, String(level)],
        [`comment-${code}`, level === 2 ? '' : 'Named, and not followed through: I looked for figures and found none.'],
      ];
    }),
  );
  await scene.actors.act(email, `standardised-${number}-${email}`, `${path}/scripts/${number}/marks`, fields, [
    'try-over',
  ]);
}

/** What the panel found: what a sound first assessor finds, in the passing and in the failing scripts. */
function settled(person: ParticipantOfTheStory): Levels {
  const levels = passing(person);
  return person.ending === 'passed' ? levels : { ...levels, '2.4.1': 0, '2.4.2': 1, '5.4.1': 1 };
}

function reasonFor(code: string, level: Mark | undefined): string {
  const { title } = npqel2017.criteria.find((criterion) => criterion.code === code) ?? { title: code };
  if (level === 2)
    return `${title}: shown in the account and borne out by the evidence, with figures before and after.`;
  if (level === 1) return `${title}: described, and the account stops short of what changed by it.`;
  return `${title}: named once, without anything that shows it.`;
}

/** The script of a first attempt; `scriptOf` gives the newest. */
async function firstScriptOf(scene: Scene, person: ParticipantOfTheStory): Promise<string> {
  const newest = await scriptOf(scene, person);
  const row = await scene.database.one<{ number: string }>(
    `select f.number from script n join submission s on s.id = n.submission_id join attempt a on a.id = s.attempt_id
     join attempt b on b.enrolment_id = a.enrolment_id and b.no = 1 join submission fs on fs.attempt_id = b.id
     join script f on f.submission_id = fs.id where n.number = $1`,
    [newest],
  );
  return row.number;
}

async function staffId({ database }: Scene, email: string): Promise<string> {
  const row = await database.one<{ id: string }>(
    `select t.id from staff t join sign_in i on i.id = t.sign_in_id where i.email = $1`,
    [email],
  );
  return row.id;
}
