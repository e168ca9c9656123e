import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, visit } from '../support/browse.js';
import { makeWord, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let lead: Person;
let window: string;
let people: Enrolled[] = [];

interface Listed {
  readonly findings: { documentId: string; participantName: string; code: string; severity: string; share: number }[];
  readonly totals: { code: string; files: number }[];
  readonly nextAfter: string | null;
}

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  lead = await givePerson(open, { roles: ['lead'] });
  window = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
  // Chains of words: a third of one text, a tenth of the other, none of the third, which is not handed in either.
  const chain = 'we-lead-our-schools-through-all-the-change';
  const chained = (chains: number, plain: number): string =>
    [...Array.from({ length: chains }, () => chain), ...Array.from({ length: plain }, (_, at) => `word${at}`)].join(
      ' ',
    );
  for (const [name, text] of [
    ['Mild Chains', chained(4, 60)],
    ['Strong Chains', chained(20, 40)],
    ['Draft Chains', chained(30, 40)],
  ] as const) {
    const person = await giveEnrolled(open, { name });
    await giveBooking(open, person, window);
    await open.settle();
    await sendFile(open, person, {
      component: 'account-T1',
      name: 'a.docx',
      bytes: await makeWord(['# Our project', 'Nothing to see in this one.', text]),
    });
    await open.settle();
    people.push(person);
    if (name === 'Draft Chains') continue;
    await open.database.query(
      `update submission s set state = 'submitted', submitted_at = w.opens_at, first_submitted_at = w.opens_at,
         manifest_hash = repeat('0', 64), manifest = '{"items":[]}', booking_id = b.id
       from attempt a, booking b join assessment_window w on w.id = b.window_id
       where a.id = s.attempt_id and a.enrolment_id = $1 and b.enrolment_id = $1`,
      [person.enrolmentId],
    );
  }
});
afterAll(async () => {
  await open?.close();
  people = [];
});

const list = async (query = '', who = lead): Promise<Listed> =>
  (await api(open, who, `/planning/windows/${window}/findings${query}`)).json() as Listed;

describe('what was found in the files of a window', () => {
  it('stands in one list, largest share first, and tells nothing of what is not handed in', async () => {
    const { findings } = await list('?code=joined-chains');
    expect(findings.map(({ participantName }) => participantName)).toEqual(['Strong Chains', 'Mild Chains']);
    expect(findings[0]?.share).toBeGreaterThan(findings[1]?.share ?? 1);
  });

  it('is filtered by severity and code, and a code that is none is refused', async () => {
    const serious = (await list('?severity=count')).findings;
    expect(new Set(serious.map(({ severity }) => severity))).toEqual(new Set(['count']));
    expect((await list('?severity=look&code=joined-chains')).findings).toEqual([]);
    expect((await list('?severity=&code=')).findings.length).toBeGreaterThanOrEqual(serious.length);
    expect(
      (await visit(open, lead, `/planning/windows/${window}/findings?code=nonsense`)).status,
    ).toBeGreaterThanOrEqual(400);
  });

  it('goes on after the last of a page, and takes at most 5 statements', async () => {
    const [first, second] = (await list('?code=joined-chains')).findings;
    const after = `${first?.share}~${first?.documentId}~joined-chains`;
    const rest = (await list(`?code=joined-chains&after=${encodeURIComponent(after)}`)).findings;
    expect(rest.map(({ documentId }) => documentId)).toEqual([second?.documentId]);
    const page = await visit(open, lead, `/planning/windows/${window}/findings`);
    expect(page.status).toBe(200);
    expect(Number(/sql;desc="(\d+)"/.exec(String(page.headers['server-timing']))?.[1])).toBeLessThanOrEqual(5);
  });

  it('leads to the place in the file, for the lead of its provider alone', async () => {
    const documentId = (await list('?code=joined-chains')).findings[0]?.documentId ?? '';
    const page = await visit(open, lead, `/submitted-documents/${documentId}/findings`);
    expect(page.text).toContain('href="#paragraph-2"');
    expect(page.text).toContain('id="paragraph-2"');
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
    const assessor = await givePerson(open, { roles: ['assessor'] });
    for (const path of [`/submitted-documents/${documentId}/findings`, `/planning/windows/${window}/findings`]) {
      expect((await visit(open, stranger, path)).status).toBe(404);
      expect((await visit(open, assessor, path)).status).toBe(403);
    }
    const draft = await open.database.one<{ id: string }>(`select id from document where enrolment_id = $1`, [
      people[2]?.enrolmentId,
    ]);
    expect((await visit(open, lead, `/submitted-documents/${draft.id}/findings`)).status).toBe(404);
  });
});
