import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conflictsWith, findOrAddTrust } from '../../src/people/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { findOrAddSchool } from '../support/story/schools.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-03-10T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
});

let made = 0;
/** A trust of its own, by its UID, and a school in none, by its URN. */
const trust = (): string => `M${(made += 1)}`;
const urn = (): string => String(300_000 + (made += 1));

async function schoolIn(school: string, trustUid: string, from: string | null, to: string | null): Promise<void> {
  await open.database.transact('job:test', async (tx) => {
    const { schoolId } = await findOrAddSchool(tx, school);
    await tx.query(
      `insert into school_trust (school_id, trust_id, from_date, to_date, noted_at) values ($1, $2, $3, $4, app_now())`,
      [schoolId, await findOrAddTrust(tx, trustUid), from, to],
    );
  });
}

async function workedAt(who: Person, at: { school?: string; trust?: string }, from: string, to: string): Promise<void> {
  await open.database.query(
    `insert into workplace (sign_in_id, school_id, trust_id, from_date, to_date, noted_at)
     values ($1, (select id from school where urn = $2), (select id from trust where uid = $3), $4, $5, app_now())`,
    [who.signInId, at.school ?? null, at.trust ?? null, from, to],
  );
}

/** Why the first may not judge the second on a day, by facts that the database alone knows. */
async function reasons(assessor: Person, participant: Person, onDate: string, sharedYears = 3): Promise<string[]> {
  const [given] = await open.database.query<{ trustId: string | null; schoolId: string | null }>(
    `select trust_id as "trustId", school_id as "schoolId" from participant where id = $1`,
    [participant.participantId],
  );
  const judged = { key: 'x', trustId: null, schoolId: null, ...given, email: participant.email, sharedYears };
  const found = await conflictsWith(open.database, [judged], onDate);
  return found.filter(({ staffId }) => staffId === assessor.staffId).map(({ reason }) => reason);
}

describe('who may not judge, by days', () => {
  it('an assessor whose school joined the participant’s trust last month: from that day, not before, edge case 22', async () => {
    const [theirs, joined, home] = [trust(), urn(), urn()];
    await schoolIn(joined, theirs, '2027-02-10', null);
    await schoolIn(home, theirs, null, null);
    const assessor = await givePerson(open, { roles: ['assessor'], school: joined });
    const participant = await givePerson(open, { roles: ['participant'], school: home });
    expect(await reasons(assessor, participant, '2027-02-09')).toEqual([]);
    expect(await reasons(assessor, participant, '2027-02-10')).toEqual(['same-trust']);
    expect(await reasons(assessor, participant, '2027-03-10')).toEqual(['same-trust']);
  });

  it('a school that left the trust bars its people for three years after, to the day, edge case 22', async () => {
    const [theirs, left, home] = [trust(), urn(), urn()];
    await schoolIn(left, theirs, null, '2026-06-01');
    await schoolIn(home, theirs, null, null);
    const assessor = await givePerson(open, { roles: ['assessor'], school: left });
    const participant = await givePerson(open, { roles: ['participant'], school: home });
    expect(await reasons(assessor, participant, '2027-03-10')).toEqual(['same-trust']);
    expect(await reasons(assessor, participant, '2029-05-31')).toEqual(['same-trust']);
    expect(await reasons(assessor, participant, '2029-06-01')).toEqual([]);
    // As many years as the framework of the judged work says; none at all where it says none.
    expect(await reasons(assessor, participant, '2029-06-01', 4)).toEqual(['same-trust']);
    expect(await reasons(assessor, participant, '2026-06-01', 0)).toEqual([]);
    expect(await reasons(assessor, participant, '2026-05-31', 0)).toEqual(['same-trust']);
  });

  it('a school that left the trust before somebody came to it makes them no colleague of it', async () => {
    const [theirs, left, home] = [trust(), urn(), urn()];
    await schoolIn(left, theirs, null, '2026-06-01');
    await schoolIn(home, theirs, null, null);
    const assessor = await givePerson(open, { roles: ['assessor'] });
    await workedAt(assessor, { school: left }, '2026-06-01', '2026-12-01');
    const participant = await givePerson(open, { roles: ['participant'], school: home });
    expect(await reasons(assessor, participant, '2027-03-10')).toEqual([]);
  });

  it('a participant’s own former school and trust count for three years as well, edge case 39', async () => {
    const [former, now] = [urn(), urn()];
    const assessor = await givePerson(open, { roles: ['assessor'], school: former });
    const participant = await givePerson(open, { roles: ['participant'] });
    await workedAt(participant, { school: former }, '2020-09-01', '2026-09-01');
    await open.database.transact('job:test', (tx) => findOrAddSchool(tx, now));
    await open.database.query(
      `update participant set school_id = (select id from school where urn = $2) where id = $1`,
      [participant.participantId, now],
    );
    expect(await reasons(assessor, participant, '2027-03-10')).toEqual(['same-school']);
    expect(await reasons(assessor, participant, '2029-08-31')).toEqual(['same-school']);
    expect(await reasons(assessor, participant, '2029-09-01')).toEqual([]);
  });

  it('two who worked for one trust at different times within three years, through schools that were in it then', async () => {
    const [common, one, other] = [trust(), urn(), urn()];
    await schoolIn(one, common, '2022-01-01', '2025-01-01');
    await schoolIn(other, common, '2025-02-01', '2026-01-01');
    const assessor = await givePerson(open, { roles: ['assessor'], school: one });
    const participant = await givePerson(open, { roles: ['participant'], school: other });
    expect(await reasons(assessor, participant, '2027-12-31')).toEqual(['same-trust']);
    expect(await reasons(assessor, participant, '2028-01-01')).toEqual([]);
  });

  it('a declared employer counts through the trust its school was in then', async () => {
    const [theirs, school, home] = [trust(), urn(), urn()];
    await schoolIn(school, theirs, null, '2025-01-01');
    await schoolIn(home, theirs, null, null);
    const assessor = await givePerson(open, { roles: ['assessor'] });
    const declare = (from: string, to: string): Promise<unknown> =>
      open.database.query(
        `insert into conflict (staff_id, kind, school_id, from_date, to_date)
         select $1, 'employer', id, $3, $4 from school where urn = $2`,
        [assessor.staffId, school, from, to],
      );
    const participant = await givePerson(open, { roles: ['participant'], school: home });
    await declare('2025-01-01', '2026-01-01');
    expect(await reasons(assessor, participant, '2027-03-10')).toEqual([]);
    await declare('2024-01-01', '2025-01-01');
    expect(await reasons(assessor, participant, '2027-03-10')).toEqual(['same-trust']);
    expect(await reasons(assessor, participant, '2028-01-01')).toEqual([]);
  });
});

describe('the days of a membership', () => {
  it('never overlap, whoever writes them: a school is in one trust at a time, a person in one place', async () => {
    const [one, other, school] = [trust(), trust(), urn()];
    await schoolIn(school, one, '2026-01-01', '2026-06-01');
    await schoolIn(school, other, '2026-06-01', null);
    await expect(schoolIn(school, one, '2026-05-31', '2026-06-02')).rejects.toThrow('school_trust_one_at_a_time');
    await expect(schoolIn(school, one, null, '2020-01-01')).resolves.toBeUndefined();
    const person = await givePerson(open, { roles: ['assessor'], school });
    await expect(workedAt(person, { school }, '2020-01-01', '2021-01-01')).rejects.toThrow('workplace_one_at_a_time');
    await expect(workedAt(person, {}, '2020-01-01', '2021-01-01')).rejects.toThrow('workplace_names_one');
    await expect(schoolIn(urn(), one, '2026-06-01', '2026-06-01')).rejects.toThrow('school_trust_in_order');
  });

  it('follow what is written without a day: it holds from today, and what held before is kept', async () => {
    const [one, other, school] = [trust(), trust(), urn()];
    const spans = (): Promise<unknown[]> =>
      open.database.query(
        `select t.uid, m.from_date as from, m.to_date as to from school_trust m join trust t on t.id = m.trust_id
         join school s on s.id = m.school_id where s.urn = $1 order by m.from_date nulls first`,
        [school],
      );
    await open.database.transact('job:test', (tx) => findOrAddSchool(tx, school, undefined, one));
    expect(await spans()).toEqual([{ uid: one, from: null, to: null }]);
    await open.database.transact('job:test', (tx) => findOrAddSchool(tx, school, 'New name', one));
    expect(await spans()).toHaveLength(1);
    await open.database.transact('job:test', (tx) => findOrAddSchool(tx, school, undefined, other));
    const after = [
      { uid: one, from: null, to: '2027-03-10' },
      { uid: other, from: '2027-03-10', to: null },
    ];
    expect(await spans()).toEqual(after);
    // Mended on the same day: what began and ended today never was.
    await open.database.query(`update school set trust_id = (select id from trust where uid = $2) where urn = $1`, [
      school,
      one,
    ]);
    expect(await spans()).toEqual([after[0], { uid: one, from: '2027-03-10', to: null }]);
    await open.database.query(`update school set trust_id = null where urn = $1`, [school]);
    expect(await spans()).toEqual([after[0]]);
  });
});
