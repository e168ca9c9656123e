import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CloseWindows } from '../../src/submission/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { liveDocuments, makeDocx, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { declareAndVerify, makeAccountPdf, makeReady, submit } from '../support/story/hand-in.js';
import { givePerson, type Person } from '../support/story/people.js';
import { workOf } from '../support/work.js';

let open: TestApp;
let lead: Person;
let stranger: Person;
let window: string;

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  lead = await givePerson(open, { roles: ['lead'] });
  stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
  window = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
});
afterAll(async () => {
  await open?.close();
});

const work = workOf('submission.close-windows');

interface Handed {
  readonly person: Enrolled;
  readonly id: string;
  readonly version: string;
}

const words = new Map<string, number>();

/** A participant whose first account is a PDF of so many words, submitted on 10 March. Own words make own bytes. */
async function handIn(name: string, count: number): Promise<Handed> {
  await open.holdClock('2027-01-10T10:00:00Z');
  const person = await giveEnrolled(open, { name });
  await giveBooking(open, person, window);
  await open.settle();
  const [one, two] = [makeAccountPdf(count, name.replaceAll(' ', '')), await makeDocx(300, name.replaceAll(' ', ''))];
  await makeReady(open, person, { name: 'one.pdf', bytes: one }, { name: 'two.docx', bytes: two });
  await open.holdClock('2027-03-10T10:00:00Z');
  expect(await submit(open, person)).toEqual({ status: 303, problems: [] });
  await open.settle();
  return { person, ...(await waitingOf(person)) };
}

async function waitingOf(person: Enrolled): Promise<{ id: string; version: string }> {
  const row = await open.database.one<{ id: string; version: number; counted: number }>(
    `select id, version, counted from document where enrolment_id = $1 and component = 'account-T1'
     and state not in ('superseded', 'removed')`,
    [person.enrolmentId],
  );
  words.set(row.id, row.counted);
  return { id: row.id, version: String(row.version) };
}

const decide = (
  { id, version }: Handed,
  asked: Readonly<Record<string, string>>,
  who = lead,
): ReturnType<typeof post> => post(open, who, `/counts-to-confirm/${id}/decision`, { version, ...asked });

async function closeWindow(): Promise<void> {
  await open.holdClock('2027-03-15T12:00:01Z');
  await open.app.get(CloseWindows, { strict: false }).run(work);
  await open.settle(true);
}

const submissionOf = async ({ person }: Handed): Promise<{ state: string; held: string | null }> =>
  open.database.one(
    `select s.state, s.held_reason as held from submission s join attempt a on a.id = s.attempt_id where a.enrolment_id = $1`,
    [person.enrolmentId],
  );

describe('a count that is an estimate near the limit', () => {
  let near: Handed;
  beforeAll(async () => {
    near = await handIn('Nora Nearly', 4_001);
  });

  it('keeps nobody from submitting, and its author reads that a person will look', async () => {
    const [account] = await liveDocuments(open, near.person);
    expect(account).toMatchObject({ state: 'checked', countVerdict: 'needs-person', counted: 4_001 });
    expect((await visit(open, near.person, `/documents/${near.id}`)).text).toContain(
      'Near the limit: a person will confirm the count',
    );
  });

  it('waits on a list of the lead of its provider, in at most 5 statements, however many wait', async () => {
    const page = await visit(open, lead, '/counts-to-confirm');
    expect(page.text).toContain('Nora Nearly');
    expect((await visit(open, stranger, '/counts-to-confirm')).text).not.toContain('Nora Nearly');
    expect(textOf((await visit(open, lead, '/')).text)).toContain('Confirm the word count of an account');
    expect(Number(/sql;desc="(\d+)"/.exec(String(page.headers['server-timing']))?.[1])).toBeLessThanOrEqual(5);
  });

  it('is shown page by page: the picture, the words on it, those around the limit, and a sum that adds up', async () => {
    const shown = (await api(open, lead, `/counts-to-confirm/${near.id}`)).json() as {
      estimate: number;
      band: { from: number; to: number };
      places: { number: number; page: number }[];
      pages: {
        page: number;
        counted: number;
        total: number;
        image: { href: string } | null;
        paragraphs: { words: number; pieces: { text: string; number: number | null }[] }[];
      }[];
      isDrawing: boolean;
    };
    expect(shown).toMatchObject({ estimate: 4_001, band: { from: 3_920, to: 4_400 }, isDrawing: false });
    expect(shown.pages.map(({ page }) => page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shown.pages.reduce((sum, { counted }) => sum + counted, 0)).toBe(4_001);
    expect(shown.pages.at(-1)?.total).toBe(4_001);
    expect(shown.places.map(({ number }) => number)).toEqual([3_999, 4_000, 4_001]);
    const marked = shown.pages.flatMap(({ paragraphs }) =>
      paragraphs.flatMap(({ pieces }) => pieces.filter(({ number }) => number !== null)),
    );
    expect(marked.map(({ number }) => number)).toEqual([3_999, 4_000, 4_001]);
    for (const { image } of shown.pages) {
      const png = await open.app.inject({ url: image?.href ?? '/', headers: lead.headers });
      expect([png.statusCode, png.headers['content-type'], png.rawPayload.toString('latin1', 1, 4)]).toEqual([
        200,
        'image/png',
        'PNG',
      ]);
    }
    const html = (await visit(open, lead, `/counts-to-confirm/${near.id}`)).text;
    expect(html.match(/<img [^>]*loading="lazy"/g)).toHaveLength(9);
  });

  it('shows its pictures to nobody else: not to its author, another provider, markers or administrators', async () => {
    const others = [
      near.person,
      stranger,
      await givePerson(open, { roles: ['assessor', 'senior-assessor'] }),
      await givePerson(open, { roles: ['administrator'] }),
      await givePerson(open, { roles: ['moderator'] }),
    ];
    for (const path of ['', '/pages/1', '/copy'])
      for (const who of others) {
        const { status } = await visit(open, who, `/counts-to-confirm/${near.id}${path}`);
        expect([403, 404]).toContain(status);
      }
    expect((await visit(open, lead, `/counts-to-confirm/${near.id}/pages/10`)).status).toBe(404);
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'Choose whether the count stands'],
    [{ decision: 'corrected', reason: 'Counted by hand' }, 'Give the right figure'],
    [{ decision: 'corrected', words: 'many', reason: 'Counted by hand' }, 'Give the right figure'],
    [{ decision: 'corrected', words: '0', reason: 'Counted by hand' }, 'Give the right figure'],
    [{ decision: 'corrected', words: '4,001', reason: 'Counted by hand' }, '4001 is what was counted'],
    [{ decision: 'corrected', words: '3,990', reason: ' ' }, 'Say why'],
    [{ decision: 'refused', reason: '' }, 'Say why'],
    [{ decision: 'confirmed', version: '1' }, 'counted again since this page was loaded'],
  ])('is not decided by %j', async (asked, said) => {
    const refused = await decide(near, asked);
    expect([refused.status, refused.problems[0]]).toEqual([422, expect.stringContaining(said)]);
    expect(await open.database.query(`select from count_decision`)).toEqual([]);
  });

  it('is decided once: of two leads at the same moment one decides, and the other reads so', async () => {
    const other = await givePerson(open, { roles: ['lead'] });
    const both = await Promise.all([
      decide(near, { decision: 'corrected', words: '3,990', reason: 'Page numbers were counted' }),
      decide(near, { decision: 'refused', reason: 'I cannot tell' }, other),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 422]);
    expect(both.flatMap(({ problems }) => problems)).toEqual([
      'Somebody has decided about this count already. Their decision stands on this page',
    ]);
    expect(await open.database.query(`select from count_decision`)).toHaveLength(1);
    await expect(
      open.database.query(
        `insert into count_decision select document_id, document_version, 'confirmed', estimate, most, estimate, null, decided_by, decided_at from count_decision`,
      ),
    ).rejects.toThrow('duplicate key');
  });
});

describe('what a decision does', () => {
  let confirmed: Handed;
  let corrected: Handed;
  let over: Handed;
  let refused: Handed;
  let undecided: Handed;
  let statuses: Awaited<ReturnType<typeof decide>>[] = [];
  beforeAll(async () => {
    confirmed = await handIn('Connie Firmed', 3_995);
    corrected = await handIn('Corin Rected', 4_010);
    over = await handIn('Ollie Ver', 4_020);
    refused = await handIn('Reg Fused', 3_990);
    undecided = await handIn('Una Decided', 3_985);
    statuses = [
      await decide(confirmed, { decision: 'confirmed' }),
      await decide(corrected, { decision: 'corrected', words: '3,991', reason: 'The page numbers are no words' }),
      await decide(over, { decision: 'confirmed' }),
      await decide(refused, { decision: 'refused', reason: 'Half of it is pictures of text' }),
    ];
    await open.settle();
  });

  it('is taken from a lead', () => {
    expect(statuses.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  });

  it('is read by the participant: that a lead made it, when, and why, on the page and in a letter', async () => {
    const page = textOf((await visit(open, corrected.person, `/documents/${corrected.id}`)).text);
    expect(page).toContain('A lead at your provider looked at the pages on Wednesday 10 March 2027');
    expect(page).toContain('corrected the count from 4,010 to 3,991 words, which is within the limit');
    expect(page).toContain('The reason: The page numbers are no words');
    expect(page).not.toContain(lead.name);
    const letters = await open.database.query<{ body: string }>(
      `select body from mail_message where key like 'count-decided:%' order by composed_at, key`,
    );
    expect(
      letters.filter(({ body }) => body.includes('3,991 words') && body.includes('within the limit')),
    ).toHaveLength(1);
    expect(letters.filter(({ body }) => body.includes('4,020 words') && body.includes('Word document'))).toHaveLength(
      1,
    );
    expect(letters.filter(({ body }) => body.includes('Half of it is pictures of text'))).toHaveLength(1);
  });

  it('leaves the estimate and all that was signed as they were', async () => {
    const { counted, same } = await open.database.one<{ counted: number; same: boolean }>(
      `select d.counted, (s.manifest_hash = r.manifest_hash) as same
       from document d join attempt a on a.enrolment_id = d.enrolment_id join submission s on s.attempt_id = a.id
       join receipt r on r.submission_id = s.id where d.id = $1`,
      [corrected.id],
    );
    expect([counted, same]).toEqual([4_010, true]);
    expect((await submit(open, corrected.person)).status).toBe(303);
    expect(
      await open.database.query(
        `select from receipt r join submission s on s.id = r.submission_id join attempt a on a.id = s.attempt_id where a.enrolment_id = $1`,
        [corrected.person.enrolmentId],
      ),
    ).toHaveLength(1);
  });

  it('lets who was over the limit mend it while the window is open, and counts what they send then anew', async () => {
    expect((await post(open, over.person, '/submission/reopening')).status).toBe(303);
    await declareAndVerify(open, over.person);
    const again = await submit(open, over.person);
    expect([again.status, again.problems[0]]).toEqual([422, expect.stringContaining('4020 words and may have 4000')]);
    await sendFile(open, over.person, {
      component: 'account-T1',
      name: 'one.docx',
      bytes: await makeDocx(4_000, 'OllieVer'),
    });
    await open.settle();
    await declareAndVerify(open, over.person);
    expect(await submit(open, over.person)).toEqual({ status: 303, problems: [] });
    expect((await visit(open, lead, `/counts-to-confirm/${over.id}`)).status).toBe(404);
  });

  it('loses nobody a deadline: after closing what is confirmed is accepted, what waits or was refused is held', async () => {
    await closeWindow();
    expect(await submissionOf(confirmed)).toEqual({ state: 'accepted', held: null });
    expect(await submissionOf(corrected)).toEqual({ state: 'accepted', held: null });
    expect(await submissionOf(over)).toEqual({ state: 'accepted', held: null });
    expect(await submissionOf(refused)).toEqual({ state: 'submitted', held: 'not-confirmed' });
    expect(await submissionOf(undecided)).toEqual({ state: 'submitted', held: 'needs-person' });
    const shown = await open.database.one<{ counted: number; ledger: { counted: number } }>(
      `select sd.counted, sd.ledger from script_document sd join script sc on sc.number = sd.script_number
       join submission s on s.id = sc.submission_id join attempt a on a.id = s.attempt_id
       where a.enrolment_id = $1 and sd.component = 'account-T1'`,
      [corrected.person.enrolmentId],
    );
    expect([shown.counted, shown.ledger.counted]).toEqual([3_991, 3_991]);
  });

  it('is taken weeks after the closing as well, and the next round accepts what was handed in on 10 March', async () => {
    await open.holdClock('2027-04-20T09:00:00Z');
    expect((await decide(undecided, { decision: 'confirmed' })).status).toBe(303);
    await open.app.get(CloseWindows, { strict: false }).run(work);
    await open.settle(true);
    expect(await submissionOf(undecided)).toEqual({ state: 'accepted', held: null });
    const { at } = await open.database.one<{ at: Date }>(
      `select s.submitted_at as at from submission s join attempt a on a.id = s.attempt_id where a.enrolment_id = $1`,
      [undecided.person.enrolmentId],
    );
    expect(at.toISOString()).toBe('2027-03-10T10:00:00.000Z');
    const late = await decide(undecided, { decision: 'refused', reason: 'On second thoughts' });
    expect([late.status, late.problems[0]]).toEqual([422, expect.stringContaining('does not wait')]);
  });
});
