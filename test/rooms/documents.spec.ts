import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DetailedError, Upload } from 'tus-js-client';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit } from '../support/browse.js';
import {
  askUpload,
  beginUpload,
  finishUpload,
  liveDocuments,
  makeDocx,
  makeEvidence,
  makePdf,
  sendFile,
} from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
let address: string;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  await open.app.listen({ host: '127.0.0.1', port: 0 });
  address = `http://127.0.0.1:${(open.app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(async () => {
  await open?.close();
});

const statements = (headers: Readonly<Record<string, unknown>>): number =>
  Number(/desc="(\d+)"/.exec(String(headers['server-timing']))?.[1] ?? Number.NaN);

describe('a file by the ordinary form', () => {
  let person: Enrolled;
  beforeAll(async () => {
    person = await giveEnrolled(open);
  });

  it.each<[string, { component: string; name: string; title?: string; bytes?: Buffer }, number, string]>([
    ['a type no account has', { component: 'account-T1', name: 'a.pages' }, 422, 'choose “Save as” and Word document'],
    ['a photograph of an iPhone', { component: 'evidence', name: 'a.heic', title: 'Wall' }, 422, 'Most compatible'],
    [
      'evidence without a title',
      { component: 'evidence', name: 'a.pdf' },
      422,
      'Say in a few words what this evidence shows',
    ],
    ['a file for nothing', { component: 'account-T9', name: 'a.docx' }, 422, 'Choose what the file is'],
    ['an empty file', { component: 'account-T1', name: 'a.docx', bytes: Buffer.alloc(0) }, 422, 'The file is empty'],
  ])('refuses %s and says what to do', async (_, file, status, words) => {
    const answer = await sendFile(open, person, { bytes: Buffer.from('x'), ...file });
    expect(answer.statusCode).toBe(status);
    expect(textOf(answer.body)).toContain(words);
    expect(await liveDocuments(open, person)).toEqual([]);
  });

  it('refuses an account that is too large while it comes, and stores nothing of it', async () => {
    const answer = await sendFile(open, person, {
      component: 'account-T1',
      name: 'a.docx',
      bytes: Buffer.alloc(25 * 1024 * 1024 + 1),
    });
    expect(answer.statusCode).toBe(413);
    expect(textOf(answer.body)).toContain('Make its pictures smaller');
  });

  it('keeps the title that was typed when the file is refused', async () => {
    const answer = await sendFile(open, person, {
      component: 'evidence',
      name: 'a.exe',
      title: 'Minutes of “the” board',
      bytes: Buffer.from('x'),
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="Minutes of “the” board"');
    expect(answer.body).toContain('id="file-evidence-error"');
    expect(answer.body).toContain('href="#file-evidence"');
  });

  it('refuses a form without the token of the session', async () => {
    const answer = await sendFile(
      open,
      { ...person, csrfToken: 'wrong' },
      { component: 'account-T1', name: 'a.docx', bytes: Buffer.from('x') },
    );
    expect(answer.statusCode).toBe(403);
    expect(await liveDocuments(open, person)).toEqual([]);
  });

  it('says that malware is not looked for where no scanner is set up', async () => {
    expect((await visit(open, person, '/documents')).text).toContain('switched off on this installation');
  });

  it('keeps one of two accounts that are sent at once', async () => {
    const bytes = await Promise.all([makeDocx(500, 'left'), makeDocx(600, 'right')]);
    const answers = await Promise.all(
      bytes.map((one) => sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: one })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([303, 303]);
    await open.settle();
    const live = await liveDocuments(open, person);
    expect(live.map(({ component, state }) => [component, state])).toEqual([['account-T1', 'checked']]);
    expect(
      await open.database.query(`select from document where enrolment_id = $1`, [person.enrolmentId]),
    ).toHaveLength(2);
  });

  it('counts only the evidence that is there against the limit of items', async () => {
    const other = await giveEnrolled(open);
    await open.database.query(
      `insert into document (enrolment_id, attempt_no, component, original_name, title, sha256, size, state, uploaded_by, uploaded_at)
       select $1, 1, 'evidence', 'a.pdf', 'E' || n, repeat('a', 64), 1, case when n = 1 then 'removed' else 'checked' end, $2, app_now()
       from generate_series(1, 60) as n`,
      [other.enrolmentId, other.signInId],
    );
    const file = { component: 'evidence', name: 'a.png', title: 'Last', bytes: makeEvidence.png() };
    expect((await sendFile(open, other, file)).statusCode).toBe(303);
    const full = await sendFile(open, other, file);
    expect(full.statusCode).toBe(422);
    expect(textOf(full.body)).toContain('A portfolio holds at most 60 items');
    await open.settle();
    const page = await visit(open, other, '/documents');
    expect(statements(page.headers)).toBeLessThanOrEqual(5);
    expect(statements((await visit(open, other, '/submission')).headers)).toBeLessThanOrEqual(5);
  });
});

describe('a file by the resumable protocol', () => {
  const upload = (
    who: { headers: { cookie: string } } | null,
    file: { name: string; component: string; title?: string; bytes: Buffer },
  ): Promise<string> =>
    new Promise((resolve, reject) => {
      const sending = new Upload(file.bytes, {
        endpoint: `${address}/uploads`,
        uploadSize: file.bytes.length,
        chunkSize: 64 * 1024,
        retryDelays: null,
        headers: { ...who?.headers },
        metadata: { filename: file.name, component: file.component, title: file.title ?? '' },
        onError: reject,
        onSuccess: () => resolve(sending.url ?? ''),
      });
      sending.start();
    });

  it('comes in pieces and ends as a counted account', async () => {
    const person = await giveEnrolled(open);
    await upload(person, { name: 'one.docx', component: 'account-T1', bytes: await makeDocx(4_001, 'resumed') });
    await open.settle();
    expect(await liveDocuments(open, person)).toEqual([
      expect.objectContaining({ component: 'account-T1', state: 'checked', counted: 4_001, countVerdict: 'over' }),
    ]);
  });

  it('is one document when it is finished twice', async () => {
    const person = await giveEnrolled(open);
    const bytes = await makeDocx(300, 'twice');
    const begun = await beginUpload(address, person.headers, { component: 'account-T2', name: 'two.docx', bytes });
    expect(await finishUpload(begun.url, person.headers, bytes)).toBe(204);
    expect(await askUpload(begun.url, person.headers)).toBe(bytes.length);
    expect(await finishUpload(begun.url, person.headers, bytes)).toBe(409);
    expect(await liveDocuments(open, person)).toHaveLength(1);
  });

  it('is refused at the door with the words that the page says', async () => {
    const person = await giveEnrolled(open);
    const refused = await upload(person, { name: 'one.odt', component: 'account-T1', bytes: Buffer.from('x') }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(DetailedError);
    const answer = JSON.parse((refused as DetailedError).originalResponse?.getBody() ?? '{}') as {
      code: string;
      facts: { says: string };
    };
    expect(answer.code).toBe('account-type');
    expect(answer.facts.says).toContain('choose “Save as” and Word document');
  });

  it('takes no upload from visitors and staff, and shows nobody the upload of another', async () => {
    const [person, other, staff] = [
      await giveEnrolled(open),
      await giveEnrolled(open),
      await givePerson(open, { roles: ['lead'] }),
    ];
    const file = { component: 'account-T1', name: 'one.docx', bytes: Buffer.from('PK') };
    expect((await beginUpload(address, {}, file)).status).toBe(401);
    expect((await beginUpload(address, staff.headers, file)).status).toBe(401);
    const { url } = await beginUpload(address, person.headers, file);
    expect(await askUpload(url, person.headers)).toBe(0);
    expect(await askUpload(url, other.headers)).toBeNull();
    expect(await askUpload(url, staff.headers)).toBeNull();
    expect(await finishUpload(url, other.headers, file.bytes)).toBe(404);
    expect(await liveDocuments(open, other)).toEqual([]);
  });
});

describe('whose a file is', () => {
  it('is 404 on every route for another participant, and 403 for staff', async () => {
    const [person, other] = [await giveEnrolled(open), await giveEnrolled(open)];
    const staff = await givePerson(open, { roles: ['lead'] });
    await sendFile(open, person, {
      component: 'evidence',
      name: 'a.pdf',
      title: 'Minutes',
      bytes: await makePdf('Minutes of a board'),
    });
    await open.settle();
    const [document] = await liveDocuments(open, person);
    const at = `/documents/${document?.id}`;
    for (const path of [at, `${at}/original`, `${at}/copy`, `${at}/removal`, `${at}/links`]) {
      expect([path, (await visit(open, person, path)).status]).toEqual([path, 200]);
      expect([path, (await visit(open, other, path)).status]).toEqual([path, 404]);
      expect([path, (await visit(open, staff, path)).status]).toEqual([path, 403]);
    }
    for (const [path, fields] of [
      [`${at}/title`, { title: 'Mine now' }],
      [`${at}/parts`, { from: '0', leftOut: 'yes' }],
      [`${at}/links`, { links: [] }],
      [`${at}/removal`, {}],
    ] as const) {
      expect([path, (await post(open, other, path, fields)).status]).toEqual([path, 404]);
      expect([path, (await post(open, staff, path, fields)).status]).toEqual([path, 403]);
    }
    expect(await liveDocuments(open, person)).toHaveLength(1);
  });

  it('is taken away by its sender, and gone for good', async () => {
    const person = await giveEnrolled(open);
    await sendFile(open, person, { component: 'evidence', name: 'a.png', title: 'Wall', bytes: makeEvidence.png() });
    await open.settle();
    const [document] = await liveDocuments(open, person);
    expect((await post(open, person, `/documents/${document?.id}/removal`)).status).toBe(303);
    expect((await visit(open, person, `/documents/${document?.id}`)).status).toBe(404);
    expect(await liveDocuments(open, person)).toEqual([]);
  });
});

describe('people near their deadline', () => {
  it('are checked first', async () => {
    await open.holdClock('2027-01-10T10:00:00Z');
    const window = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
    const [near, far] = [await giveEnrolled(open), await giveEnrolled(open)];
    await giveBooking(open, near, window);
    await open.holdClock('2027-03-15T02:00:00Z');
    for (const person of [near, far])
      await sendFile(open, person, {
        component: 'account-T1',
        name: 'a.docx',
        bytes: await makeDocx(200, person.signInId),
      });
    await open.settle();
    const priorities = await open.database.query<{ kind: string; priority: number; own: boolean }>(
      `select w.kind, w.priority, d.enrolment_id = $1 as own from work_item w join document d on d.id::text = w.subject ->> 'documentId'
       where d.enrolment_id = any($2::uuid[]) and w.kind like 'documents.%' order by w.kind, w.priority`,
      [near.enrolmentId, [near.enrolmentId, far.enrolmentId]],
    );
    expect(priorities).toEqual([
      { kind: 'documents.read', priority: 10, own: true },
      { kind: 'documents.read', priority: 100, own: false },
      { kind: 'documents.scan', priority: 10, own: true },
      { kind: 'documents.scan', priority: 100, own: false },
    ]);
    await open.holdClock('2027-01-10T10:00:00Z');
  });
});
