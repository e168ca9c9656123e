import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { authorsOf } from '../../src/documents/author-identity.js';
import { barsOf } from '../../src/submission/blind.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit, type Answer } from '../support/browse.js';
import { giveAccredited, journalOf } from '../support/story/allocation.js';
import { givePerson, type Person } from '../support/story/people.js';
import { giveClosedWindow, giveScript } from '../support/story/scripts.js';

let open: TestApp;
let code = '';
let administrator: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-03-10T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
});

let providers = 0;
let trns = 6_000_000;
beforeEach(async () => {
  providers += 1;
  code = `D${providers}`;
  administrator = await givePerson(open, { roles: ['administrator'], provider: code, name: 'Ada Administrator' });
});

const urnOf = (n: number): string => String(700_000 + providers * 10 + n);

/** A participant at the provider's first school. */
async function participant(): Promise<Person & { trn: string }> {
  const trn = String((trns += 1));
  const wish = { roles: ['participant'] as const, provider: code, school: urnOf(1), trust: `T${code}`, trn };
  const person = await givePerson(open, { ...wish, name: 'Nora Namely' });
  // As an import has it: the trust is known by the school.
  await open.database.query(`update participant set trust_id = null where id = $1`, [person.participantId]);
  return { ...person, trn };
}

const form = (person: Person & { trn: string }, more: Record<string, string> = {}): Record<string, string> => ({
  name: person.name,
  email: person.email,
  trn: person.trn,
  urn: urnOf(1),
  trustUid: '',
  from: '',
  why: 'They told us',
  seenEffect: '0',
  ...more,
});
const change = (person: Person & { trn: string }, more: Record<string, string>, who = administrator): Promise<Answer> =>
  post(open, who, `/participants/${person.participantId}/details`, form(person, more));
const recorded = async (person: Person): Promise<unknown> =>
  open.database.one(
    `select p.name, i.email, p.trn, s.urn from participant p join sign_in i on i.id = p.sign_in_id
     left join school s on s.id = p.school_id where p.id = $1`,
    [person.participantId],
  );
const letters = async (email: string): Promise<{ subject: string; body: string }[]> =>
  open.database.query(`select subject, body from mail_message where to_address = $1 order by composed_at, key`, [
    email,
  ]);

describe('what is recorded of a participant', () => {
  it('is changed with a reason: shown before, both values in the journal, told by letter, edge case 39', async () => {
    const person = await participant();
    const trn = String((trns += 1));
    const path = `/participants/${person.participantId}/details`;
    const { why: _, seenEffect: __, ...asked } = form(person, { name: '  Nora   Newly ', trn });
    const seen = await visit(open, administrator, `${path}?${new URLSearchParams(asked).toString()}`);
    expect(textOf(seen.text)).toContain('Name: Nora Namely becomes Nora Newly');
    expect(await recorded(person)).toMatchObject({ name: 'Nora Namely', trn: person.trn });
    expect((await change(person, { name: '  Nora   Newly ', trn, why: 'Married' })).location).toBe(path);
    expect(await recorded(person)).toMatchObject({ name: 'Nora Newly', trn });
    const [entry] = await open.database.query<{ why: string; facts: unknown }>(
      `select why, facts from journal_entry where aggregate = 'participant' and aggregate_id = $1`,
      [person.participantId],
    );
    const changes = { name: { was: 'Nora Namely', is: 'Nora Newly' }, trn: { was: person.trn, is: trn } };
    expect(entry).toEqual({ why: 'Married', facts: { changes } });
    const [letter] = await letters(person.email);
    expect(letter?.body).toContain(`Teacher reference number (TRN): ${trn} (was ${person.trn})`);
    expect(textOf((await visit(open, administrator, path)).text)).toContain('Name: Nora Namely becomes Nora Newly');
    await open.settle();
  });

  it('goes with a new school from its day, and what was stays known; a wrong day is mended', async () => {
    const person = await participant();
    await givePerson(open, { roles: ['assessor'], provider: code, school: urnOf(2) });
    const spans = async (): Promise<unknown[]> => {
      const answer = await api(open, administrator, `/participants/${person.participantId}/details`);
      const found = (answer.json() as { spans: { urn: string; from: string | null; to: string | null }[] }).spans;
      return found.map(({ urn, from, to }) => [urn, from, to]);
    };
    expect((await change(person, { urn: urnOf(2), from: '2027-02-01' })).problems).toEqual([]);
    const moved = (day: string): unknown[] => [
      [urnOf(2), day, null],
      [urnOf(1), null, day],
    ];
    expect((await spans()).map((span) => (span as unknown[])[0])).toEqual([urnOf(2), urnOf(1)]);
    expect(await spans()).toEqual(expect.arrayContaining([[urnOf(2), '2027-02-01', null]]));
    expect((await change(person, { urn: urnOf(2), from: '2027-01-04', why: 'It was January' })).problems).toEqual([]);
    expect((await spans())[0]).toEqual(moved('2027-01-04')[0]);
    await open.settle();
  });

  it('has a coach, who may change: whoever coached them stays barred, and is looked for in what they write', async () => {
    const windowId = await giveClosedWindow(open, code);
    const script = await giveScript(open, { provider: code, trust: `T${code}` }, windowId);
    const [before, after] = [
      await giveAccredited(open, { provider: code, name: 'Bea Before' }),
      await giveAccredited(open, { provider: code, name: 'Alf After' }),
    ];
    await open.database.query(`update participant set coach_name = $2, coach_email = $3 where id = $1`, [
      script.participantId,
      before.name,
      before.email.toUpperCase(),
    ]);
    const barred = async (): Promise<string[]> =>
      (await barsOf(open.database, [script.number], '2027-03-10'))
        .filter(({ reason }) => reason === 'coach')
        .map(({ staffId }) => staffId)
        .sort();
    const of = await open.database.one<Record<string, string>>(
      `select p.name, i.email, p.trn, coalesce(s.urn, '') as urn, case when s.urn is null then t.uid else '' end as "trustUid"
       from participant p join sign_in i on i.id = p.sign_in_id left join school s on s.id = p.school_id
       left join trust t on t.id = p.trust_id where p.id = $1`,
      [script.participantId],
    );
    const path = `/participants/${script.participantId}/details`;
    const send = (more: Record<string, string>): Promise<Answer> =>
      post(open, administrator, path, { ...of, from: '', why: 'They told us', seenEffect: '0', ...more });

    // A slip in the name is no other coach, nor is what was not said.
    expect((await send({ coachName: 'Bea B. Before' })).problems).toEqual([]);
    expect(await barred()).toEqual([before.staffId]);
    const coach = { coachName: after.name, coachEmail: after.email };
    const asked = new URLSearchParams({ ...of, from: '', ...coach });
    const seen = textOf((await visit(open, administrator, `${path}?${asked.toString()}`)).text);
    expect(seen).toContain('Coach: Bea B. Before becomes Alf After');
    expect(seen).toContain('Bea B. Before coached them until now, and stays barred from judging their work');
    expect(await barred()).toEqual([before.staffId]);
    await open.holdClock('2027-03-10T10:05:00Z');
    expect((await send(coach)).problems).toEqual([]);
    expect(await barred()).toEqual([before.staffId, after.staffId].sort());
    const record = textOf((await visit(open, administrator, path)).text);
    expect(record).toContain(`Bea B. Before, ${before.email.toUpperCase()}, noted`);
    expect((await letters(of['email'] ?? '')).at(-1)?.body).toContain('Coach: Alf After (was Bea B. Before)');
    const authors = await authorsOf(open.database, [script.enrolmentId]);
    expect(authors.get(script.enrolmentId)?.names).toEqual(expect.arrayContaining(['Bea B. Before', 'Alf After']));

    // Whoever never was their coach is let go; and nobody may be the coach at all.
    expect((await send({ coachName: '', coachEmail: '', coachWas: 'wrong' })).problems).toEqual([]);
    expect(await barred()).toEqual([before.staffId]);
    await open.settle();

    // And a wrong choice is mended: what was noted is let go, and noted by hand.
    const former = `/participants/${script.participantId}/former-coaches`;
    const link = /former-coaches\?drop=([0-9a-f-]{36})/.exec((await visit(open, administrator, path)).text);
    const drop = link?.[1] ?? '';
    const letGo = textOf((await visit(open, administrator, `${former}?drop=${drop}`)).text);
    expect(letGo).toContain(`Bea B. Before, ${before.email.toUpperCase()} never coached them`);
    const mend = (more: Record<string, string>): Promise<Answer> =>
      post(open, administrator, former, { why: 'A slip', seenEffect: '0', ...more });
    expect((await mend({ drop, why: ' ' })).problems.join()).toContain('reason');
    expect(await barred()).toEqual([before.staffId]);
    expect((await mend({ drop })).problems).toEqual([]);
    expect(await barred()).toEqual([]);
    expect((await mend({ drop })).problems.join()).toContain('not noted any more');
    expect(textOf((await visit(open, administrator, path)).text)).toContain('Coach before: Bea B. Before');
    const by = { coachName: ' Alf  After ', coachEmail: after.email };
    expect(
      textOf((await visit(open, administrator, `${former}?${new URLSearchParams(by).toString()}`)).text),
    ).toContain(`Alf After, ${after.email} coached them before, and may not judge their work`);
    expect(await barred()).toEqual([]);
    expect((await mend(by)).location).toBe(path);
    expect(await barred()).toEqual([after.staffId]);
    const told = (await letters(of['email'] ?? '')).map(({ body }) => body).join();
    expect(told).toContain(`Bea B. Before, ${before.email.toUpperCase()} is not recorded any more`);
    expect(told).toContain(`Alf After, ${after.email} coached you before`);
    for (const [wrong, says] of [
      [{ coachEmail: after.email.toUpperCase() }, 'noted already'],
      [{ coachName: ' ' }, 'Give the name'],
      [{ coachEmail: 'alf' }, 'not an e-mail address'],
      [{ coachName: '=1+1' }, 'formula'],
    ] as const)
      expect((await mend(wrong)).problems.join()).toContain(says);
    await open.settle();
  });

  it('of another provider has a coach before whom nobody here can note or let go', async () => {
    const person = await participant();
    const stranger = await givePerson(open, { roles: ['administrator'], provider: `${code}X` });
    const former = `/participants/${person.participantId}/former-coaches`;
    const noting = await post(open, stranger, former, { coachName: 'Alf After', why: 'None', seenEffect: '0' });
    expect(noting.status).toBe(404);
    const elsewhere = await participant();
    await post(open, administrator, former, { coachName: 'Alf After', why: 'Told', seenEffect: '0' });
    const { id } = await open.database.one<{ id: string }>(`select id from former_coach where participant_id = $1`, [
      person.participantId,
    ]);
    const other = `/participants/${elsewhere.participantId}/former-coaches`;
    const letting = await post(open, administrator, other, { drop: id, why: 'Not theirs', seenEffect: '0' });
    expect(letting.problems.join()).toContain('not noted any more');
    await open.settle();
  });

  it.each([
    ['without a name', { name: ' ' }, 'missing'],
    ['to a name that a spreadsheet would run', { name: '=HYPERLINK("x")' }, 'formula'],
    ['to a TRN of six digits', { trn: '123456' }, 'too short'],
    ['to the TRN of nobody', { trn: '0000000' }, 'not a TRN that is given'],
    ['to what is no address', { email: 'nora' }, 'not an e-mail address'],
    ['to a coach whose address is none', { coachEmail: 'bea' }, 'not an e-mail address'],
    ['to no school and no trust', { urn: '', from: '2027-03-01' }, 'URN of the school or the UID'],
    ['to a school nobody knows', { urn: '999998', from: '2027-03-01' }, 'No school with the URN 999998'],
    ['to a trust nobody knows', { trustUid: 'NONE1', from: '2027-03-01' }, 'No trust with the UID NONE1'],
    ['to another school from no day', { urn: '700001' }, 'first day'],
    ['from a day to come', { from: '2027-03-11' }, 'still to come'],
    ['to what it is', {}, 'recorded already'],
    ['without a reason', { name: 'Nora Newly', why: ' ' }, 'reason'],
    ['on an effect nobody saw', { name: 'Nora Newly', seenEffect: '1 same-trust, 0' }, 'Look at the effect again'],
  ])('is not changed %s', async (_, wrong, says) => {
    const person = await participant();
    const before = await recorded(person);
    const answer = await change(person, wrong);
    expect([answer.status, answer.problems.join()]).toEqual([422, expect.stringContaining(says)]);
    expect(await recorded(person)).toEqual(before);
    expect(await journalOf(open, 'participant', person.participantId ?? '')).toEqual([]);
    expect(await letters(person.email)).toEqual([]);
  });

  it('is somebody else’s neither by TRN nor by address, and of two who are given one TRN at once one gets it', async () => {
    const [one, other] = [await participant(), await participant()];
    const staff = await givePerson(open, { roles: ['lead'], provider: code });
    expect((await change(one, { trn: other.trn })).problems.join()).toContain('is recorded with another');
    expect((await change(one, { email: other.email.toUpperCase() })).problems.join()).toContain('another TRN');
    expect((await change(one, { email: staff.email })).problems.join()).toContain('signs in as staff');
    const trn = String((trns += 1));
    const both = await Promise.all([change(one, { trn }), change(other, { trn })]);
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(both.flatMap(({ problems }) => problems).join()).toContain(`The TRN ${trn} is recorded`);
    await open.settle();
  });

  it('is reached by administrators of its provider alone', async () => {
    const person = await participant();
    const lead = await givePerson(open, { roles: ['lead'], provider: code });
    const elsewhere = await givePerson(open, { roles: ['administrator'], provider: `${code}X` });
    expect((await change(person, { name: 'X' }, lead)).status).toBe(403);
    expect((await change(person, { name: 'X' }, elsewhere)).status).toBe(404);
  });
});

describe('a new e-mail address', () => {
  it('signs them out, closes links in the old mailbox, tells both, and takes declared ties with it, edge case 39', async () => {
    const person = await participant();
    const relative = await givePerson(open, { roles: ['assessor'], provider: code });
    await open.database.query(
      `insert into conflict (staff_id, kind, participant_email, from_date) values ($1, 'relative', lower($2), '2026-01-01')`,
      [relative.staffId, person.email],
    );
    await open.database.query(
      `insert into invitation (sign_in_id, purpose, token_hash, expires_at)
       values ($1, 'reset', $2, clock_timestamp() + interval '1 hour')`,
      [person.signInId, `hash of ${person.signInId}`],
    );
    expect((await visit(open, person, '/')).status).toBe(200);
    const email = `nora.new.${code}@school.example`;
    expect((await change(person, { email })).problems).toEqual([]);
    expect((await visit(open, person, '/')).status).not.toBe(200);
    expect(
      await open.database.query(`select from invitation where token_hash = $1 and used_at is null`, [
        `hash of ${person.signInId}`,
      ]),
    ).toEqual([]);
    const [tie] = await open.database.query<{ email: string }>(
      `select participant_email as email from conflict where staff_id = $1`,
      [relative.staffId],
    );
    expect(tie?.email).toBe(email.toLowerCase());
    const old = await letters(person.email);
    expect(old.map(({ subject }) => subject)).toEqual(['Our letters to you go to another address now']);
    expect(old[0]?.body).not.toContain(email);
    // Who has no password yet gets their invitation where they can read it.
    expect((await letters(email)).map(({ subject }) => subject).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'What we have recorded of you was changed',
      'Your account for the NPQEL final assessment',
    ]);
    await open.settle();
  });
});

describe('a participant who moves to an assessor’s school while their submission is marked, edge case 39', () => {
  it('is shown to bar the assessor before, and bars them after; nothing is moved', async () => {
    const windowId = await giveClosedWindow(open, code);
    const script = await giveScript(open, { provider: code, trust: `T${code}` }, windowId);
    const assessor = await giveAccredited(open, { provider: code, school: urnOf(3), name: 'Mona Marker' });
    const lead = await givePerson(open, { roles: ['lead'], provider: code });
    const assignment = await open.database.transact('job:story', async (tx) => {
      const [row] = await tx.query<{ id: string }>(
        `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
         values ($1, 'first', $2, 'marking', '2027-04-01', app_now()) returning id`,
        [script.number, assessor.staffId],
      );
      await tx.journalFirst([{ aggregate: 'assignment', id: row?.id ?? '', act: 'assignment.made', to: 'marking' }]);
      return row?.id ?? '';
    });
    const of = await open.database.one<{ name: string; email: string; trn: string }>(
      `select p.name, i.email, p.trn from participant p join sign_in i on i.id = p.sign_in_id where p.id = $1`,
      [script.participantId],
    );
    const path = `/participants/${script.participantId}/details`;
    const asked = { ...of, urn: urnOf(3), trustUid: '', from: '2027-03-01' };
    const seen = await api(open, administrator, `${path}?${new URLSearchParams(asked).toString()}`);
    const { effect } = seen.json() as { effect: { lines: string[]; seen: string } };
    expect(effect.lines).toEqual([
      'Scripts that are being marked: 1, since they work at the same school, or did in recent years',
    ]);
    expect(seen.text).not.toContain(script.number);
    expect(seen.text).not.toContain('Mona');
    const done = await post(open, administrator, path, { ...asked, why: 'A new post', seenEffect: effect.seen });
    expect(done.problems).toEqual([]);
    await open.settle();
    const { bars } = (await api(open, lead, '/barred-assignments')).json() as {
      bars: { reason: string; state: string }[];
    };
    expect(bars).toEqual([expect.objectContaining({ reason: 'same-school', state: 'marking' })]);
    expect(await journalOf(open, 'assignment', assignment)).toEqual(['assignment.made', 'assignment.barred']);
  });
});
