import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { liveDocuments, makeDocx, makePdf, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';

let open: TestApp;
let left: Enrolled;
let changed: Enrolled;
let again: Enrolled;
let later: Enrolled;
let broken: Enrolled;
let beside: Enrolled;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  const first = await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' });
  const second = await giveWindow(open, { opensOn: '2027-04-05', closesOn: '2027-04-19' });
  left = await giveBooked(first);
  changed = await giveBooked(first);
  again = await giveBooked(first);
  later = await giveBooked(second);
  broken = await giveBooked(second);
  beside = await giveBooked(second);
});
afterAll(async () => {
  await open?.close();
});

const idOf = async (person: Enrolled, component: string): Promise<string> =>
  (await liveDocuments(open, person)).find((one) => one.component === component)?.id ?? '';

async function giveBooked(windowId: string): Promise<Enrolled> {
  const person = await giveEnrolled(open, { startDate: '2026-09-21' });
  await giveBooking(open, person, windowId);
  return person;
}

/** Hands in 4,000 and 3,900 words with everything that is asked for. */
async function handIn(person: Enrolled): Promise<void> {
  await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: await makeDocx(4_000) });
  await sendFile(open, person, { component: 'account-T2', name: 'two.docx', bytes: await makeDocx(3_900) });
  await sendFile(open, person, {
    component: 'evidence',
    name: 'all.pdf',
    title: 'Everything asked for',
    bytes: await makePdf('Evidence of everything'),
  });
  await open.settle();
  const links = npqel2017.criteria.flatMap(({ code, evidence }) =>
    evidence.filter(({ required }) => required).map((slot) => `${code}/${slot.code}`),
  );
  await post(open, person, `/documents/${await idOf(person, 'evidence')}/links`, { links });
  const { manifestHash } = (await api(open, person, '/submission')).json() as { manifestHash: string };
  const kinds = npqel2017.declarations.filter(({ signedBy }) => signedBy === 'participant').map(({ code }) => code);
  await post(open, person, '/declarations', { kinds, manifestHash });
  const sponsor = `${person.enrolmentId}@demo.invalid`;
  await post(open, person, '/sponsor-request', { name: 'Ada Sponsor', email: sponsor });
  await open.settle();
  const letter = await open.database.one<{ body: string }>(`select body from mail_message where to_address = $1`, [
    sponsor,
  ]);
  const verified = await open.app.inject({
    method: 'POST',
    url: /\/sponsor\/[\w-]+/.exec(letter.body)?.[0] ?? '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'decision=verified',
  });
  expect(verified.statusCode).toBe(303);
  expect((await post(open, person, '/submission', { manifestHash })).status).toBe(303);
}

interface Line {
  readonly component: string;
  readonly counted: number | null;
  readonly label: string;
  readonly isShown: boolean;
}

const scriptOf = (person: Enrolled): Promise<Line[]> =>
  open.database.query<Line>(
    `select d.component, d.counted, d.label, d.clean_key is not null as "isShown" from script_document d
     join script c on c.number = d.script_number join submission s on s.id = c.submission_id
     join attempt a on a.id = s.attempt_id where a.enrolment_id = $1 order by d.position`,
    [person.enrolmentId],
  );

const lettersTo = async (person: Enrolled): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(
      `select subject from mail_message where to_address = $1 order by id`,
      [person.email],
    )
  ).map(({ subject }) => subject);

describe('a submission that was taken back', () => {
  beforeAll(async () => {
    await open.holdClock('2027-03-10T10:00:00Z');
    for (const person of [left, changed, again]) {
      await handIn(person);
      await post(open, person, '/submission/reopening', {});
    }
  });

  it('says what counts if nothing comes after it', async () => {
    expect((await visit(open, left, '/submission')).text).toContain('You took your submission back');
    const [row] = await open.database.query<{ state: string; kept: number }>(
      `select s.state, jsonb_array_length(s.kept_files) as kept from submission s join attempt a on a.id = s.attempt_id
       where a.enrolment_id = $1`,
      [left.enrolmentId],
    );
    expect(row).toEqual({ state: 'draft', kept: 3 });
  });

  it('counts as it was handed in where the window closes first, whatever was changed, removed or replaced after it', async () => {
    await post(open, changed, `/documents/${await idOf(changed, 'evidence')}/removal`, {});
    await sendFile(open, changed, { component: 'account-T1', name: 'worse.docx', bytes: await makeDocx(4_321) });
    await open.settle();
    expect((await liveDocuments(open, changed)).map(({ component }) => component)).toEqual([
      'account-T1',
      'account-T2',
    ]);
    await sendFile(open, again, { component: 'account-T2', name: 'better.docx', bytes: await makeDocx(3_950) });
    await open.settle();

    await open.holdClock('2027-03-15T12:00:01Z');
    await open.settle();
    const handedIn = [
      { component: 'account-T1', counted: 4_000, isShown: true },
      { component: 'account-T2', counted: 3_900, isShown: true },
      { component: 'evidence', label: 'Evidence 1: Everything asked for', isShown: true },
    ];
    for (const person of [left, changed, again]) {
      expect(await scriptOf(person)).toMatchObject(handedIn);
      expect(await lettersTo(person)).toContain('Your last NPQEL submission counts');
    }
    const acts = await open.database.query(
      `select j.act, count(*)::int as times from journal_entry j where j.aggregate = 'submission'
       and j.act in ('submission.submit', 'submission.reopen', 'submission.restore', 'submission.accept', 'submission.close')
       group by 1 order by 1`,
    );
    expect(acts).toEqual(
      ['accept', 'reopen', 'restore', 'submit'].map((act) => ({ act: `submission.${act}`, times: 3 })),
    );
    const receipts = await open.database.query(
      `select from submission s join receipt r on r.submission_id = s.id and r.manifest_hash = s.manifest_hash
       where s.submitted_at = timestamptz '2027-03-10T10:00:00Z'`,
    );
    expect(receipts).toHaveLength(3);
  });
});

describe('a submission that was taken back and handed in again', () => {
  it('counts as it was handed in last', async () => {
    await open.holdClock('2027-04-10T10:00:00Z');
    await handIn(later);
    await post(open, later, '/submission/reopening', {});
    const { manifestHash } = (await api(open, later, '/submission')).json() as { manifestHash: string };
    await open.holdClock('2027-04-11T10:00:00Z');
    expect((await post(open, later, '/submission', { manifestHash })).status).toBe(303);
    const [row] = await open.database.query<{ state: string; kept: unknown; at: Date }>(
      `select s.state, s.kept_files as kept, s.submitted_at as at from submission s join attempt a on a.id = s.attempt_id
       where a.enrolment_id = $1`,
      [later.enrolmentId],
    );
    expect(row).toEqual({ state: 'submitted', kept: null, at: new Date('2027-04-11T10:00:00Z') });
  });
});

describe('one that cannot be restored', () => {
  const asOwner = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: open.test.ownerUrl });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };

  it('keeps nobody else waiting, and is restored when it can be', async () => {
    for (const person of [broken, beside]) {
      await handIn(person);
      await post(open, person, '/submission/reopening', {});
    }
    await asOwner(`
      create function refuse_restoring() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
      create trigger refuse_restoring before update of state on submission for each row
        when (old.state = 'draft' and new.state = 'submitted' and old.attempt_id in
          ('${(await open.database.one<{ id: string }>(`select id from attempt where enrolment_id = $1`, [broken.enrolmentId])).id}'))
        execute function refuse_restoring()`);
    await open.holdClock('2027-04-19T12:00:01Z');
    await open.settle(true);
    expect(await scriptOf(beside)).toHaveLength(3);
    expect(await scriptOf(broken)).toEqual([]);
    await asOwner(`drop function refuse_restoring cascade`);
    await open.holdClock('2027-04-19T13:00:00Z');
    await open.settle(true);
    expect(await scriptOf(broken)).toHaveLength(3);
  });
});
