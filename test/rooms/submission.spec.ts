import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { makeDocx, makePdf, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
});

/** The documents of the participant's attempt, newest state. */
async function documents(): Promise<
  { id: string; component: string; state: string; counted: number | null; reason: string | null }[]
> {
  return open.database.query(
    `select id, component, state, counted, reason from document where state not in ('superseded', 'removed') order by component`,
  );
}

describe('from files to a receipt and a script', () => {
  let person: Enrolled;
  beforeAll(async () => {
    const window = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
    person = await giveEnrolled(open, { startDate: '2026-09-21' });
    await giveBooking(open, person, window);
    await open.settle();
  });

  it('edge case 10: counts two accounts, and 4,001 words are over the limit while 4,000 are within', async () => {
    expect(
      (await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: await makeDocx(4_001) }))
        .statusCode,
    ).toBe(303);
    expect(
      (await sendFile(open, person, { component: 'account-T2', name: 'two.docx', bytes: await makeDocx(3_900) }))
        .statusCode,
    ).toBe(303);
    await open.settle();
    const found = await documents();
    expect(found.map(({ component, state, counted }) => [component, state, counted])).toEqual([
      ['account-T1', 'checked', 4_001],
      ['account-T2', 'checked', 3_900],
    ]);
    const page = await visit(open, person, '/submission');
    expect(page.text).toContain('4001 words and may have 4000');
    await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: await makeDocx(4_000) });
    await open.settle();
    expect((await documents()).find(({ component }) => component === 'account-T1')?.counted).toBe(4_000);
  });

  it('refuses a type that cannot be counted, with what to do', async () => {
    const answer = await sendFile(open, person, {
      component: 'account-T1',
      name: 'one.pages',
      bytes: Buffer.from('x'),
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Save as');
  });

  it('edge case 9: never takes an unreadable account for one of 0 words', async () => {
    const before = (await documents()).find(({ component }) => component === 'account-T1');
    await sendFile(open, person, {
      component: 'account-T1',
      name: 'broken.docx',
      bytes: Buffer.from('PK\u0003\u0004 broken'),
    });
    await open.settle();
    const broken = (await documents()).find(({ component }) => component === 'account-T1');
    expect(broken).toMatchObject({ state: 'refused', counted: null });
    expect(broken?.id).not.toBe(before?.id);
    await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: await makeDocx(4_000) });
    await open.settle();
  });

  it('links evidence until nothing that is asked for is missing', async () => {
    const slots = npqel2017.criteria.flatMap(({ code, evidence }) =>
      evidence.filter(({ required }) => required).map((slot) => `${code}/${slot.code}`),
    );
    await sendFile(open, person, {
      component: 'evidence',
      name: 'all.pdf',
      title: 'Everything asked for',
      bytes: await makePdf('Evidence of everything'),
    });
    await open.settle();
    const evidence = (await documents()).find(({ component }) => component === 'evidence');
    const linked = await post(open, person, `/documents/${evidence?.id}/links`, { links: slots });
    expect(linked.status).toBe(303);
    expect((await visit(open, person, '/evidence')).text).not.toContain('>Missing<');
  });

  it('edge case 5: is submitted once, however many tabs and retries send it, and a receipt anybody can check says so', async () => {
    const overview = (await api(open, person, '/submission')).json() as { manifestHash: string };
    const kinds = npqel2017.declarations.filter(({ signedBy }) => signedBy === 'participant').map(({ code }) => code);
    expect((await post(open, person, '/declarations', { kinds, manifestHash: overview.manifestHash })).status).toBe(
      303,
    );
    expect(
      (await post(open, person, '/sponsor-request', { name: 'Ada Sponsor', email: 'ada@demo.invalid' })).status,
    ).toBe(303);
    await open.settle();
    const letter = await open.database.one<{ body: string }>(
      `select body from mail_message where to_address = 'ada@demo.invalid'`,
    );
    const link = /\/sponsor\/[\w-]+/.exec(letter.body)?.[0] ?? '';
    expect((await open.app.inject({ url: link })).statusCode).toBe(200);
    const answered = await open.app.inject({
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'decision=verified',
    });
    expect(answered.statusCode).toBe(303);

    const early = await post(open, person, '/submission', { manifestHash: overview.manifestHash });
    expect(early.status).toBe(422);
    expect(early.text).toContain('Your window opens on');

    await open.holdClock('2027-03-10T10:00:00Z');
    const twice = await Promise.all(
      [1, 2, 3].map(() => post(open, person, '/submission', { manifestHash: overview.manifestHash })),
    );
    expect(new Set(twice.map(({ location }) => location)).size).toBe(1);
    const number = String(twice[0]?.location).split('/').at(-1);
    expect(await open.database.query(`select from receipt`)).toHaveLength(1);
    const checked = await open.app.inject({
      method: 'POST',
      url: '/receipts',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      payload: `receipt=${number}`,
    });
    expect(checked.body).toContain('This receipt is ours');
    expect(checked.body).not.toContain(person.name);
    const pdf = await visit(open, person, `/receipts/${number}/pdf`);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const forged = await visit(open, person, `/receipts/${number}/json`);
    const altered = forged.text.replace('"words": 4000', '"words": 3000');
    const refused = await open.app.inject({
      method: 'POST',
      url: '/receipts',
      headers: { 'content-type': 'application/json', accept: 'text/html' },
      payload: { receipt: altered },
    });
    expect(refused.body).toContain('was altered');
  });

  it('lets no file change while it is submitted', async () => {
    const answer = await sendFile(open, person, {
      component: 'account-T1',
      name: 'one.docx',
      bytes: await makeDocx(3_000),
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Take your submission back first');
  });

  it('becomes a script under a random number when its window closes', async () => {
    await open.holdClock('2027-03-15T12:00:01Z');
    await open.settle();
    const script = await open.database.one<{ number: string }>(`select number from script`);
    expect(script.number).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    expect(await open.database.query(`select from script_document`)).toHaveLength(3);
    expect((await visit(open, person, '/submission')).text).toContain('Accepted for marking');
  });
});
