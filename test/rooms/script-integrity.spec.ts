import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { isRefusal } from '#libs/refusal';
import { FileStore } from '../../src/platform/storage/index.js';
import { s3ClientConfig, type S3Config } from '../../src/platform/storage/s3-client.js';
import { ScriptIntegrity } from '../../src/submission/script-integrity.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { startRadosgw, type Radosgw } from '../support/radosgw.js';
import type { Work } from '../../src/platform/jobs/job.js';
import { CheckScripts } from '../../src/submission/check-scripts.js';
import { accept, assign, giveAssessor, markAll, type Assessor } from '../support/story/marking.js';
import { givePerson } from '../support/story/people.js';
import { giveScript, giveScripts, type GivenScript } from '../support/story/scripts.js';
import { until } from '../support/until.js';

interface InHand {
  readonly script: GivenScript;
  readonly assessor: Assessor;
  readonly markSetId: string;
}

/** A script that is being marked, with a first look that found everything as it was frozen. */
async function inHand(open: TestApp, paragraph = ''): Promise<InHand> {
  const [script, assessor] = [await giveScript(open, { paragraph }), await giveAssessor(open)];
  await assign(open, script, assessor);
  const markSetId = await accept(open, script, assessor);
  await markAll(open, script, assessor, markSetId);
  expect((await visit(open, assessor, `/scripts/${script.number}`)).status).toBe(200);
  return { script, assessor, markSetId };
}

const change = (criterion: string): object => ({
  id: randomUUID(),
  criterion,
  baseVersion: 1,
  level: 0,
  comment: 'Judged on other bytes',
  pointers: [],
});

/** Tries everything an assessor can do with a script: the answers by what was tried. */
async function tried(open: TestApp, { script, assessor, markSetId }: InHand): Promise<Record<string, number>> {
  const of = `/scripts/${script.number}`;
  const answers = {
    page: await visit(open, assessor, of),
    json: await api(open, assessor, of),
    lockForm: await visit(open, assessor, `${of}/lock`),
    versions: await visit(open, assessor, `${of}/versions`),
    change: await api(open, assessor, `${of}/marks`, { markSetId, changes: [change('1.4.1')] }),
    sheet: await post(open, assessor, `${of}/sheet`, {
      markSetId,
      'level-1.4.1': '0',
      'comment-1.4.1': 'Other',
      'base-1.4.1': '1',
    }),
    lock: await post(open, assessor, `${of}/lock`, { markSetId }),
  };
  const files = await Promise.all(script.documentIds.map((id) => visit(open, assessor, `${of}/documents/${id}`)));
  return Object.fromEntries([
    ...Object.entries(answers).map(([what, { status }]) => [what, status]),
    ...files.map(({ status }, n) => [`file ${n}`, status]),
  ]) as Record<string, number>;
}

const refusedAll = {
  page: 409,
  json: 409,
  lockForm: 409,
  versions: 409,
  'file 0': 409,
  'file 1': 409,
  'file 2': 409,
  change: 409,
  sheet: 409,
  lock: 409,
};

async function marksOf(open: TestApp, { markSetId }: InHand): Promise<string> {
  const rows = await open.database.query(
    `select criterion, level, comment, version from mark where mark_set_id = $1 order by 1`,
    [markSetId],
  );
  const [set] = await open.database.query<{ state: string }>(`select state from mark_set where id = $1`, [markSetId]);
  return JSON.stringify([rows, set]);
}

async function keyOfCopy(open: TestApp, { script }: InHand, position = 0): Promise<string> {
  const row = await open.database.one<{ key: string }>(
    `select clean_key as key from script_document where script_number = $1 and position = $2`,
    [script.number, position],
  );
  return row.key;
}

describe('what was frozen in the database', () => {
  let open: TestApp;
  beforeAll(async () => {
    open = await openTestApp();
  });
  afterAll(() => open.close());

  /** What whoever owns the database can do: past every trigger. */
  async function asOwner(statements: readonly string[]): Promise<void> {
    const owner = await new DataSource({ type: 'postgres', url: open.test.ownerUrl }).initialize();
    try {
      for (const table of ['script', 'script_document']) await owner.query(`alter table ${table} disable trigger user`);
      for (const statement of statements) await owner.query(statement);
      for (const table of ['script', 'script_document']) await owner.query(`alter table ${table} enable trigger user`);
    } finally {
      await owner.destroy();
    }
  }

  it('is looked at every night, also where nobody opens it; a night that was cut off goes on where it was', async () => {
    // The timetable's own look would come between, or midnight.
    await open.holdClock((await open.database.now()).toString());
    await open.keepFromTimetable('submission.check-scripts');
    const looked = async (): Promise<number> =>
      (await open.database.one<{ n: number }>(`select count(*)::int as n from script_check`)).n;
    const scripts = await giveScripts(open, 3);
    const [sound, changed, later] = scripts.map(({ number }) => number) as [string, string, string];
    await asOwner([
      `update script_document set label = 'Somebody else' where script_number = '${changed}' and position = 0`,
      // What is no manifest any more is found, and stops no look at the others.
      `update submission set manifest = '{}' where id = (select submission_id from script where number = '${later}')`,
    ]);
    // As if the night had ended after two of them.
    await open.database.query(`insert into script_check select unnest($1::text[]), app_now() on conflict do nothing`, [
      [sound],
    ]);
    const notes: string[] = [];
    const work = {
      actor: 'job:submission.check-scripts',
      subject: {},
      progress: async (done: number, total: number) => void notes.push(`${done} of ${total}`),
    } as unknown as Work;
    await open.app.get(CheckScripts, { strict: false }).run(work);
    expect(await looked()).toBe(3);
    expect(notes).toEqual(['2 of 2']);
    const faults = await open.database.query<{ number: string }>(
      `select script_number as number from script_fault where cleared_at is null and script_number = any($1)`,
      [[sound, changed, later]],
    );
    expect(faults.map(({ number }) => number).sort()).toEqual([changed, later].sort());
    // The same night again does nothing.
    await open.app.get(CheckScripts, { strict: false }).run(work);
    expect(notes).toHaveLength(1);
    const lead = await givePerson(open, { roles: ['lead'] });
    const page = textOf((await visit(open, lead, '/changed-scripts')).text);
    expect(page).toContain(`Script ${changed}`);
    expect(page).toContain('3 scripts were looked at of themselves');
  });

  it('is changed by no statement of the application', async () => {
    const { script } = await inHand(open);
    for (const set of [
      `clean_key = (select clean_key from script_document where script_number = '${script.number}' and position = 1)`,
      `label = 'Account of somebody else'`,
      `counted = 4000`,
      `frozen_hash = repeat('0', 64)`,
    ])
      await expect(
        open.database.query(`update script_document set ${set} where script_number = $1 and position = 0`, [
          script.number,
        ]),
      ).rejects.toThrow('was frozen and is never changed');
    await expect(
      open.database.query(`update script set scope = '["1.4.1"]' where number = $1`, [script.number]),
    ).rejects.toThrow('was frozen and is never changed');
    await expect(
      open.database.query(
        `insert into script_document (script_number, position, component, label) values ($1, 9, 'evidence', 'One more')`,
        [script.number],
      ),
    ).rejects.toThrow('gets no more documents');
  });

  it('edge case 8: stops every act of marking when its owner puts another intact file in its place', async () => {
    const hand = await inHand(open);
    const [before, other] = [
      await marksOf(open, hand),
      await keyOfCopy(open, await inHand(open, 'Words of somebody else')),
    ];
    const { number } = hand.script;
    // The other file is whole and under its true key: nothing but the frozen hash tells.
    await asOwner([
      `update script_document set clean_key = '${other}' where script_number = '${number}' and position = 0`,
    ]);
    expect(await tried(open, hand)).toEqual(refusedAll);
    expect(await marksOf(open, hand)).toBe(before);
    const page = await visit(open, hand.assessor, `/scripts/${number}`);
    expect(page.problems[0]).toContain('is not what was handed in any more');
    for (const id of hand.script.documentIds) expect(page.text).not.toContain(id);
  });

  it('edge case 8: and when its owner makes hashes to fit, since the journal says what they were', async () => {
    const hand = await inHand(open);
    const { number } = hand.script;
    const { frozenRows, hashOfDocument, hashOfScript } = await import('../../src/submission/frozen-script.js');
    await asOwner([`update script_document set counted = 12 where script_number = '${number}' and position = 0`]);
    const [row] = await frozenRows(open.database, [number]);
    const document = row?.documents[0];
    if (!row || !document) throw new Error('The script is there');
    await asOwner([
      `update script_document set frozen_hash = '${hashOfDocument(document)}' where script_number = '${number}' and position = 0`,
      `update script set frozen_hash = '${hashOfScript(row.script, row.documents)}' where number = '${number}'`,
    ]);
    expect(await tried(open, hand)).toEqual(refusedAll);
  });

  it.each([
    ['its manifest', `update submission set manifest = jsonb_set(manifest, '{countRule}', '"other"') where id = $1`],
    ['its manifest’s hash', `update submission set manifest_hash = repeat('1', 64) where id = $1`],
    ['its scope', `update script set scope = '["1.4.1"]' where submission_id = $1`],
    [
      'a document less',
      `delete from script_document where position = 2 and script_number = (select number from script where submission_id = $1)`,
    ],
  ])('edge case 8: and with %s', async (_what, sql) => {
    const hand = await inHand(open);
    await asOwner([sql.replace('$1', `'${hand.script.submissionId}'`)]);
    expect((await visit(open, hand.assessor, `/scripts/${hand.script.number}`)).status).toBe(409);
  });

  it('tells the lead of its provider once, who can do nothing but have it put right and looked at again', async () => {
    const hand = await inHand(open);
    const { number } = hand.script;
    const lead = await givePerson(open, { roles: ['lead'] });
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
    await asOwner([`update script_document set label = 'Swapped' where script_number = '${number}' and position = 1`]);
    await Promise.all([1, 2, 3].map(() => visit(open, hand.assessor, `/scripts/${number}`)));
    const entries = await open.database.query(
      `select facts, actor from journal_entry where aggregate = 'script' and aggregate_id = $1`,
      [number],
    );
    expect(entries).toEqual([
      { facts: { found: [{ position: 1, what: 'record' }] }, actor: `staff:${hand.assessor.staffId}` },
    ]);
    expect(textOf((await visit(open, lead, '/')).text)).toMatch(/See to .*not what was handed in/);
    const list = await visit(open, lead, '/changed-scripts');
    expect(textOf(list.text)).toContain(`Script ${number}`);
    expect(textOf(list.text)).toContain('its record was changed');
    expect((await visit(open, stranger, '/changed-scripts')).text).not.toContain(number);
    expect((await post(open, stranger, `/changed-scripts/${number}/look`)).status).toBe(404);

    const still = await post(open, lead, `/changed-scripts/${number}/look`);
    expect([still.status, still.problems[0]]).toEqual([
      422,
      `Script ${number} is still not what was handed in. What is wrong now stands below`,
    ]);
    await asOwner([
      `update script_document set label = 'Account of task 2' where script_number = '${number}' and position = 1`,
    ]);
    // Put back behind the lead's back, it still waits for the lead.
    expect((await visit(open, hand.assessor, `/scripts/${number}`)).status).toBe(409);
    expect((await post(open, lead, `/changed-scripts/${number}/look`)).location).toBe('/changed-scripts');
    expect((await visit(open, hand.assessor, `/scripts/${number}`)).status).toBe(200);
    const acts = await open.database.query(
      `select act from journal_entry where aggregate = 'script' and aggregate_id = $1 order by seq`,
      [number],
    );
    expect(acts).toEqual([{ act: 'script.not-as-frozen' }, { act: 'script.as-frozen' }]);
  });

  it('names no script in the journal of the submission, and no submission in that of the script', async () => {
    const { script } = await inHand(open);
    const [frozen] = await open.database.query<{ facts: object }>(
      `select facts from journal_entry where aggregate = 'submission' and aggregate_id = $1 and act = 'submission.frozen'`,
      [script.submissionId],
    );
    expect(Object.keys(frozen?.facts ?? {})).toEqual(['hash']);
    expect(JSON.stringify(frozen)).not.toContain(script.number);
  });
});

/** The same store in two kinds: a directory whose files are written over, and a bucket whose objects are. */
function refusesOtherBytes(bench: () => { open: TestApp; write: (key: string, bytes: Buffer) => Promise<void> }): void {
  it('edge case 8: other bytes under the true key stop the page, the files and the saving of marks', async () => {
    const { open, write } = bench();
    const hand = await inHand(open);
    const key = await keyOfCopy(open, hand);
    const before = await marksOf(open, hand);
    const bytes = await open.app.get(FileStore, { strict: false }).readVerified(key);
    await write(key, Buffer.from(bytes.toString().replace('board', 'bored')));
    expect(await tried(open, hand)).toEqual(refusedAll);
    expect(await marksOf(open, hand)).toBe(before);
    expect(
      await open.database.query(`select found from script_fault where script_number = $1`, [hand.script.number]),
    ).toEqual([{ found: [{ position: 0, what: 'copy-changed' }] }]);
    await write(key, bytes);
    const lead = await givePerson(open, { roles: ['lead'] });
    expect((await post(open, lead, `/changed-scripts/${hand.script.number}/look`)).status).toBe(303);
    expect((await visit(open, hand.assessor, `/scripts/${hand.script.number}`)).status).toBe(200);
  });
}

describe('bytes in the directory', () => {
  let open: TestApp;
  const pathOf = (key: string): string => {
    const { store } = open.config;
    if (store.kind !== 'directory') throw new Error('A directory');
    return join(store.root, key);
  };
  beforeAll(async () => {
    open = await openTestApp();
  });
  afterAll(() => open.close());

  refusesOtherBytes(() => ({ open, write: (key, bytes) => writeFile(pathOf(key), bytes) }));

  it('edge case 8: a file that is gone stops marking as well', async () => {
    const hand = await inHand(open);
    const path = pathOf(await keyOfCopy(open, hand, 2));
    const bytes = await readFile(path);
    await rm(path);
    try {
      expect(await tried(open, hand)).toEqual(refusedAll);
    } finally {
      await writeFile(path, bytes);
    }
  });

  it('edge case 8: so do other bytes of what was handed in, which no assessor opens', async () => {
    const hand = await inHand(open);
    const store = open.app.get(FileStore, { strict: false });
    const original = await store.receive(Readable.from([Buffer.from(`original ${randomUUID()}`)]), { maxBytes: 100 });
    if (isRefusal(original)) throw new Error(original.code);
    const { frozenRows, faultsOfRecord } = await import('../../src/submission/frozen-script.js');
    const [row] = await frozenRows(open.database, [hand.script.number]);
    expect(row && faultsOfRecord(row)).toEqual([]);
    // The manifest of the story's scripts is empty: one with an original is looked at as the service does.
    const integrity = open.app.get(ScriptIntegrity, { strict: false });
    const item = { documentId: 'x', component: 'evidence', title: null, size: 1, words: null, links: [] };
    const withOriginal = {
      ...row,
      manifest: { framework: '', countRule: '', items: [{ ...item, sha256: original.sha256 }] },
    };
    const look = (): Promise<unknown> => integrity['faultsOfFiles'](withOriginal as never);
    expect(await look()).toEqual([]);
    await writeFile(pathOf(original.key), 'other');
    expect(await look()).toEqual([{ position: 0, what: 'original-changed' }]);
  });

  it('hashes bytes once while they are as they were, and again when they were written anew', async () => {
    const hand = await inHand(open);
    const store = open.app.get(FileStore, { strict: false });
    const opened: string[] = [];
    const openVerified = store.openVerified.bind(store);
    store.openVerified = (key) => (opened.push(key), openVerified(key));
    try {
      await visit(open, hand.assessor, `/scripts/${hand.script.number}`);
      expect(opened).toEqual([]);
      const path = pathOf(await keyOfCopy(open, hand));
      await writeFile(path, await readFile(path));
      expect((await visit(open, hand.assessor, `/scripts/${hand.script.number}`)).status).toBe(200);
      expect(opened).toHaveLength(1);
    } finally {
      store.openVerified = openVerified;
    }
  });
});

describe('bytes in a bucket', () => {
  let open: TestApp;
  let radosgw: Radosgw;
  let config: S3Config;
  beforeAll(async () => {
    radosgw = await startRadosgw();
    config = await radosgw.makeBucket('integrity');
    open = await openTestApp({
      S3_ENDPOINT: radosgw.endpoint,
      S3_REGION: config.region,
      S3_BUCKET: config.bucket,
      S3_ACCESS_KEY_ID: config.accessKeyId ?? '',
      S3_SECRET_ACCESS_KEY: config.secretAccessKey ?? '',
      S3_CHECKSUMS: 'WHEN_REQUIRED',
    });
  });
  afterAll(async () => {
    await open?.close();
    await radosgw?.stop();
  });

  refusesOtherBytes(() => ({
    open,
    write: async (key, bytes) => {
      const client = new S3Client(s3ClientConfig(config));
      await client.send(new PutObjectCommand({ Bucket: config.bucket, Key: key, Body: bytes }));
      client.destroy();
    },
  }));

  it('takes marks while the bucket does not answer, and locks none of them', async () => {
    const hand = await inHand(open);
    await radosgw.stop();
    const of = `/scripts/${hand.script.number}`;
    const saved = await api(open, hand.assessor, `${of}/marks`, {
      markSetId: hand.markSetId,
      changes: [change('1.4.1')],
    });
    expect(saved.status).toBe(200);
    const refused = await post(open, hand.assessor, `${of}/lock`, { markSetId: hand.markSetId });
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '10']);
    expect(textOf(refused.text)).toContain('Not available for a moment');
    expect(await marksOf(open, hand)).toContain('"state":"open"');
    // What is read is away for a moment too, and is no fault of the script; the log has when.
    const copy = await visit(open, hand.assessor, `${of}/documents/${hand.script.documentIds[0]}`);
    expect(copy.status).toBe(503);
    expect(
      await open.database.query(`select from script_fault where script_number = $1`, [hand.script.number]),
    ).toEqual([]);
    const log = (): Promise<unknown[]> => open.database.query(`select from outage where part = 'store'`);
    await until('the outage in the log', async () => (await log()).length > 0);
  });
});
