import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { timetable } from '../../src/jobs.js';
import { TidyJobs } from '../../src/platform/jobs/tidy.jobs.js';
import { FileStore, keyOf } from '../../src/platform/storage/index.js';
import { s3ClientConfig, type S3Config } from '../../src/platform/storage/s3-client.js';
import { CloseWindows } from '../../src/submission/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { startRadosgw, type Radosgw } from '../support/radosgw.js';
import { askUpload, beginUpload, finishUpload, liveDocuments, makeDocx } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { makeReady, submit } from '../support/story/hand-in.js';
import { workOf } from '../support/work.js';

const MB = 1024 * 1024;

/** A participant, and an upload of nine megabytes of which six are sent: one part of a multipart upload of the bucket. */
interface Sender {
  readonly person: Enrolled;
  readonly url: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

let radosgw: Radosgw;
let config: S3Config;
let bucket: S3Client;
let open: TestApp;
let address: string;
let submitted: Sender;
let takenBack: Sender;
let drafting: Sender;
let adjusted: Sender;

beforeAll(async () => {
  radosgw = await startRadosgw();
  config = await radosgw.makeBucket('closing');
  bucket = new S3Client(s3ClientConfig(config));
  open = await openTestApp({
    S3_ENDPOINT: config.endpoint ?? '',
    S3_REGION: config.region,
    S3_BUCKET: config.bucket,
    S3_ACCESS_KEY_ID: config.accessKeyId ?? '',
    S3_SECRET_ACCESS_KEY: config.secretAccessKey ?? '',
    S3_CHECKSUMS: 'WHEN_REQUIRED',
  });
  await open.holdClock('2027-01-10T10:00:00Z');
  await open.app.listen(0, '127.0.0.1');
  address = `http://127.0.0.1:${(open.app.getHttpServer().address() as AddressInfo).port}`;
  const window = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
  const people: Enrolled[] = [];
  for (let n = 0; n < 4; n += 1) {
    const person = await giveEnrolled(open);
    await giveBooking(open, person, window);
    people.push(person);
  }
  await open.holdClock('2027-03-10T10:00:00Z');
  const [one, two, three, four] = people as [Enrolled, Enrolled, Enrolled, Enrolled];
  for (const person of [one, two, four])
    await makeReady(
      open,
      person,
      { name: 'one.docx', bytes: await makeDocx(300, `one${person.enrolmentId}`) },
      { name: 'two.docx', bytes: await makeDocx(300, `two${person.enrolmentId}`) },
    );
  submitted = await begin(one);
  await submit(open, one);
  await submit(open, two);
  await post(open, two, '/submission/reopening', {});
  takenBack = await begin(two);
  drafting = await begin(three);
  adjusted = await begin(four);
  await open.database.query(`update booking set personal_closes_at = '2027-03-16T17:00:00Z' where enrolment_id = $1`, [
    four.enrolmentId,
  ]);
  // What closes, closes when the spec says so.
  await open.stopWork();
});
afterAll(async () => {
  bucket?.destroy();
  await open?.close();
  await radosgw?.stop();
});

async function begin(person: Enrolled, sent = 6 * MB): Promise<Sender> {
  const bytes = randomBytes(9 * MB);
  const { url, status } = await beginUpload(address, person.headers, {
    component: 'account-T1',
    name: 'late.docx',
    bytes,
  });
  expect(status).toBe(201);
  expect(await finishUpload(url, person.headers, bytes.subarray(0, sent))).toBe(204);
  expect(await askUpload(url, person.headers)).toBe(sent);
  return { person, url, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const end = ({ url, person, bytes }: Sender): Promise<number> => finishUpload(url, person.headers, bytes, 6 * MB);
const close = (): Promise<void> =>
  open.app.get(CloseWindows, { strict: false }).run(workOf('submission.close-windows'));

/** All that was handed in, as it is frozen, and what is judged of it. */
const frozen = async ({ person }: Sender): Promise<unknown> =>
  open.database.one(
    `select s.state, s.manifest, s.manifest_hash as hash,
            (select json_agg(r.number order by r.number) from receipt r where r.submission_id = s.id) as receipts,
            (select json_agg(d.id order by d.position) from script_document d join script c on c.number = d.script_number
             where c.submission_id = s.id) as script
     from submission s join attempt a on a.id = s.attempt_id where a.enrolment_id = $1`,
    [person.enrolmentId],
  );
const isStored = ({ sha256 }: Sender): Promise<boolean> => open.app.get(FileStore).has(keyOf(sha256));
const keysUnder = async (Prefix: string): Promise<string[]> =>
  ((await bucket.send(new ListObjectsV2Command({ Bucket: config.bucket, Prefix }))).Contents ?? []).map(
    ({ Key }) => Key ?? '',
  );
const unfinished = async (): Promise<number> =>
  ((await bucket.send(new ListMultipartUploadsCommand({ Bucket: config.bucket }))).Uploads ?? []).length;

describe('edge case 7: an upload that was begun before the closing and is finished after it', () => {
  it('edge case 7: lies in the bucket as parts until then', async () => {
    expect(await unfinished()).toBe(4);
    for (const sender of [submitted, takenBack, drafting, adjusted]) expect(await isStored(sender)).toBe(false);
  });

  it('edge case 7: is refused to who has submitted, is no file of the store, and changes nothing that was handed in', async () => {
    const before = await frozen(submitted);
    const documents = await liveDocuments(open, submitted.person);
    await open.holdClock('2027-03-15T12:00:00Z');
    expect(await end(submitted)).toBe(422);
    expect([await frozen(submitted), await liveDocuments(open, submitted.person)]).toEqual([before, documents]);
    expect(await isStored(submitted)).toBe(false);
  });

  it('edge case 7: submits nothing for who had a draft: late is late', async () => {
    expect(await end(drafting)).toBe(204);
    expect((await submit(open, drafting.person)).problems.join()).toContain('too late');
    expect(await frozen(drafting)).toMatchObject({ state: 'draft', manifest: null, hash: null, receipts: null });
  });

  it('edge case 7: counts for nothing where a submission was taken back: what was handed in stands', async () => {
    const before = (await frozen(takenBack)) as { hash: string };
    expect(await end(takenBack)).toBe(204);
    await close();
    const after = (await frozen(takenBack)) as { script: unknown[] };
    expect(after).toEqual({ ...before, state: 'accepted', script: after.script });
    expect(after.script).toHaveLength(3);
    expect(JSON.stringify(after)).not.toContain(takenBack.sha256);
    expect(await frozen(submitted)).toMatchObject({ state: 'accepted' });
    expect(await frozen(drafting)).toMatchObject({ state: 'no-show', manifest: null, hash: null, receipts: null });
  });

  it('edge case 7: goes by the closing time of one’s own, to the instant', async () => {
    await open.holdClock('2027-03-16T16:59:59Z');
    expect((await submit(open, adjusted.person)).status).toBe(303);
    const before = (await frozen(adjusted)) as object;
    await open.holdClock('2027-03-16T17:00:00Z');
    expect(await end(adjusted)).toBe(422);
    await close();
    expect(await frozen(adjusted)).toMatchObject({ ...before, state: 'accepted', script: expect.any(Array) });
    // Asked again after it is accepted, it is as little wanted.
    expect(await askUpload(adjusted.url, adjusted.person.headers)).toBeNull();
    expect(await isStored(adjusted)).toBe(false);
  });
});

describe('edge case 7: what is left of uploads', () => {
  it('edge case 7: is cleaned by the tidying job, parts and whole files, and nothing that counts goes with it', async () => {
    expect(timetable.map(({ kind }) => kind)).toContain('platform.tidy');
    const person = await giveEnrolled(open);
    const [parts, few] = [await begin(person), await begin(person, MB)];
    expect(await unfinished()).toBe(2);
    const stored = await keysUnder('sha256/');
    const tidy = open.app.get(TidyJobs, { strict: false });
    // Somebody may still go on with them for a week.
    await tidy.tidy();
    expect(await askUpload(parts.url, person.headers)).toBe(6 * MB);
    await pause(2_500);
    expect(await tidy.sweepUploads(1_000)).toBeGreaterThanOrEqual(6);
    expect([await keysUnder('incoming/'), await unfinished()]).toEqual([[], 0]);
    for (const { url } of [parts, few]) expect(await askUpload(url, person.headers)).toBeNull();
    expect(await keysUnder('sha256/')).toEqual(stored);
    for (const { sha256 } of [submitted, adjusted]) expect(stored).not.toContain(keyOf(sha256));
    const files = await open.database.query<{ sha256: string }>(`select distinct sha256 from document`);
    for (const { sha256 } of files) expect(await open.app.get(FileStore).has(keyOf(sha256))).toBe(true);
  });
});

describe('edge case 7: an address that outlives the closing', () => {
  const signs = /x-amz-signature|x-amz-credential|awsaccesskeyid|presign/i;

  it('edge case 7: is given by nothing: files come through us, for as long as the person is signed in', async () => {
    const { person } = submitted;
    const [document] = await liveDocuments(open, person);
    const paths = ['/documents', `/documents/${document?.id}`, `/documents/${document?.id}/original`, '/submission'];
    for (const path of paths) {
      for (const answer of [await visit(open, person, path), await api(open, person, path)]) {
        const said = `${JSON.stringify(answer.headers)} ${answer.text}`;
        expect([path, answer.status]).toEqual([path, 200]);
        expect(answer.headers['location']).toBeUndefined();
        expect(said).not.toMatch(signs);
        expect(said).not.toContain(new URL(radosgw.endpoint).host);
      }
    }
    const signedOut = await open.app.inject({ url: `/documents/${document?.id}/original` });
    expect(signedOut.statusCode).not.toBe(200);
    const key = (await keysUnder('sha256/'))[0] ?? '';
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await fetch(`${radosgw.endpoint}/${config.bucket}/${key}`, { method })).status).toBe(403);
  });

  it('edge case 7: is signed by nothing in the source, nor by anything that is installed for it', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(500);
    expect(
      sources.filter((name) => /getSignedUrl|createPresigned|presigner/i.test(readFileSync(`src/${name}`, 'utf8'))),
    ).toEqual([]);
    expect(readFileSync('package.json', 'utf8')).not.toMatch(/presigner/);
  });
});
