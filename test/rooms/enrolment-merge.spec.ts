import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { authorsOf } from '../../src/documents/author-identity.js';
import { barsOf } from '../../src/submission/blind.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit, type Answer } from '../support/browse.js';
import { giveAccredited, journalOf } from '../support/story/allocation.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce, giveClosedWindow, giveScript, type GivenScript } from '../support/story/scripts.js';

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
let trns = 7_000_000;
beforeEach(async () => {
  providers += 1;
  code = `G${providers}`;
  administrator = await givePerson(open, { roles: ['administrator'], provider: code });
});

type Record_ = Person & { trn: string; participantId: string };

async function record(more: { name?: string; school?: string; trust?: string } = {}): Promise<Record_> {
  const trn = String((trns += 1));
  const person = await givePerson(open, { roles: ['participant'], provider: code, trn, name: 'Dora Double', ...more });
  return { ...person, trn, participantId: person.participantId ?? '' };
}

/** A record with a script that is being marked. */
async function inMarking(): Promise<{ script: GivenScript; trn: string; email: string }> {
  const script = await giveScript(open, { provider: code }, await giveClosedWindow(open, code));
  const found = await open.database.one<{ trn: string; email: string }>(
    `select p.trn, i.email from participant p join sign_in i on i.id = p.sign_in_id where p.id = $1`,
    [script.participantId],
  );
  return { script, ...found };
}

async function enrol(who: Record_, state = 'active'): Promise<string> {
  const { id: framework } = await frameworkInForce(open);
  return open.database.transact('job:story', async (tx) => {
    const [row] = await tx.query<{ id: string }>(
      `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, state)
       values ($1, $2, '2026-09-01', '2028-03-01', 'story', $3) returning id`,
      [who.participantId, framework, state],
    );
    const id = row?.id ?? '';
    await tx.journalFirst([{ aggregate: 'enrolment', id, act: 'enrolment.made', to: state }]);
    return id;
  });
}

const merge = (
  survivor: string,
  other: string,
  more: Record<string, string> = {},
  who = administrator,
): Promise<Answer> =>
  post(open, who, `/participants/${survivor}/merge`, {
    other,
    trnOf: 'this',
    nameOf: 'this',
    why: 'One person, by date of birth',
    seenEffect: '0',
    ...more,
  });
const ownerOf = async (enrolmentId: string): Promise<string> =>
  (await open.database.one<{ id: string }>(`select participant_id as id from enrolment where id = $1`, [enrolmentId]))
    .id;
const mergeIdOf = async (duplicate: string): Promise<string> =>
  (
    await open.database.one<{ id: string }>(
      `select id from participant_merge where duplicate_id = $1 order by merged_at desc limit 1`,
      [duplicate],
    )
  ).id;

describe('two records of one person, one with a submission in marking, edge case 39', () => {
  it('become one: shown side by side, the enrolment goes over, the old id leads to the survivor, and ties of both count', async () => {
    const urn = String(800_000 + providers);
    const { script, ...duplicate } = await inMarking();
    const survivor = await record({ school: urn });
    const assessor = await giveAccredited(open, { provider: code, school: urn, name: 'Mona Marker' });
    const lead = await givePerson(open, { roles: ['lead'], provider: code });
    await open.database.transact('job:story', async (tx) => {
      const [row] = await tx.query<{ id: string }>(
        `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
         values ($1, 'first', $2, 'marking', '2027-04-01', app_now()) returning id`,
        [script.number, assessor.staffId],
      );
      await tx.journalFirst([{ aggregate: 'assignment', id: row?.id ?? '', act: 'assignment.made', to: 'marking' }]);
    });
    const page = `/participants/${survivor.participantId}/merge?other=${duplicate.trn}&trnOf=other`;
    const seen = await api(open, administrator, page);
    const { effect } = seen.json() as { effect: { lines: string[]; seen: string; sides: { trn: string }[] } };
    expect(effect.sides.map(({ trn }) => trn)).toEqual([survivor.trn, duplicate.trn]);
    expect(effect.lines).toEqual([
      'Scripts that are being marked: 1, since they work at the same school, or did in recent years',
    ]);
    expect(seen.text).not.toContain(script.number);
    expect(textOf((await visit(open, administrator, page)).text)).toContain('Goes over.');
    expect(await ownerOf(script.enrolmentId)).toBe(script.participantId);

    const unseen = await merge(survivor.participantId, duplicate.trn, { trnOf: 'other' });
    expect(unseen.problems.join()).toContain('Look at the effect again');
    const done = await merge(survivor.participantId, duplicate.trn, { trnOf: 'other', seenEffect: effect.seen });
    expect(done.problems).toEqual([]);
    await open.settle();
    expect(await ownerOf(script.enrolmentId)).toBe(survivor.participantId);
    const trnNow = await open.database.one(`select trn from participant where id = $1`, [survivor.participantId]);
    expect(trnNow).toEqual({ trn: duplicate.trn });
    expect((await visit(open, administrator, `/participants/${script.participantId}`)).location).toBe(
      `/participants/${survivor.participantId}`,
    );
    const list = await visit(open, administrator, `/participants?trn=${survivor.trn}`);
    expect(list.text).not.toContain(script.participantId);
    const { bars } = (await api(open, lead, '/barred-assignments')).json() as { bars: { reason: string }[] };
    expect(bars.map(({ reason }) => reason)).toEqual(['same-school']);
    expect(await journalOf(open, 'participant', script.participantId)).toEqual(['participant.merged']);
    expect(await journalOf(open, 'participant', survivor.participantId)).toEqual(['participant.took-over']);
    const told = await open.database.query<{ to: string }>(
      `select to_address as to from mail_message where subject = 'Your two records with us are one now' and to_address = any($1)`,
      [[survivor.email, duplicate.email]],
    );
    expect(told).toHaveLength(2);
  });

  it('keep what barred either: where the old record worked, who coached it, and who is tied to its address', async () => {
    const urn = String(810_000 + providers);
    const { script, ...survivor } = await inMarking();
    const duplicate = await record({ school: urn });
    const [colleague, coach, cousin] = [
      await giveAccredited(open, { provider: code, school: urn }),
      await giveAccredited(open, { provider: code }),
      await giveAccredited(open, { provider: code }),
    ];
    await open.database.query(`update participant set coach_email = $2, coach_name = 'Cora Coach' where id = $1`, [
      duplicate.participantId,
      coach.email,
    ]);
    await open.database.query(
      `insert into former_coach (participant_id, name, email, noted_at) values ($1, 'Fay Former', null, app_now())`,
      [duplicate.participantId],
    );
    await open.database.query(
      `insert into conflict (staff_id, kind, participant_email, from_date) values ($1, 'relative', lower($2), '2026-01-01')`,
      [cousin.staffId, duplicate.email],
    );
    const bars = async (): Promise<string[]> =>
      (await barsOf(open.database, [script.number], '2027-03-10'))
        .map(({ staffId, reason }) => `${staffId} ${reason}`)
        .sort((a, b) => (a < b ? -1 : 1));
    expect(await bars()).toEqual([]);
    expect((await merge(script.participantId, duplicate.email)).problems).toEqual([]);
    const all = [`${colleague.staffId} same-school`, `${coach.staffId} coach`, `${cousin.staffId} relative`];
    expect(await bars()).toEqual(all.sort((a, b) => (a < b ? -1 : 1)));
    const identity = (await authorsOf(open.database, [script.enrolmentId])).get(script.enrolmentId);
    expect(identity?.names.slice(1)).toEqual(['Dora Double', 'Cora Coach', 'Fay Former']);
    expect(identity?.emails).toEqual([survivor.email, duplicate.email, coach.email]);
    expect(survivor.email).not.toBe(duplicate.email);
    const mergeId = await mergeIdOf(duplicate.participantId);
    await post(open, administrator, `/participants/${script.participantId}/merges/${mergeId}/undoing`, {
      why: 'Two people',
    });
    expect(await bars()).toEqual([]);
    await open.settle();
  });

  it('are two again when it is taken back: enrolment, TRN, name and way in', async () => {
    const survivor = await record({ name: 'Dora Double' });
    const duplicate = await record({ name: 'Dora Dubble' });
    const enrolment = await enrol(duplicate);
    expect((await visit(open, duplicate, '/')).status).toBe(200);
    const both = { trnOf: 'other', nameOf: 'other' };
    expect((await merge(survivor.participantId, duplicate.trn, both)).problems).toEqual([]);
    expect((await visit(open, duplicate, '/')).status).not.toBe(200);
    const mergeId = await mergeIdOf(duplicate.participantId);
    const path = `/participants/${survivor.participantId}/merges/${mergeId}/undoing`;
    expect((await post(open, administrator, path, { why: '' })).problems.join()).toContain('reason');
    const back = await post(open, administrator, path, { why: 'Sisters' });
    expect(back.location).toBe(`/participants/${duplicate.participantId}`);
    expect(await ownerOf(enrolment)).toBe(duplicate.participantId);
    expect(
      await open.database.query(`select name, trn from participant where id = any($1) order by trn`, [
        [survivor.participantId, duplicate.participantId],
      ]),
    ).toEqual([
      { name: 'Dora Double', trn: survivor.trn },
      { name: 'Dora Dubble', trn: duplicate.trn },
    ]);
    expect((await post(open, administrator, path, { why: 'Again' })).problems.join()).toContain('taken back already');
    const [signIn] = await open.database.query(`select disabled_at, merged_into from sign_in where id = $1`, [
      duplicate.signInId,
    ]);
    expect(signIn).toEqual({ disabled_at: null, merged_into: null });
    await open.settle();
  });

  it('are not taken apart once the TRN was changed, and nothing is half done', async () => {
    const [survivor, duplicate] = [await record({ name: 'Ann One' }), await record({ name: 'Ann Two' })];
    expect((await merge(survivor.participantId, duplicate.trn, { nameOf: 'other' })).problems).toEqual([]);
    await open.database.query(`update participant set trn = '7999999' where id = $1`, [survivor.participantId]);
    const path = `/participants/${survivor.participantId}/merges/${await mergeIdOf(duplicate.participantId)}/undoing`;
    const answer = await post(open, administrator, path, { why: 'Two people' });
    expect([answer.status, answer.problems.join()]).toEqual([422, expect.stringContaining('changed since')]);
    const now = await open.database.one(`select name from participant where id = $1`, [survivor.participantId]);
    expect(now).toEqual({ name: 'Ann Two' });
    await open.settle();
  });
});

describe('records that are not merged', () => {
  it('are two with live enrolments on one framework, with what to do; one that is over stays behind', async () => {
    const [survivor, duplicate] = [await record(), await record()];
    await enrol(survivor);
    const theirs = await enrol(duplicate);
    const live = await merge(survivor.participantId, duplicate.trn);
    expect([live.status, live.problems.join()]).toEqual([
      422,
      expect.stringContaining('withdraw the other, and merge then'),
    ]);
    expect(await ownerOf(theirs)).toBe(duplicate.participantId);
    await post(open, administrator, `/enrolments/${theirs}/withdrawal`, { reason: 'other', note: 'A duplicate' });
    const around = await merge(duplicate.participantId, survivor.trn);
    expect(around.problems.join()).toContain('the other has to survive');
    expect((await merge(survivor.participantId, duplicate.trn)).problems).toEqual([]);
    expect(await ownerOf(theirs)).toBe(duplicate.participantId);
    await open.settle();
  });

  it('are the same one, one nobody of this provider has, and one that went into another or took one over', async () => {
    const [one, other, third] = [await record(), await record(), await record()];
    const foreign = await givePerson(open, { roles: ['participant'], provider: `${code}X`, trn: String((trns += 1)) });
    const says = async (survivor: Record_, sought: string): Promise<string> =>
      (await merge(survivor.participantId, sought)).problems.join();
    expect(await says(one, one.trn)).toContain('the record you are on');
    expect(await says(one, foreign.email)).toContain('No participant of yours');
    expect(await says(one, '1')).toContain('No participant of yours');
    expect(await says(one, other.trn)).toBe('');
    expect(await says(third, other.trn)).toContain('already');
    expect(await says(other, third.trn)).toContain('already');
    expect(await says(third, one.trn)).toContain('took another over');
    expect(await says(one, third.trn)).toBe('');
    await open.settle();
  });

  it('are two that are merged both ways at once: one wins, and nobody is lost', async () => {
    const [one, other] = [await record(), await record()];
    const both = await Promise.all([merge(one.participantId, other.trn), merge(other.participantId, one.trn)]);
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(both.filter(({ status }) => status === 422)).toHaveLength(1);
    await open.settle();
  });

  it('are merged by no lead and by no administrator of another provider, and without a reason by nobody', async () => {
    const [one, other] = [await record(), await record()];
    const lead = await givePerson(open, { roles: ['lead'], provider: code });
    const elsewhere = await givePerson(open, { roles: ['administrator'], provider: `${code}X` });
    expect((await merge(one.participantId, other.trn, {}, lead)).status).toBe(403);
    expect((await merge(one.participantId, other.trn, {}, elsewhere)).status).toBe(404);
    expect((await merge(one.participantId, other.trn, { why: ' ' })).problems.join()).toContain('reason');
  });
});
