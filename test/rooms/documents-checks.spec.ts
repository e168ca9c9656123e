import { rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { CloseWindows } from '../../src/submission/index.js';
import { isRefusal } from '#libs/refusal';
import { openCleanCopy, ScriptIntegrity, scriptDocuments } from '../../src/submission/blind.js';
import { FileStore, keyOf } from '../../src/platform/storage/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { EICAR, startClamd, whatClamdLacks, type Clamd } from '../support/clamd.js';
import { liveDocuments, makeDocx, makeEvidence, makePdf, makeWord, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson } from '../support/story/people.js';
import { workOf } from '../support/work.js';

/** Everything that waits for its next try may start now. */
async function hurry(open: TestApp): Promise<void> {
  await open.database.query(
    `update work_item set due_at = (select app_now()), rung_at = null where state = 'waiting' and tries > 0`,
  );
  await open.settle(true);
}

async function untilState(open: TestApp, person: Enrolled, state: string): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    if ((await liveDocuments(open, person)).some((document) => document.state === state)) return;
    await hurry(open);
  }
  throw new Error(`No document became ${state}`);
}

describe('where a scanner is set up', () => {
  let open: TestApp;
  let clamd: Clamd;
  let line: Switchboard;
  beforeAll(async () => {
    const lack = whatClamdLacks();
    if (lack) throw new Error(lack);
    clamd = await startClamd();
    line = await openSwitchboard(clamd);
    open = await openTestApp({ CLAMD_HOST: '127.0.0.1', CLAMD_PORT: String(line.port) });
    await open.holdClock('2027-01-10T10:00:00Z');
  });
  afterAll(async () => {
    await open?.close();
    await line?.close();
    await clamd?.stop();
  });

  it('opens a clean file for its checks, and the page does not speak of scanning', async () => {
    const person = await giveEnrolled(open);
    await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: await makeDocx(100) });
    await open.settle();
    expect(await liveDocuments(open, person)).toEqual([expect.objectContaining({ state: 'checked', scan: 'clean' })]);
    expect((await visit(open, person, '/documents')).text).not.toContain('switched off');
  });

  it('gives an infected file to nobody, its sender included, and says so', async () => {
    const person = await giveEnrolled(open);
    await sendFile(open, person, { component: 'evidence', name: 'a.pdf', title: 'Minutes', bytes: EICAR });
    await open.settle();
    const [document] = await liveDocuments(open, person);
    expect(document).toMatchObject({ state: 'infected', scan: 'infected', reason: 'infected' });
    expect((await visit(open, person, `/documents/${document?.id}/original`)).status).toBe(404);
    expect((await visit(open, person, `/documents/${document?.id}/copy`)).status).toBe(404);
    expect((await visit(open, person, '/documents')).text).toContain('Malware was found in this file');
  });

  it('keeps a file waiting while the scanner is away, and lets it through by itself when it is back', async () => {
    const person = await giveEnrolled(open);
    line.cut();
    await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: await makeDocx(101) });
    await open.settle(true);
    await hurry(open);
    expect(await liveDocuments(open, person)).toEqual([expect.objectContaining({ state: 'quarantined', scan: null })]);
    line.mend();
    await untilState(open, person, 'checked');
    expect(await liveDocuments(open, person)).toEqual([expect.objectContaining({ scan: 'clean', counted: 101 })]);
  });

  it('gives a file to a person after the last try, who sends it through again: of their own provider only', async () => {
    const person = await giveEnrolled(open);
    const [ours, theirs] = [
      await givePerson(open, { roles: ['administrator'] }),
      await givePerson(open, { roles: ['administrator'], provider: 'OTH' }),
    ];
    line.cut();
    await sendFile(open, person, { component: 'account-T2', name: 'two.docx', bytes: await makeDocx(102) });
    await untilState(open, person, 'stuck');
    const [document] = await liveDocuments(open, person);
    expect((await visit(open, person, '/documents')).text).toContain('Waiting for a person on our side');
    expect((await visit(open, theirs, '/stuck-files')).text).not.toContain(person.name);
    expect((await post(open, theirs, `/stuck-files/${document?.id}/retry`)).status).toBe(404);
    expect((await visit(open, ours, '/stuck-files')).text).toContain(person.name);
    line.mend();
    const twice = await Promise.all([1, 2].map(() => post(open, ours, `/stuck-files/${document?.id}/retry`)));
    expect(twice.map(({ status }) => status).sort((one, other) => one - other)).toEqual([303, 422]);
    await open.settle(true);
    expect(await liveDocuments(open, person)).toEqual([expect.objectContaining({ state: 'checked', counted: 102 })]);
  });
});

describe('what the checks make of a file', () => {
  let open: TestApp;
  let person: Enrolled;
  beforeAll(async () => {
    open = await openTestApp();
    await open.holdClock('2027-01-10T10:00:00Z');
    person = await giveEnrolled(open, { name: 'Amara Quillfeather', trust: '4711', school: '123456', trn: '7654321' });
  });
  afterAll(async () => {
    await open?.close();
  });

  const readings = async (sha: string): Promise<number> =>
    (await open.database.query(`select from document_reading where sha256 = $1`, [sha])).length;

  const sent = async (
    who: Enrolled,
    file: Parameters<typeof sendFile>[2],
  ): Promise<{ id: string; sha256: string; state: string; reason: string | null; counted: number | null }> => {
    expect((await sendFile(open, who, file)).statusCode).toBe(303);
    await open.settle();
    return open.database.one(
      `select id, sha256, state, reason, counted from document where enrolment_id = $1 order by uploaded_at desc, version limit 1`,
      [who.enrolmentId],
    );
  };
  /** The clock is held, so that `uploaded_at` alone would not tell the newest. */
  const tick = async (): Promise<void> => {
    await open.database.query(`update demo_clock set held_at = held_at + interval '1 second'`);
  };

  it.each<[string, string, () => Promise<Buffer> | Buffer]>([
    [
      'encrypted',
      'one.docx',
      () =>
        Buffer.concat([
          Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
          Buffer.from('EncryptedPackage', 'utf16le'),
          Buffer.alloc(9),
        ]),
    ],
    ['corrupt', 'one.docx', () => Buffer.from('PK\u0003\u0004 broken')],
    ['mismatched-type', 'one.docx', () => makePdf('A PDF under another name')],
    ['no-text', 'one.docx', () => makeWord([])],
    ['no-text', 'one.pdf', () => makePdf('')],
    ['unsupported-type', 'one.pdf', () => Buffer.from('MZ a program\0')],
    ['active-content', 'one.pdf', () => EICAR],
  ])('edge case 9: refuses an account for %s, never as 0 words, and says what to do', async (reason, name, make) => {
    await tick();
    const document = await sent(person, { component: 'account-T1', name, bytes: Buffer.from(await make()) });
    expect(document).toMatchObject({ state: 'refused', reason, counted: null });
    const page = await visit(open, person, `/documents/${document.id}`);
    expect(page.text).toContain('Cannot be used');
    expect(page.text).not.toMatch(/\b0 of/);
  });

  it.each(Object.entries(makeEvidence))('takes evidence as %s and names nobody in its copy', async (kind, make) => {
    await tick();
    const document = await sent(person, {
      component: 'evidence',
      name: `a.${kind}`,
      title: `A ${kind}`,
      bytes: make(),
    });
    expect(document).toMatchObject({ state: 'checked' });
    const copy = await open.app.inject({ url: `/documents/${document.id}/copy`, headers: person.headers });
    expect(copy.statusCode).toBe(200);
    expect(copy.rawPayload.toString('latin1')).not.toContain('Nobody Atall');
    if (kind === 'mp4') expect(copy.rawPayload.length).toBe(make().length);
  });

  it('refuses evidence whose content is not what its name says', async () => {
    await tick();
    const document = await sent(person, {
      component: 'evidence',
      name: 'talk.mp4',
      title: 'A talk',
      bytes: makeEvidence.png(),
    });
    expect(document).toMatchObject({ state: 'refused', reason: 'mismatched-type' });
  });

  it('reads the same bytes once, whoever sends them under which name, and does each job once however often it comes', async () => {
    const other = await giveEnrolled(open);
    const bytes = await makeDocx(321, 'the-same');
    await tick();
    const lied = await sent(person, { component: 'account-T1', name: 'one.pdf', bytes });
    await tick();
    const mine = await sent(person, { component: 'account-T1', name: 'one.docx', bytes });
    const theirs = await sent(other, { component: 'evidence', name: 'copy.docx', title: 'A copy', bytes });
    expect([lied, mine, theirs].map(({ state, reason }) => reason ?? state)).toEqual([
      'mismatched-type',
      'checked',
      'checked',
    ]);
    expect(await readings(mine.sha256)).toBe(1);
    const acts = async (): Promise<number> =>
      (await open.database.query(`select from journal_entry where aggregate_id = $1`, [mine.id])).length;
    const before = await acts();
    await open.database.query(
      `update work_item set state = 'waiting', generation = generation + 1, rung_at = null where kind like 'documents.%' and subject ->> 'documentId' = $1`,
      [mine.id],
    );
    await open.settle(true);
    expect(await acts()).toBe(before);
  });

  it('gives a file that cannot be read for our own fault to a person, and reads it when that is mended', async () => {
    const other = await giveEnrolled(open);
    const store = open.config.store;
    if (store.kind !== 'directory') throw new Error('The test application stores in a directory');
    const bytes = await makeDocx(222, 'lost-for-a-while');
    await sendFile(open, other, { component: 'account-T1', name: 'one.docx', bytes });
    const { sha256 } = await open.database.one<{ sha256: string }>(
      `select sha256 from document where enrolment_id = $1`,
      [other.enrolmentId],
    );
    await open.settle(true);
    const at = join(store.root, keyOf(sha256));
    await open.database.query(`delete from document_reading where sha256 = $1`, [sha256]);
    await rename(at, `${at}.away`);
    await open.database.query(
      `update document set state = 'quarantined', version = version + 10 where enrolment_id = $1`,
      [other.enrolmentId],
    );
    await open.database.query(
      `update work_item set state = 'waiting', tries = 0, generation = generation + 1, rung_at = null where kind = 'documents.scan'
       and subject ->> 'documentId' = (select id::text from document where enrolment_id = $1)`,
      [other.enrolmentId],
    );
    await untilState(open, other, 'stuck');
    await rename(`${at}.away`, at);
    const staff = await givePerson(open, { roles: ['lead'] });
    const [document] = await liveDocuments(open, other);
    expect((await post(open, staff, `/stuck-files/${document?.id}/retry`)).status).toBe(303);
    await open.settle(true);
    expect(await liveDocuments(open, other)).toEqual([expect.objectContaining({ state: 'checked', counted: 222 })]);
    await open.database.query(`delete from work_item where state = 'failed'`);
  });

  it('tells authors what names them in their own words and what the copy leaves out', async () => {
    await tick();
    const bytes = await makeWord(
      ['# Our project', 'I, Amara Quillfeather, led it.', 'My number is 7654321.'],
      'Amara Q',
    );
    const document = await sent(person, { component: 'account-T2', name: 'two.docx', bytes });
    const { traces } = (await api(open, person, `/documents/${document.id}`)).json() as {
      traces: { place: string; value: string; removable: boolean }[];
    };
    expect(traces.filter(({ removable }) => !removable).map(({ place }) => place)).toEqual(
      expect.arrayContaining(['Text, paragraph 2: name', 'Text, paragraph 3: TRN']),
    );
    expect(traces.some(({ value, removable }) => removable && value.includes('Amara Q'))).toBe(true);
    const copy = await visit(open, person, `/documents/${document.id}/copy`);
    expect(copy.headers['content-security-policy']).toContain('sandbox');
  });

  it('leaves out a part that the text names, shows the effect before, and nothing else can be left out', async () => {
    await tick();
    const words = (count: number): string => Array.from({ length: count }, (_, at) => `w${at}`).join(' ');
    const bytes = await makeWord(['# Our project', words(3_999), '# Annex A', words(50), '# References', words(20)]);
    const { id, counted } = await sent(person, { component: 'account-T1', name: 'one.docx', bytes });
    expect(counted).toBe(2 + 3_999 + 2 + 50 + 1 + 20);
    const { count } = (await api(open, person, `/documents/${id}`)).json() as {
      count: { parts: { from: number; countedWithout: number; countedWith: number; isLeftOut: boolean }[] };
    };
    expect(count.parts.map(({ countedWithout }) => countedWithout)).toEqual([4_022, 4_053]);
    const leave = (from: number, leftOut = 'yes') =>
      post(open, person, `/documents/${id}/parts`, { from: String(from), leftOut });
    const refused = await leave(1);
    expect([refused.status, refused.problems[0]]).toEqual([422, expect.stringContaining('begins at a heading')]);
    for (const { from } of count.parts) {
      expect((await leave(from)).status).toBe(303);
      await open.settle();
    }
    expect(await liveDocuments(open, person)).toContainEqual(
      expect.objectContaining({ id, counted: 4_001, countVerdict: 'over' }),
    );
    const copy = (await visit(open, person, `/documents/${id}/copy`)).text;
    expect(copy).toContain('Not counted: Annexes');
    expect(copy).toContain('Not counted: List of references');
    expect(textOf(copy)).toContain('w3997 4,000 words: what follows is beyond the limit');
    expect((await leave(count.parts[0]?.from ?? 0, 'no')).status).toBe(303);
    await open.settle();
    expect((await visit(open, person, `/documents/${id}/copy`)).text).not.toContain('Not counted: Annexes');
  });
});

describe('a submission whose checks end badly', () => {
  let open: TestApp;
  beforeAll(async () => {
    open = await openTestApp();
    await open.holdClock('2027-01-10T10:00:00Z');
  });
  afterAll(async () => {
    await open?.close();
  });

  it('is held for the lead of its provider, who sees why; accepted, its file is named in the script and opened by nobody', async () => {
    const person = await giveEnrolled(open, { name: 'Bartholomew Inkwell' });
    const lead = await givePerson(open, { roles: ['lead'] });
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
    await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' }));
    await open.settle();
    await sendFile(open, person, {
      component: 'account-T1',
      name: 'one.docx',
      bytes: await makeWord(['# Our project', 'Bartholomew Inkwell led it.']),
    });
    await sendFile(open, person, { component: 'account-T2', name: 'two.docx', bytes: await makeDocx(300) });
    await sendFile(open, person, { component: 'evidence', name: 'a.jpg', title: 'A wall', bytes: makeEvidence.jpg() });
    await open.settle();
    const [one, two, wall] = await liveDocuments(open, person);
    const slots = npqel2017.criteria.flatMap(({ code, evidence }) => evidence.map((slot) => `${code}/${slot.code}`));
    expect((await post(open, person, `/documents/${wall?.id}/links`, { links: slots })).status).toBe(303);
    const before = (await api(open, person, '/submission')).json() as { manifestHash: string };
    const kinds = npqel2017.declarations.filter(({ signedBy }) => signedBy === 'participant').map(({ code }) => code);
    expect((await post(open, person, '/declarations', { kinds, manifestHash: before.manifestHash })).status).toBe(303);

    // Taking a piece away makes other files than those that were declared.
    await sendFile(open, person, { component: 'evidence', name: 'b.png', title: 'Another', bytes: makeEvidence.png() });
    await open.settle();
    const changed = (await api(open, person, '/submission')).json() as { manifestHash: string; isDeclared: boolean };
    expect([changed.isDeclared, changed.manifestHash === before.manifestHash]).toEqual([false, false]);
    const extra = (await liveDocuments(open, person)).find(
      ({ id, component }) => component === 'evidence' && id !== wall?.id,
    );
    expect((await post(open, person, `/documents/${extra?.id}/removal`)).status).toBe(303);

    await post(open, person, '/sponsor-request', { name: 'Ada Sponsor', email: 'ada@demo.invalid' });
    await open.settle();
    const letter = await open.database.one<{ body: string }>(
      `select body from mail_message where to_address = 'ada@demo.invalid'`,
    );
    await open.app.inject({
      method: 'POST',
      url: /\/sponsor\/[\w-]+/.exec(letter.body)?.[0] ?? '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'decision=verified',
    });
    await open.holdClock('2027-03-10T10:00:00Z');
    expect((await post(open, person, '/submission', { manifestHash: before.manifestHash })).status).toBe(303);
    await open.database.query(
      `update document set state = 'infected', scan = 'infected', reason = 'infected' where id = $1`,
      [two?.id],
    );
    await open.holdClock('2027-03-15T12:00:01Z');
    await open.app.get(CloseWindows, { strict: false }).run({ ...work });
    await open.settle(true);

    const held = await open.database.one<{ id: string; reason: string }>(
      `select id, held_reason as reason from submission where state = 'submitted'`,
    );
    expect(held.reason).toBe('infected');
    const page = await visit(open, lead, `/held-submissions/${held.id}`);
    expect(textOf(page.text)).toContain('Text, paragraph 2: name');
    expect(textOf(page.text)).toContain('Nobody can open this file');
    expect((await visit(open, stranger, `/held-submissions/${held.id}`)).status).toBe(404);
    expect((await visit(open, lead, `/held-submissions/${held.id}/documents/${one?.id}`)).status).toBe(200);
    expect((await visit(open, lead, `/held-submissions/${held.id}/documents/${two?.id}`)).status).toBe(404);
    expect((await post(open, lead, `/held-submissions/${held.id}/acceptance`, { reason: ' ' })).problems).toEqual([
      'Say why you accept it: the reason is on the record',
    ]);
    expect(
      (await post(open, lead, `/held-submissions/${held.id}/acceptance`, { reason: 'Talked to the participant' }))
        .status,
    ).toBe(303);
    await open.settle(true);

    const { number } = await open.database.one<{ number: string }>(`select number from script`);
    const documents = await scriptDocuments(open.database, number);
    expect(documents.map(({ component, cleanKind }) => [component, cleanKind])).toEqual([
      ['account-T1', 'html'],
      ['account-T2', null],
      ['evidence', 'image'],
    ]);
    const store = open.app.get(FileStore, { strict: false });
    const integrity = open.app.get(ScriptIntegrity, { strict: false });
    const copies = await Promise.all(
      documents.map(({ id }) =>
        openCleanCopy(open.database, store, integrity, { actor: 'job:spec', number, documentId: id }),
      ),
    );
    expect(copies.map((copy) => copy && !isRefusal(copy) && [copy.type, copy.name])).toEqual([
      ['text/html; charset=utf-8', `NPQEL-${number}-1.html`],
      null,
      ['image/jpeg', `NPQEL-${number}-3.jpg`],
    ]);
  });

  const work = workOf('submission.close-windows');
});

interface Switchboard {
  readonly port: number;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A line to clamd that can be cut: connections are then closed without an answer. */
async function openSwitchboard(to: { host: string; port: number }): Promise<Switchboard> {
  const { connect } = await import('node:net');
  let isCut = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (isCut) return void socket.destroy();
    const onward = connect(to);
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('No free port');
  return {
    port: address.port,
    cut: () => void (isCut = true),
    mend: () => void (isCut = false),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
