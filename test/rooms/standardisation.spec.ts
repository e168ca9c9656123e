import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accreditedAssessors } from '../../src/standardisation/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { giveAccredited } from '../support/story/allocation.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce } from '../support/story/scripts.js';

let open: TestApp;
let lead: Person;
let framework: string;

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  framework = (await frameworkInForce(open)).id;
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

const form = (staffId: string | null, more: Record<string, string> = {}): Record<string, string> => ({
  staffId: staffId ?? '',
  frameworkVersion: framework,
  capacity: '8',
  validTo: '2027-06-30',
  ...more,
});

const acts = async (id: string): Promise<string[]> =>
  (
    await open.database.query<{ act: string }>(
      `select act from journal_entry where aggregate = 'accreditation' and aggregate_id = $1 order by seq`,
      [id],
    )
  ).map(({ act }) => act);

const marking = async (onDate = '2026-11-23'): Promise<string[]> =>
  (await accreditedAssessors(open.database, framework, onDate)).map(({ staffId }) => staffId);

describe('a person is accredited by the lead', () => {
  it('begins on probation, with a capacity, by the form', async () => {
    const milo = await givePerson(open, { roles: ['assessor'], name: 'Milo Marker' });
    expect((await visit(open, lead, '/accreditations')).text).toContain('Milo Marker');
    expect((await post(open, lead, '/accreditations', form(milo.staffId))).status).toBe(303);
    const found = await accreditedAssessors(open.database, framework, '2026-11-23');
    expect(found.find(({ staffId }) => staffId === milo.staffId)).toMatchObject({
      capacity: 8,
      isOnProbation: true,
      providerId: lead.providerId,
      roles: ['assessor'],
    });
  });

  it('is accredited once, also when two leads send the form at once', async () => {
    const person = await givePerson(open, { roles: ['assessor'] });
    const answers = await Promise.all([1, 2].map(() => post(open, lead, '/accreditations', form(person.staffId))));
    expect(answers.map(({ status }) => `${status}`).sort()).toEqual(['303', '422']);
    expect(answers.flatMap(({ problems }) => problems).join()).toContain('already');
  });

  it.each([
    ['a capacity that is no number', { capacity: 'many' }, 'whole number'],
    ['a capacity above 500', { capacity: '501' }, 'whole number'],
    ['a day that is none', { validTo: '2027-02-30' }, 'last day'],
    ['a day that is over', { validTo: '2026-11-22' }, '23 November 2026'],
    ['more than twelve months', { validTo: '2027-11-24' }, '23 November 2027'],
    ['a framework that is not published', { frameworkVersion: 'NPQX-1' }, 'framework'],
  ])('is refused with %s', async (_, wrong, says) => {
    const person = await givePerson(open, { roles: ['assessor'] });
    const answer = await post(open, lead, '/accreditations', form(person.staffId, wrong));
    expect(answer.status).toBe(422);
    expect(answer.problems.join()).toContain(says);
    expect(await marking()).not.toContain(person.staffId);
  });

  it.each([
    ['who is no assessor', { roles: ['moderator'] as const }],
    ['of another provider', { roles: ['assessor'] as const, provider: 'OTH' }],
  ])('is refused for somebody %s', async (_, wish) => {
    const person = await givePerson(open, wish);
    expect((await post(open, lead, '/accreditations', form(person.staffId))).problems.join()).toContain(
      'your provider',
    );
  });
});

describe('who may be given scripts on a day', () => {
  it('is whoever is accredited or on probation, up to the last day and not after it', async () => {
    const { staffId } = await giveAccredited(open, { validTo: '2026-12-01' });
    expect(await marking('2026-12-01')).toContain(staffId);
    expect(await marking('2026-12-02')).not.toContain(staffId);
  });

  it('is nobody who is suspended, removed or disabled', async () => {
    const people = await Promise.all([
      giveAccredited(open, { state: 'suspended' }),
      giveAccredited(open, { state: 'removed' }),
      giveAccredited(open),
    ]);
    await open.database.query(`update sign_in set disabled_at = app_now() where id = $1`, [people[2].signInId]);
    const able = await marking();
    expect(people.filter(({ staffId }) => able.includes(staffId))).toEqual([]);
  });
});

describe('an accreditation is changed by the lead', () => {
  it('goes off probation, is suspended, comes back on probation, is removed, each on the record', async () => {
    const { accreditationId: id, staffId } = await giveAccredited(open, { state: 'probation' });
    const move = async (path: string, reason = ''): Promise<number> =>
      (await post(open, lead, `/accreditations/${id}/${path}`, { reason })).status;
    expect(await move('full')).toBe(303);
    expect(await move('full')).toBe(422);
    expect(await move('suspension')).toBe(422);
    expect(await marking()).toContain(staffId);
    expect(await move('suspension', 'Two seeds missed')).toBe(303);
    expect(await marking()).not.toContain(staffId);
    expect(await move('retraining')).toBe(303);
    expect(await move('removal', 'Left')).toBe(303);
    await open.settle();
    expect(await acts(id)).toEqual([
      'accreditation.granted',
      'accreditation.suspended',
      'accreditation.on-probation',
      'accreditation.removed',
    ]);
  });

  it('changes capacity and last day, by the API too', async () => {
    const { accreditationId: id } = await giveAccredited(open);
    const sent = await api(open, lead, `/accreditations/${id}/terms`, { capacity: '3', validTo: '2027-01-31' });
    expect(sent.status).toBe(200);
    expect((await api(open, lead, `/accreditations/${id}`)).json()).toMatchObject({
      accreditation: { capacity: 3, validTo: '2027-01-31', inHand: 0 },
      may: ['remove', 'suspend'],
    });
    const wrong = await post(open, lead, `/accreditations/${id}/terms`, { capacity: '-1', validTo: '2027-01-31' });
    expect(wrong.status).toBe(422);
    expect(await acts(id)).toEqual(['accreditation.terms-changed']);
  });

  it('is suspended once when two leads do it at once', async () => {
    const { accreditationId: id } = await giveAccredited(open);
    const sent = [1, 2, 3].map(() => post(open, lead, `/accreditations/${id}/suspension`, { reason: 'Ill' }));
    expect((await Promise.all(sent)).map(({ status }) => `${status}`).sort()).toEqual(['303', '422', '422']);
    expect(await acts(id)).toEqual(['accreditation.suspended']);
  });

  it('is there for leads of the provider only', async () => {
    const { accreditationId: id } = await giveAccredited(open);
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
    const assessor = await givePerson(open, { roles: ['assessor', 'moderator', 'administrator'] });
    const statuses = await Promise.all(
      [lead, stranger, assessor, null].map(async (who) => (await api(open, who, `/accreditations/${id}`)).status),
    );
    expect(statuses).toEqual([200, 404, 403, 401]);
    expect((await post(open, stranger, `/accreditations/${id}/suspension`, { reason: 'x' })).status).toBe(404);
    expect((await api(open, assessor, '/accreditations')).status).toBe(403);
  });

  it('is listed with the same number of statements for many as for few', async () => {
    const statements = async (): Promise<number> =>
      Number(/\d+/.exec(String((await visit(open, lead, '/accreditations')).headers['server-timing']))?.[0]);
    const before = await statements();
    for (let n = 0; n < 55; n += 1) await giveAccredited(open);
    expect(await statements()).toBe(before);
    expect(before).toBeLessThanOrEqual(5);
    const first = (await api(open, lead, '/accreditations')).json() as { accreditations: unknown[]; after: string };
    expect(first.accreditations).toHaveLength(50);
    const rest = (await api(open, lead, `/accreditations?after=${first.after}`)).json() as {
      accreditations: unknown[];
    };
    expect(rest.accreditations.length).toBeGreaterThan(5);
  });
});
