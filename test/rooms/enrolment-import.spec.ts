import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit, type Answer } from '../support/browse.js';
import { ensureFramework } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-02T10:00:00Z');
  await ensureFramework(open);
  administrator = await givePerson(open, { roles: ['administrator'] });
});
afterAll(async () => {
  await open?.close();
});

const head = 'Name,E-mail,TRN,Start date,URN,School,Trust UID,Trust,Coach name,Coach e-mail';
const row = (n: number, start = '2026-09-21'): string =>
  `Person ${n},person${n}@import.invalid,${String(2_000_000 + n)},${start},${String(200_000 + (n % 40))},School ${n % 40},${7_000 + ((n % 40) % 7)},Trust ${(n % 40) % 7},Tobias Lind,coach@x.invalid`;
const csv = (...rows: string[]): string => [head, ...rows].join('\n');

interface Outcome {
  import: { state: string; rowsTotal: number; rowsNew: number; rowsSame: number; problemCount: number };
  faults: { line: number | null; column: string | null; code: string; text: string }[];
}

async function run(content: string, who = administrator): Promise<Outcome & { id: string }> {
  const started = await api(open, who, '/enrolments/imports', { content });
  expect(started.status).toBe(200);
  const { id } = started.json() as { id: string };
  await open.settle();
  return { ...((await api(open, who, `/enrolments/imports/${id}`)).json() as Outcome), id };
}

const people = async (): Promise<number> =>
  (await open.database.one<{ n: number }>(`select count(*)::int as n from participant`)).n;

/** A file as a browser's form sends it. */
async function send(name: string, content: Buffer, who = administrator): Promise<Answer> {
  const boundary = '----spec';
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`,
    ),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const response = await open.app.inject({
    method: 'POST',
    url: `/enrolments/import-files?_csrf=${encodeURIComponent(who.csrfToken)}`,
    headers: { ...who.headers, accept: 'text/html', 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload,
  });
  const { location } = response.headers;
  return {
    status: response.statusCode,
    location: typeof location === 'string' ? location : null,
    text: response.payload,
    problems: [],
    cookies: [],
    headers: response.headers,
    json: () => JSON.parse(response.payload) as unknown,
  };
}

describe('an import', () => {
  it('enrols everybody in a file sent by the page’s form, each with a clock, its why, a journal and a letter', async () => {
    const sent = await send('intake.csv', Buffer.from(`\uFEFF${csv(row(1, '31/08/2025'), row(2))}`));
    expect([sent.status, sent.location]).toEqual([303, expect.stringMatching(/^\/enrolments\/imports\//)]);
    await open.settle();
    const result = await visit(open, administrator, sent.location ?? '');
    expect(result.text).toContain('2 enrolled.');
    const [one] = await open.database.query(
      `select p.name, p.trn, e.start_date, e.present_by, e.present_by_why, e.state, school.urn, trust.uid,
              (select act from journal_entry where aggregate = 'enrolment' and aggregate_id = e.id::text) as act,
              (select count(*)::int from mail_message where to_address = s.email) as letters
       from participant p join enrolment e on e.participant_id = p.id join sign_in s on s.id = p.sign_in_id
       join school on school.id = p.school_id join trust on trust.id = school.trust_id and p.trust_id is null where p.trn = '2000001'`,
    );
    expect(one).toEqual({
      name: 'Person 1',
      trn: '2000001',
      start_date: '2025-08-31',
      present_by: '2027-02-28',
      present_by_why: '18 months from 31 August 2025; February has 28 days',
      state: 'active',
      urn: '200001',
      uid: '7001',
      act: 'enrolment.made',
      letters: 1,
    });
  });

  it('changes nothing when the same file comes again, and says how many were there', async () => {
    const before = await open.database.query(`select * from participant order by id`);
    const again = await run(csv(row(1, '2025-08-31'), row(2)));
    expect(again.import).toMatchObject({ state: 'imported', rowsTotal: 2, rowsNew: 0, rowsSame: 2 });
    expect(await open.database.query(`select * from participant order by id`)).toEqual(before);
    const letters = await open.database.query(`select 1 from mail_message where to_address like 'person%'`);
    expect(letters).toHaveLength(2);
  });

  it('takes what is new in a file that is partly known', async () => {
    const partly = await run(csv(row(2), row(3)));
    expect(partly.import).toMatchObject({ state: 'imported', rowsNew: 1, rowsSame: 1 });
  });

  it('enrols nobody where one row is wrong, and names every bad row', async () => {
    const before = await people();
    const refused = await run(csv(row(4), row(5).replace('2000005', '12'), row(6).replace('2026-09-21', '31/02/2026')));
    expect(refused.import).toMatchObject({ state: 'refused', rowsTotal: 3, rowsNew: 0, problemCount: 2 });
    expect(refused.faults.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, 'TRN', 'trn-not-seven-digits'],
      [4, 'Start date', 'start-date-unreadable'],
    ]);
    expect(await people()).toBe(before);
    const result = await visit(open, administrator, `/enrolments/imports/${refused.id}`);
    expect(result.text).toContain('Nobody was enrolled');
    expect(result.text).toContain('is too short: a TRN has 7 digits');
  });

  it('holds rows against everybody who is there: other TRN, other e-mail, staff, other start, other provider', async () => {
    const staff = await givePerson(open, { roles: ['lead'], email: 'lead@import.invalid' });
    const elsewhere = await givePerson(open, {
      roles: ['participant'],
      provider: 'ELSE',
      trn: '3999999',
      email: 'else@import.invalid',
    });
    const refused = await run(
      csv(
        row(7).replace('person7@', 'person1@'),
        row(8).replace('2000008', '2000001'),
        row(9).replace('person9@import.invalid', staff.email.toUpperCase()),
        row(2, '2026-09-22'),
        row(10).replace('2000010', '3999999').replace('person10@import.invalid', elsewhere.email),
      ),
    );
    expect(refused.faults.map(({ line, code }) => [line, code])).toEqual([
      [2, 'email-belongs-to-another'],
      [3, 'trn-belongs-to-another'],
      [4, 'email-is-staff'],
      [5, 'other-start-date'],
      [6, 'enrolled-elsewhere'],
    ]);
  });

  it('moves no school to another trust, not by a known school and not within the file, edge case 22', async () => {
    const school = (): Promise<unknown> =>
      open.database
        .one(`select s.trust_id, count(m.*)::int as spans from school s left join school_trust m on m.school_id = s.id
                         where s.urn = '200001' group by s.id`);
    const before = await school();
    const refused = await run(
      csv(
        row(41).replace(',7001,', ',7005,'),
        row(33),
        row(73).replace(',7005,', ',7006,'),
        row(81).replace(',7001,Trust 1,', ',,,'),
      ),
    );
    expect(refused.faults.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'Trust UID', 'school-in-another-trust'],
      [4, 'Trust UID', 'school-in-another-trust'],
    ]);
    expect(refused.faults[0]?.text).toContain('The school 200001 belongs to the trust 7001, not to 7005');
    expect(await school()).toEqual(before);
    // A school of which no trust was ever known gets the first that is named; one that left its trust does not go back by a file.
    const atLone = (n: number): string => row(n).replace('200034', '290034');
    expect((await run(csv(atLone(34).replace(/,7\d{3},Trust \d,/, ',,,')))).import.state).toBe('imported');
    expect((await run(csv(atLone(74)))).import.state).toBe('imported');
    await open.database.query(`update school set trust_id = null where urn = '290034'`);
    expect((await run(csv(atLone(114)))).faults[0]?.text).toContain('belongs to no trust');
  });

  it('keeps a formula harmless: refused as a name, shown as text', async () => {
    const refused = await run(csv(row(11).replace('Person 11', '=cmd|calc')));
    expect(refused.faults.map(({ code }) => code)).toEqual(['cell-is-formula']);
    const markup = await run(csv(row(12).replace('2000012', '<script>x</script>')));
    const result = await visit(open, administrator, `/enrolments/imports/${markup.id}`);
    expect(result.text).not.toContain('<script>x</script>');
  });

  it('that is delivered twice is done once', async () => {
    const first = await run(csv(row(13)));
    await open.database.query(
      `update work_item set state = 'waiting', generation = generation + 1, rung_at = null, tries = 0 where kind = 'enrolment.import' and key = $1`,
      [first.id],
    );
    await open.settle();
    const after = (await api(open, administrator, `/enrolments/imports/${first.id}`)).json() as Outcome;
    expect(after.import).toMatchObject({ state: 'imported', rowsNew: 1, rowsSame: 0 });
  });

  it('of one file twice at once enrols each once', async () => {
    const content = csv(row(14), row(15));
    const both = await Promise.all([1, 2].map(() => api(open, administrator, '/enrolments/imports', { content })));
    await open.settle();
    const outcomes = await Promise.all(
      both.map(async (started) => {
        const { id } = started.json() as { id: string };
        return ((await api(open, administrator, `/enrolments/imports/${id}`)).json() as Outcome).import;
      }),
    );
    expect(
      outcomes.map(({ rowsNew, rowsSame }) => [rowsNew, rowsSame]).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
    ).toEqual([
      [0, 2],
      [2, 0],
    ]);
  });

  it('is refused by name where nothing, or too much, was sent', async () => {
    const empty = await post(open, administrator, '/enrolments/imports', { content: ' ', fileName: 'x' });
    expect([empty.status, empty.problems]).toEqual([
      422,
      ['There is nothing in it. Paste the rows with their headings, or choose a file'],
    ]);
    expect((await send('none.csv', Buffer.alloc(0))).status).toBe(422);
    const large = await send('large.csv', Buffer.alloc(2_100_000, 'x'));
    expect(large.status).toBe(413);
    expect(large.text).toContain('The file is larger than 2 MB');
  });

  it('is for administrators, and its result for those of the same provider', async () => {
    const lead = await givePerson(open, { roles: ['lead'] });
    const participant = await givePerson(open, { roles: ['participant'] });
    for (const who of [lead, participant]) {
      expect((await visit(open, who, '/enrolments/import')).status).toBe(403);
      expect((await api(open, who, '/enrolments/imports', { content: csv(row(20)) })).status).toBe(403);
      expect((await send('x.csv', Buffer.from(csv(row(20))), who)).status).toBe(403);
    }
    const { id } = await run(csv(row(1, '2025-08-31')));
    const other = await givePerson(open, { roles: ['administrator'], provider: 'OTHER' });
    expect((await api(open, other, `/enrolments/imports/${id}`)).status).toBe(404);
    expect((await api(open, administrator, `/enrolments/imports/${id}`)).status).toBe(200);
  });

  it('gives a template that can be imported', async () => {
    const template = await visit(open, administrator, '/enrolments/import-template');
    expect(template.headers['content-disposition']).toContain('participants-template.csv');
    expect((await run(template.text)).import).toMatchObject({ state: 'imported', rowsNew: 1 });
  });
});

describe('a list of five thousand', () => {
  it('is imported with progress, and shown fifty at a time in at most five statements', async () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => row(1_000 + at));
    const { id } = (await api(open, administrator, '/enrolments/imports', { content: csv(...rows) })).json() as {
      id: string;
    };
    const seen = new Set<number>();
    for (;;) {
      const now = (await api(open, administrator, `/enrolments/imports/${id}`)).json() as Outcome & {
        import: { done: number };
      };
      seen.add(now.import.done);
      if (now.import.state === 'imported') break;
      expect(now.import.state).not.toBe('refused');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(seen.size).toBeGreaterThan(2);
    const list = await visit(open, administrator, '/participants?state=active');
    expect(list.headers['server-timing']).toMatch(/desc="[1-5]"/);
    expect((list.text.match(/href="\/participants\/[0-9a-f-]{36}"/g) ?? []).length).toBe(50);
    const found = (await api(open, administrator, '/participants?name=person%201234')).json() as {
      participants: { trn: string }[];
    };
    expect(found.participants.map(({ trn }) => trn)).toEqual(['2001234']);
    await open.database.query(`delete from work_item where kind = 'mail.send' and state in ('waiting')`);
  });
});
