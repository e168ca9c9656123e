import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conflictsWith, findOrAddTrust, staffById, staffWithRole } from '../../src/people/index.js';
import { api, post, visit } from '../support/browse.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { findOrAddSchool } from '../support/story/schools.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
beforeAll(async () => {
  open = await openTestApp();
  administrator = await givePerson(open, { roles: ['administrator'], provider: 'ONE', name: 'Ada Administrator' });
});
afterAll(async () => {
  await open?.close();
});

const newcomer = (more: Record<string, string | string[]> = {}): Record<string, string | string[]> => ({
  name: 'Milo Marker',
  email: `milo.${Math.random()}@demo.invalid`,
  roles: ['assessor', 'moderator'],
  providerId: administrator.providerId,
  ...more,
});

describe('inviting a member of staff', () => {
  it('adds them with their roles and writes them a letter', async () => {
    const invited = newcomer();
    const answer = await post(open, administrator, '/staff', invited);
    expect(answer.status).toBe(303);
    const page = await visit(open, administrator, answer.location ?? '');
    expect(page.text).toContain('Invited, has chosen no password yet');
    await open.settle();
    const letter = await open.database.one<{ state: string }>(`select state from mail_message where to_address = $1`, [
      invited['email'],
    ]);
    expect(letter.state).toBe('sent');
    const [, , staffId = ''] = (answer.location ?? '').split('/');
    const found = (await staffById(open.database, [staffId])).get(staffId);
    expect(found).toMatchObject({ name: 'Milo Marker', roles: ['assessor', 'moderator'], isActive: true });
    expect((await staffWithRole(open.database, 'moderator')).map((each) => each.staffId)).toContain(staffId);
  });

  it.each([
    ['without a name', { name: '  ' }, 'name'],
    ['without an address', { email: 'milo' }, 'e-mail address'],
    ['without a role', { roles: [] }, 'at least one role'],
    ['without a provider', { providerId: '00000000-0000-4000-8000-000000000000' }, 'provider'],
    ['from a trust nobody knows', { trustUid: 'TR99999' }, 'trust'],
    ['from a school nobody knows', { schoolUrn: '999999' }, 'URN'],
  ])('is refused %s', async (_, wrong, says) => {
    const answer = await post(open, administrator, '/staff', newcomer(wrong));
    expect(answer.status).toBe(422);
    expect(answer.problems).toHaveLength(1);
    expect(answer.problems[0]).toContain(says);
  });

  it('adds one of two who are invited under the same address at once', async () => {
    const twice = newcomer({ email: 'twice@demo.invalid' });
    const answers = await Promise.all([
      post(open, administrator, '/staff', twice),
      post(open, administrator, '/staff', { ...twice, email: 'Twice@demo.invalid' }),
    ]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 422]);
  });

  it('takes an id that is none for a missing provider, not for a fault', async () => {
    expect((await post(open, administrator, '/staff', newcomer({ providerId: 'x' }))).status).toBe(422);
  });
});

describe('the list of staff', () => {
  it('shows an administrator those their provider looks after, its own and whom it engaged', async () => {
    const stranger = await givePerson(open, { roles: ['assessor'], provider: 'TWO', name: 'Sid Stranger' });
    await post(open, administrator, '/staff', newcomer({ name: 'Eve External', providerId: stranger.providerId }));
    const { text } = await visit(open, administrator, '/staff');
    expect(text).toContain('Ada Administrator');
    expect(text).toContain('Eve External');
    expect(text).not.toContain('Sid Stranger');
  });

  it('asks the database the same number of questions for many as for few', async () => {
    const questions = async (): Promise<number> =>
      Number(/\d+/.exec(String((await visit(open, administrator, '/staff')).headers['server-timing']))?.[0]);
    const before = await questions();
    for (let n = 0; n < 60; n += 1) await givePerson(open, { roles: ['assessor'], provider: 'ONE' });
    expect(await questions()).toBe(before);
    expect(before).toBeLessThanOrEqual(5);
    const first = (await api(open, administrator, '/staff')).json() as { staff: unknown[]; after: string };
    const next = (await api(open, administrator, `/staff?after=${first.after}`)).json() as { staff: unknown[] };
    expect(first.staff).toHaveLength(50);
    expect(next.staff.length).toBeGreaterThan(10);
  });
});

describe('what an administrator changes', () => {
  it('signs the person out: roles, disabling, and on request', async () => {
    const change = async (path: string, fields: Record<string, string[]> = {}): Promise<number[]> => {
      const person = await givePerson(open, { roles: ['assessor'], provider: 'ONE' });
      const done = await post(open, administrator, `/staff/${person.staffId}${path}`, fields);
      return [done.status, (await api(open, person, '/')).status];
    };
    expect(await change('/roles', { roles: ['lead'] })).toEqual([303, 401]);
    expect(await change('/roles', { roles: [] })).toEqual([303, 401]);
    expect(await change('/roles', { roles: ['assessor'] })).toEqual([303, 200]);
    expect(await change('/disabled')).toEqual([303, 401]);
    expect(await change('/sessions/end')).toEqual([303, 401]);
    expect(await change('/second-factor/removal')).toEqual([303, 401]);
    expect(await change('/enabled')).toEqual([303, 200]);
  });

  it('is on the record, with what changed', async () => {
    const person = await givePerson(open, { roles: ['assessor'], provider: 'ONE' });
    await post(open, administrator, `/staff/${person.staffId}/roles`, { roles: ['moderator'] });
    await post(open, administrator, `/staff/${person.staffId}/disabled`);
    const acts = await open.database.query<{ act: string; actor: string; role: string | null }>(
      `select act, actor, facts ->> 'role' as role from journal_entry
       where aggregate = 'staff' and aggregate_id = $1 order by seq`,
      [person.staffId],
    );
    const actor = `staff:${administrator.staffId}`;
    expect(acts).toEqual([
      { act: 'role.taken', actor, role: 'assessor' },
      { act: 'role.granted', actor, role: 'moderator' },
      { act: 'staff.disabled', actor, role: null },
    ]);
  });

  it('is not their own role, nor their own way in', async () => {
    for (const path of ['roles', 'disabled']) {
      const answer = await post(open, administrator, `/staff/${administrator.staffId}/${path}`, {
        roles: ['administrator', 'lead'],
      });
      expect([answer.status, answer.problems[0]]).toEqual([
        422,
        'You cannot change your own roles or disable yourself. Ask another administrator.',
      ]);
    }
  });
});

describe('who may reach staff', () => {
  const paths = ['', '/conflicts'];
  const changes = ['roles', 'disabled', 'enabled', 'invitation', 'sessions/end', 'second-factor/removal', 'conflicts'];

  it.each(['participant', 'assessor', 'senior-assessor', 'moderator', 'lead', 'qa-agent'] as const)(
    'is not a %s',
    async (role) => {
      const person = await givePerson(open, { roles: [role], provider: 'ONE' });
      const target = administrator.staffId;
      for (const path of ['/staff', '/staff-invitation', ...paths.map((each) => `/staff/${target}${each}`)])
        expect((await visit(open, person, path)).status).toBe(403);
      for (const change of changes) expect((await post(open, person, `/staff/${target}/${change}`)).status).toBe(403);
      expect((await post(open, person, '/staff', newcomer())).status).toBe(403);
    },
  );

  it('is not an administrator of another provider, to whom they are as if they were not there', async () => {
    const other = await givePerson(open, { roles: ['administrator'], provider: 'TWO' });
    for (const target of [administrator.staffId, '00000000-0000-4000-8000-000000000000']) {
      for (const path of paths) expect((await visit(open, other, `/staff/${target}${path}`)).status).toBe(404);
      for (const change of changes) expect((await post(open, other, `/staff/${target}/${change}`)).status).toBe(404);
    }
  });

  it('is nobody who is not signed in', async () => {
    expect((await api(open, null, '/staff')).status).toBe(401);
    expect((await visit(open, null, '/staff')).location).toBe('/sign-in?next=%2Fstaff');
  });
});

describe('a tie', () => {
  const tie = (more: Record<string, string> = {}): Record<string, string> => ({
    kind: 'relative',
    participantEmail: 'cousin@school.example',
    fromDate: '2026-01-10',
    ...more,
  });

  it('is declared and ended by the person, and noted by their administrator', async () => {
    const assessor = await givePerson(open, { roles: ['assessor'], provider: 'ONE' });
    expect((await post(open, assessor, '/account/conflicts', tie())).status).toBe(303);
    const noted = tie({ kind: 'declared', participantEmail: 'friend@school.example' });
    expect((await post(open, administrator, `/staff/${assessor.staffId}/conflicts`, noted)).status).toBe(303);
    const own = (await api(open, assessor, '/account/conflicts')).json() as {
      conflicts: { conflictId: string; to: string; toDate: string | null }[];
    };
    expect(own.conflicts.map(({ to }) => to).sort()).toEqual(['cousin@school.example', 'friend@school.example']);
    const id = own.conflicts[0]?.conflictId;
    expect((await post(open, assessor, `/account/conflicts/${id}/end`)).status).toBe(303);
    expect((await post(open, assessor, `/account/conflicts/${id}/end`)).status).toBe(422);
    const stranger = await givePerson(open, { roles: ['assessor'] });
    expect((await post(open, stranger, `/account/conflicts/${own.conflicts[1]?.conflictId}/end`)).status).toBe(422);
  });

  it.each([
    ['of no kind', { kind: '' }, 'what kind'],
    ['to nothing', { participantEmail: '' }, 'Name what'],
    ['to two things', { trustUid: 'TR00001' }, 'one of the three'],
    ['to no address', { participantEmail: 'cousin' }, 'e-mail address'],
    ['to a trust nobody knows', { participantEmail: '', trustUid: 'TR99999' }, 'No trust'],
    ['to a school nobody knows', { participantEmail: '', schoolUrn: '99' }, 'No school'],
    ['from no day', { fromDate: '' }, 'day, month and year'],
    ['from a day that is none', { fromDate: '2026-02-30' }, 'day, month and year'],
    ['that ends before it begins', { toDate: '2026-01-10' }, 'must come after'],
  ])('%s is refused', async (_, wrong, says) => {
    const assessor = await givePerson(open, { roles: ['assessor'] });
    const answer = await post(open, assessor, '/account/conflicts', tie(wrong));
    expect(answer.status).toBe(422);
    expect(answer.problems[0]).toContain(says);
  });

  it('is found for the participants it is about, by staff and reason alone', async () => {
    const [own, sister, far] = await open.database.transact('job:test', async (tx) => [
      await findOrAddSchool(tx, '100001', 'Own School', 'TR00101'),
      await findOrAddSchool(tx, '100002', 'Sister School', 'TR00101'),
      await findOrAddSchool(tx, '100003', 'Far School', 'TR00102'),
    ]);
    const lone = await open.database.transact('job:test', (tx) => findOrAddTrust(tx, 'TR00103', 'Lone Trust'));
    const works = await givePerson(open, { roles: ['assessor'], school: '100001' });
    const left = await givePerson(open, { roles: ['assessor'] });
    const knows = await givePerson(open, { roles: ['assessor'] });
    const add = (who: Person, columns: string, ...values: unknown[]): Promise<unknown> =>
      open.database.query(
        `insert into conflict (staff_id, kind, from_date, ${columns}) values ($1, $2, '2020-01-01', ${values
          .slice(1)
          .map((_value, n) => `$${n + 3}`)
          .join(', ')})`,
        [who.staffId, ...values],
      );
    await add(left, 'trust_id, to_date', 'employer', lone, '2024-03-01');
    await add(knows, 'school_id', 'declared', far?.schoolId);
    await add(knows, 'participant_email, to_date', 'relative', 'niece@school.example', '2026-06-01');
    const judged = (
      key: string,
      school: typeof own | undefined,
      email = 'x@school.example',
      trustId = school?.trustId ?? null,
    ) => ({
      key,
      trustId,
      schoolId: school?.schoolId ?? null,
      email,
      sharedYears: 3,
    });
    const found = (on: string) =>
      conflictsWith(
        open.database,
        [
          judged('own', own),
          judged('sister', sister),
          judged('trust known by the school alone', sister, 'x@school.example', null),
          judged('far', far),
          judged('lone', undefined, 'x@school.example', lone),
          judged('cousin', undefined, 'Niece@School.example'),
          judged('nobody', undefined),
        ],
        on,
      );
    expect(await found('2026-05-31')).toEqual(
      [
        { key: 'own', staffId: works.staffId, reason: 'same-school' },
        { key: 'sister', staffId: works.staffId, reason: 'same-trust' },
        { key: 'trust known by the school alone', staffId: works.staffId, reason: 'same-trust' },
        { key: 'far', staffId: knows.staffId, reason: 'declared' },
        { key: 'lone', staffId: left.staffId, reason: 'same-trust' },
        { key: 'cousin', staffId: knows.staffId, reason: 'relative' },
      ].sort((a, b) => (a.key < b.key ? -1 : 1)),
    );
    // The job ended on 1 March 2024: three years later it counts no more, and half open a tie has no last day.
    const keys = async (on: string): Promise<string[]> => (await found(on)).map(({ key }) => key);
    expect(await keys('2026-06-01')).not.toContain('cousin');
    expect(await keys('2027-02-28')).toContain('lone');
    expect(await keys('2027-03-01')).not.toContain('lone');
  });
});
