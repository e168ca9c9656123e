import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { S3Config } from '../../src/platform/storage/s3-client.js';
import { CloseWindows } from '../../src/submission/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit, type Answer } from '../support/browse.js';
import { beginUpload, liveDocuments, makeDocx, makeEvidence, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { makeReady, manifestHashOf } from '../support/story/hand-in.js';
import { accept, assign, giveAssessor, type Assessor } from '../support/story/marking.js';
import { giveScript, type GivenScript } from '../support/story/scripts.js';
import { startRadosgw, type Radosgw } from '../support/radosgw.js';
import { workOf } from '../support/work.js';

/** The settings by which the product uses a bucket. */
const settings = ({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Config): Record<string, string> => ({
  S3_ENDPOINT: endpoint ?? '',
  S3_REGION: region,
  S3_BUCKET: bucket,
  S3_ACCESS_KEY_ID: accessKeyId ?? '',
  S3_SECRET_ACCESS_KEY: secretAccessKey ?? '',
  S3_CHECKSUMS: 'WHEN_REQUIRED',
});

/** A line to a server that can be cut: then connections are refused, as by a server that is down, until it is mended. */
async function line(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy() && sockets.delete(one));
      one.pipe(other);
    }
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const at = (server.address() as AddressInfo).port;
  const cut = () =>
    new Promise((resolve) => {
      server.close(resolve);
      for (const socket of sockets) socket.destroy();
    });
  return { endpoint: `http://127.0.0.1:${at}`, cut, mend: () => listen(at) };
}

let open: TestApp;
let bucket: Awaited<ReturnType<typeof line>>;
let radosgw: Radosgw;
let person: Enrolled;
let accountId: string;
let script: GivenScript;
let assessor: Assessor;
beforeAll(async () => {
  radosgw = await startRadosgw();
  bucket = await line(radosgw.endpoint);
  open = await openTestApp(settings({ ...(await radosgw.makeBucket('away')), endpoint: bucket.endpoint }));
  await open.holdClock('2027-01-10T10:00:00Z');
  const window = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
  person = await giveEnrolled(open);
  await giveBooking(open, person, window);
  await open.holdClock('2027-03-03T10:00:00Z');
  await makeReady(
    open,
    person,
    { name: 'one.docx', bytes: await makeDocx(300, 'one') },
    { name: 'two.docx', bytes: await makeDocx(300, 'two') },
  );
  accountId = (await liveDocuments(open, person))[0]?.id ?? '';
  [script, assessor] = [await giveScript(open), await giveAssessor(open)];
  await assign(open, script, assessor);
  await accept(open, script, assessor);
  await open.app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await open?.close();
  await bucket?.cut();
  await radosgw?.stop();
});
beforeEach(() => bucket.cut());
afterEach(() => bucket.mend());

const work = workOf('submission.close-windows');

/** Says that it is for a moment, when to come again, and what to do; nothing of how it is built. */
function asksToComeAgain({ status, headers, text }: Pick<Answer, 'status' | 'headers' | 'text'>): void {
  expect([status, headers['retry-after']]).toEqual([503, '10']);
  expect(textOf(text)).toContain('Not available for a moment');
  expect(text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|bucket/);
}

describe('while the store of the files does not answer', () => {
  it("a reading copy and a file of one's own ask to come again", async () => {
    asksToComeAgain(await visit(open, assessor, `/scripts/${script.number}/documents/${script.documentIds[0]}`));
    asksToComeAgain(await api(open, assessor, `/scripts/${script.number}/documents/${script.documentIds[0]}`));
    asksToComeAgain(await visit(open, person, `/documents/${accountId}/original`));
  });

  it('a file that is sent is asked for again, by form and in pieces, and is not on record as sent', async () => {
    const before = await liveDocuments(open, person);
    const file = { component: 'evidence', name: 'b.png', title: 'B', bytes: makeEvidence.png() };
    const sent = await sendFile(open, person, file);
    asksToComeAgain({ status: sent.statusCode, headers: sent.headers, text: sent.body });
    const address = `http://127.0.0.1:${(open.app.getHttpServer().address() as AddressInfo).port}`;
    const begun = await beginUpload(address, person.headers, file);
    expect([begun.status, begun.retryAfter]).toEqual([503, '10']);
    expect(await liveDocuments(open, person)).toEqual(before);
  });

  it('a submission asks to come again, is not half made, and is taken when the store is back', async () => {
    const fields = { manifestHash: await manifestHashOf(open, person) };
    asksToComeAgain(await post(open, person, '/submission', fields));
    expect(await open.database.query(`select from receipt`)).toEqual([]);
    await bucket.mend();
    expect((await post(open, person, '/submission', fields)).status).toBe(303);
    await bucket.cut();
    const [receipt] = await open.database.query<{ number: string }>(`select number from receipt`);
    for (const form of ['', '/pdf', '/json'])
      expect((await visit(open, person, `/receipts/${receipt?.number}${form}`)).status).toBe(200);
  });

  it('a window is closed all the same, and its script is read when the store is back', async () => {
    await open.holdClock('2027-03-15T12:30:00Z');
    await open.app.get(CloseWindows, { strict: false }).run(work);
    const scripts = await open.database.query<{ number: string; accountId: string }>(
      `select s.number, d.id as "accountId" from script s join script_document d on d.script_number = s.number
       join submission u on u.id = s.submission_id join attempt a on a.id = u.attempt_id
       where a.enrolment_id = $1 and d.component = 'account-T1'`,
      [person.enrolmentId],
    );
    const [closed] = scripts;
    if (!closed) throw new Error('No script was made');
    await assign(open, closed, assessor);
    await accept(open, closed, assessor);
    const copy = `/scripts/${closed.number}/documents/${closed.accountId}`;
    asksToComeAgain(await visit(open, assessor, copy));
    await bucket.mend();
    expect((await visit(open, assessor, copy)).status).toBe(200);
    await bucket.cut();
  });
});
