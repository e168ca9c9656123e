import { npqel2017 } from '#libs/rubric';
import { madePdf, prose, written } from '../../../libs/reader/src/pdf/made-pdf.js';
import type { TestApp } from '../app.js';
import { api, post } from '../browse.js';
import { liveDocuments, makeEvidence, sendFile } from './documents.js';
import type { Enrolled } from './enrolment.js';

/** A PDF of so many words, 500 to a page; `mark` is its first word. */
export function makeAccountPdf(words: number, mark = 'Account'): Buffer {
  const pages = Array.from({ length: Math.ceil(words / 500) }, (_, at) => {
    const text = prose(Math.min(500, words - at * 500), at);
    return written(at === 0 ? text.replace(/^\S+/, mark) : text);
  });
  return Buffer.from(madePdf({ pages }));
}

interface File {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Sends two accounts and a piece of evidence for everything, declares, has the sponsor verify. Ready to be submitted. */
export async function makeReady(open: TestApp, person: Enrolled, one: File, two: File): Promise<void> {
  await sendFile(open, person, { component: 'account-T1', ...one });
  await sendFile(open, person, { component: 'account-T2', ...two });
  await sendFile(open, person, { component: 'evidence', name: 'a.jpg', title: 'A wall', bytes: makeEvidence.jpg() });
  await open.settle();
  const wall = (await liveDocuments(open, person)).find(({ component }) => component === 'evidence');
  const links = npqel2017.criteria.flatMap(({ code, evidence }) => evidence.map((slot) => `${code}/${slot.code}`));
  const linked = await post(open, person, `/documents/${wall?.id}/links`, { links });
  if (linked.status !== 303) throw new Error(`The evidence was not linked: ${linked.problems.join('; ')}`);
  await declareAndVerify(open, person);
}

/** Signs for the files as they are now and has the sponsor verify them. */
export async function declareAndVerify(open: TestApp, person: Enrolled): Promise<void> {
  const manifestHash = await manifestHashOf(open, person);
  const kinds = npqel2017.declarations.filter(({ signedBy }) => signedBy === 'participant').map(({ code }) => code);
  const declared = await post(open, person, '/declarations', { kinds, manifestHash });
  if (declared.status !== 303) throw new Error(`Not declared: ${declared.problems.join('; ')}`);
  const email = `sponsor-${person.enrolmentId}-${manifestHash.slice(0, 8)}@demo.invalid`;
  await post(open, person, '/sponsor-request', { name: 'Ada Sponsor', email });
  await open.settle();
  const letter = await open.database.one<{ body: string }>(
    `select body from mail_message where to_address = $1 order by composed_at desc limit 1`,
    [email],
  );
  await open.app.inject({
    method: 'POST',
    url: /\/sponsor\/[\w-]+/.exec(letter.body)?.[0] ?? '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'decision=verified',
  });
}

export async function manifestHashOf(open: TestApp, person: Enrolled): Promise<string> {
  return ((await api(open, person, '/submission')).json() as { manifestHash: string }).manifestHash;
}

/** Submits what is ready. Gives the status and what is in the way. */
export async function submit(open: TestApp, person: Enrolled): Promise<{ status: number; problems: string[] }> {
  const { status, problems } = await post(open, person, '/submission', {
    manifestHash: await manifestHashOf(open, person),
  });
  return { status, problems: [...problems] };
}
