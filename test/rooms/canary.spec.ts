import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import {
  canaryDocx,
  canaryPdf,
  pdfPlaces,
  places,
  planted,
  prosePlaces,
  shownPlaces,
} from '../../libs/reader/src/clean/made-canary.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, visit } from '../support/browse.js';
import { assign, accept, giveAssessor, type Assessor } from '../support/story/marking.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { makeReady, submit } from '../support/story/hand-in.js';
import { givePerson } from '../support/story/people.js';
import { everythingFor, type Known } from '../support/twins.js';

let open: TestApp;
let person: Enrolled;
let script = '';
let documents: string[] = [];
let windowId = '';
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  windowId = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
  person = await giveEnrolled(open, {
    startDate: '2026-09-21',
    name: 'Zebedee Quarrington',
    email: 'z.quarrington@tansy.example',
    school: '654321',
    trust: '16999',
  });
  await open.database.query(`update school set name = 'Tansy Hollow Primary School' where urn = '654321'`);
  await open.database.query(`update trust set name = 'Copper Wren Academy Trust' where uid = '16999'`);
  await giveBooking(open, person, windowId);
  await open.settle();
  await makeReady(
    open,
    person,
    { name: 'Zebedee Quarrington strategy.docx', bytes: Buffer.from(canaryDocx()) },
    { name: 'Quarrington project.pdf', bytes: Buffer.from(canaryPdf()) },
  );
  await open.holdClock('2027-03-10T10:00:00Z');
  const { status, problems } = await submit(open, person);
  if (status !== 303) throw new Error(`Not submitted: ${problems.join('; ')}`);
  await open.holdClock('2027-03-16T10:00:00Z');
  await open.settle();
  const row = await open.database.one<{ number: string }>(
    `select sc.number from script sc join submission s on s.id = sc.submission_id`,
  );
  script = row.number;
  documents = (
    await open.database.query<{ id: string }>(
      `select id from script_document where script_number = $1 order by position`,
      [script],
    )
  ).map(({ id }) => id);
});
afterAll(async () => {
  await open?.close();
});

/** Bytes as letters, and whatever in them is packed as it unpacks: streams of a PDF among them. */
function insideOf(bytes: Buffer): string {
  const texts = [bytes.toString('latin1'), bytes.toString('utf8')];
  for (let at = bytes.indexOf('stream'); at !== -1; at = bytes.indexOf('stream', at + 6)) {
    const begin = at + 6 + (bytes[at + 6] === 13 ? 2 : 1);
    try {
      texts.push(inflateSync(bytes.subarray(begin), { finishFlush: 2 }).toString('latin1'));
    } catch {
      // Not packed, or no stream: its bytes are above.
    }
  }
  // A reading copy carries its pictures in itself.
  for (const [, packed = ''] of bytes.toString('latin1').matchAll(/data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)/g))
    texts.push(Buffer.from(packed, 'base64').toString('latin1'));
  return texts.join('\n');
}

/** All that this person can fetch of the script, in one text: pages, JSON, letters, headers and the bytes of every file. */
async function all(who: Assessor): Promise<string> {
  const known: Known = {
    number: [script],
    script: [script],
    document: documents,
    documentId: documents,
    id: [windowId],
  };
  const got = await everythingFor(open, who, known);
  const files: string[] = [];
  for (const id of documents)
    for (const path of [`/scripts/${script}/documents/${id}`, `/api/v1/scripts/${script}/documents/${id}`]) {
      const { rawPayload, headers, statusCode } = await open.app.inject({ url: path, headers: who.headers });
      if (statusCode === 200) files.push(JSON.stringify(headers), insideOf(rawPayload));
    }
  expect(files.length).toBeGreaterThan(3);
  return [...got.values(), ...files].join('\n');
}

/** What stays is what the author wrote to be read, which only they can change. */
const withoutProse = (text: string): string => prosePlaces.reduce((left, [, said]) => left.replaceAll(said, ''), text);

describe('a name planted in more than forty places of what a participant sends', () => {
  const planned = [...places, ...shownPlaces].map(([place]) => place).concat(pdfPlaces);

  it('is in what was sent, in each of them', () => {
    expect(planned.length).toBeGreaterThan(40);
    const sent = insideOf(Buffer.from(canaryPdf()));
    for (const place of pdfPlaces) expect(sent).toContain(planted(place));
  });

  it.each([
    ['first', 'first'],
    ['second', 'second'],
  ] as const)('is in nothing that the %s assessor can fetch', async (_, role) => {
    const who = await giveAssessor(open);
    await assign(open, { number: script }, who, role);
    await accept(open, { number: script }, who);
    const text = await all(who);
    expect(text).toContain('Written by Zebedee Quarrington');
    const left = withoutProse(text);
    expect(planned.filter((place) => left.includes(planted(place)))).toEqual([]);
    expect([...left.matchAll(/.{0,60}quarrington.{0,40}/gi)].map(([line]) => line)).toEqual([]);
    for (const name of [person.participantId, person.enrolmentId, person.signInId]) expect(left).not.toContain(name);
  });

  it('is named to its author before they submit: what is taken out, and what stands in the prose for them to change', async () => {
    const listed = (await api(open, person, '/documents')).text;
    const ids = [...new Set([...listed.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id]) => id ?? ''))];
    const reports = await Promise.all(ids.map(async (id) => (await visit(open, person, `/documents/${id}`)).text));
    const report = reports.find((text) => text.includes('e-mail')) ?? '';
    for (const [what] of prosePlaces) expect(report).toContain(what);
  });

  it('is in nothing that a moderator or the quality agent can fetch of a script that is not theirs', async () => {
    for (const role of ['moderator', 'qa-agent'] as const) {
      const who = await givePerson(open, { roles: [role] });
      const known: Known = {
        number: [script],
        script: [script],
        document: documents,
        documentId: documents,
        id: [windowId],
      };
      const got = [...(await everythingFor(open, who, known)).values()].join('\n');
      expect(got.toLowerCase()).not.toContain('quarrington');
    }
  });
});
