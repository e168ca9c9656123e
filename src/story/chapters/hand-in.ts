import type { StoryFile } from '../actors.js';
import { participants, type ParticipantOfTheStory } from '../cast/participants.js';
import { composeAccount, type Account } from '../papers/compose-account.js';
import { evidenceOf } from '../papers/evidence.js';
import { writeDocx } from '../papers/write-docx.js';
import { writePdf } from '../papers/write-pdf.js';
import type { Scene } from './scene.js';

type Task = 'T1' | 'T2';

/** Sends an account: in Word, and every fifth person's in PDF. `words` is what it may have at most. */
export async function sendAccount(
  { actors }: Scene,
  person: ParticipantOfTheStory,
  task: Task,
  { words = wordsOf(person), attempt = 1, inPdf = isInPdf(person) } = {},
): Promise<void> {
  const name = attempt === 1 ? person.name : `${person.name}, again`;
  await actors.upload(
    person.email,
    `account-${task}-${attempt}`,
    { component: `account-${task}`, title: '' },
    async () => accountFile(person, task, composeAccount(task, name, words), inPdf),
  );
}

async function accountFile(
  person: ParticipantOfTheStory,
  task: Task,
  account: Account,
  inPdf: boolean,
): Promise<StoryFile> {
  const fileName = `${person.name.split(' ').at(-1)} ${task === 'T1' ? 'strategy' : 'project'} final`;
  return inPdf
    ? { fileName: `${fileName}.pdf`, bytes: await writePdf(account, person.name) }
    : { fileName: `${fileName}.docx`, bytes: await writeDocx(account, person.name) };
}

/** From 3,700 to 3,998; fewer in a PDF, whose words can only be estimated. */
function wordsOf(person: ParticipantOfTheStory): number {
  const place = participants.indexOf(person);
  return isInPdf(person) ? 3_720 : Math.min(3_998, 3_780 + ((place * 67) % 220));
}

const isInPdf = (person: ParticipantOfTheStory): boolean => participants.indexOf(person) % 5 === 3;

/** Sends the portfolio, or its first pieces. */
export async function sendEvidence({ actors }: Scene, person: ParticipantOfTheStory, pieces = 99): Promise<void> {
  for (const [index, { title, file }] of evidenceOf(person.name).slice(0, pieces).entries())
    await actors.upload(person.email, `evidence-${index}`, { component: 'evidence', title }, file);
}

/** Links each piece that is there to the criteria that it is for. */
export async function linkEvidence({ actors, database }: Scene, person: ParticipantOfTheStory): Promise<void> {
  const sent = await database.query<{ id: string; title: string }>(
    `select d.id, d.title from document d join sign_in s on s.id = d.uploaded_by
     where s.email = $1 and d.component = 'evidence' and d.state not in ('superseded', 'removed') order by d.uploaded_at`,
    [person.email],
  );
  for (const { title, links } of evidenceOf(person.name)) {
    const document = sent.find((one) => one.title === title);
    if (document) await actors.act(person.email, `links-${title}`, `/documents/${document.id}/links`, { links });
  }
}

/** Signs, asks the sponsor, has the answer, and hands in. */
export async function submit(scene: Scene, person: ParticipantOfTheStory): Promise<void> {
  await declare(scene, person);
  await haveVerified(scene, person);
  await scene.actors.act(person.email, 'submit', '/submission', async () => {
    const { manifestHash } = await scene.actors.read(person.email, '/submission');
    return { manifestHash };
  });
}

/** Signs every declaration for the files as they are. */
export async function declare({ actors }: Scene, { email }: ParticipantOfTheStory): Promise<void> {
  await actors.act(email, 'declare', '/declarations', async () => {
    const { declarations, manifestHash } = await actors.read(email, '/declarations');
    return { kinds: (declarations as { code: string }[]).map(({ code }) => code), manifestHash };
  });
}

/** Asks the sponsor by letter, who answers by the link in it. */
export async function haveVerified(scene: Scene, person: ParticipantOfTheStory): Promise<void> {
  const { actors, database } = scene;
  await actors.act(person.email, 'ask-sponsor', '/sponsor-request', person.sponsor);
  const [open] = await database.query<{ body: string }>(
    `select m.body from sponsor_request q join submission s on s.id = q.submission_id
     join attempt a on a.id = s.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id join sign_in i on i.id = p.sign_in_id
     join mail_message m on m.key = 'sponsor-asked:' || q.id
     where i.email = $1 and q.decision is null and q.voided_at is null`,
    [person.email],
  );
  if (!open) return;
  const token = /\/sponsor\/([\w-]+)/.exec(open.body)?.[1] ?? '';
  await actors.actAsStranger(`/sponsor/${token}`, {
    decision: 'verified',
    statement: 'I chaired two of the meetings described and have read both accounts.',
  });
}
