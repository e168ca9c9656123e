import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { journalOf } from '../support/story/allocation.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-03-10T10:00:00Z');
  administrator = await givePerson(open, { roles: ['administrator'], provider: 'PLC', name: 'Ada Administrator' });
});
afterAll(async () => {
  await open?.close();
});

let urns = 500_000;
/** A school of the provider, in a trust of its own where none is named: its id and URN. */
async function givenSchool(trust?: string, provider = 'PLC'): Promise<{ id: string; urn: string; trust: string }> {
  const urn = String((urns += 1));
  await givePerson(open, { roles: ['participant'], provider, school: urn, trust: trust ?? `S${urn}` });
  const { id } = await open.database.one<{ id: string }>(`select id from school where urn = $1`, [urn]);
  return { id, urn, trust: trust ?? `S${urn}` };
}

interface School {
  school: { trustUid: string | null };
  spans: { uid: string; from: string | null; to: string | null; why: string | null; notedBy: string | null }[];
}
const shown = async (id: string): Promise<School> =>
  (await api(open, administrator, `/schools/${id}`)).json() as School;
const days = async (id: string): Promise<unknown[]> =>
  (await shown(id)).spans.map(({ uid, from, to }) => [uid, from, to]);
const change = (more: Record<string, string> = {}): Record<string, string> => ({
  trustUid: '',
  trustName: '',
  from: '2027-02-10',
  why: 'By the register of schools',
  seenEffect: '0',
  ...more,
});

describe('the trusts of a school over time', () => {
  it('are shown with reason and author; a change is shown before it is made, made with its reason, and on the record', async () => {
    const school = await givenSchool();
    const other = await givenSchool();
    const asked = await visit(
      open,
      administrator,
      `/schools/${school.id}/trust?trustUid=${other.trust}&from=2027-02-10`,
    );
    expect(textOf(asked.text)).toContain('No work that stands would be barred by this.');
    expect(await days(school.id)).toEqual([[school.trust, null, null]]);
    const done = await post(open, administrator, `/schools/${school.id}/trust`, change({ trustUid: other.trust }));
    expect([done.status, done.location]).toEqual([303, `/schools/${school.id}`]);
    const after = await shown(school.id);
    expect(after.school.trustUid).toBe(other.trust);
    expect(after.spans).toEqual([
      expect.objectContaining({
        uid: other.trust,
        from: '2027-02-10',
        to: null,
        why: 'By the register of schools',
        notedBy: 'Ada Administrator',
      }),
      expect.objectContaining({ uid: school.trust, from: null, to: '2027-02-10', why: null }),
    ]);
    expect(await journalOf(open, 'school', school.id)).toEqual(['school.trust-changed']);
    const [entry] = await open.database.query<{ why: string; facts: object }>(
      `select why, facts from journal_entry where aggregate = 'school' and aggregate_id = $1`,
      [school.id],
    );
    expect(entry).toEqual({
      why: 'By the register of schools',
      facts: {
        before: [{ urn: null, uid: school.trust, from: null, to: null }],
        after: [
          { urn: null, uid: other.trust, from: '2027-02-10', to: null },
          { urn: null, uid: school.trust, from: null, to: '2027-02-10' },
        ],
      },
    });
    await open.settle();
  });

  it('are mended by noting the right thing: another day, another trust, none after all', async () => {
    const school = await givenSchool();
    const [one, other] = [await givenSchool(), await givenSchool()];
    const note = async (more: Record<string, string>): Promise<unknown[]> => {
      expect((await post(open, administrator, `/schools/${school.id}/trust`, change(more))).problems).toEqual([]);
      return days(school.id);
    };
    await note({ trustUid: one.trust });
    expect(await note({ trustUid: one.trust, from: '2027-01-01' })).toEqual([
      [one.trust, '2027-01-01', null],
      [school.trust, null, '2027-01-01'],
    ]);
    expect(await note({ trustUid: other.trust, from: '2027-01-01' })).toEqual([
      [other.trust, '2027-01-01', null],
      [school.trust, null, '2027-01-01'],
    ]);
    expect(await note({ trustUid: '', from: '2027-02-01' })).toEqual([
      [other.trust, '2027-01-01', '2027-02-01'],
      [school.trust, null, '2027-01-01'],
    ]);
    expect(await note({ trustUid: school.trust, from: '2027-01-01' })).toEqual([[school.trust, null, null]]);
    const named = { trustUid: 'NEW1', trustName: 'A trust that is new here', from: '2027-03-10' };
    expect(await note(named)).toEqual([
      ['NEW1', '2027-03-10', null],
      [school.trust, null, '2027-03-10'],
    ]);
    await open.settle();
  });

  it.each([
    ['from no day', { from: '2027-02-30' }, 'as day, month and year'],
    ['from a day to come', { from: '2027-03-11' }, 'still to come'],
    ['without a reason', { why: ' ' }, 'Give the reason'],
    ['to a trust nobody knows', { trustUid: 'X999' }, 'No trust'],
    ['to a trust whose UID cannot be one', { trustUid: '9-9', trustName: 'A name' }, 'No trust'],
    ['to what is recorded already', { trustUid: 'SAME' }, 'recorded already'],
    ['on an effect that was not seen', { seenEffect: '1 same-trust, 0' }, 'has changed'],
  ])('are not changed %s', async (_, wrong, says) => {
    const school = await givenSchool('SAME');
    const before = await shown(school.id);
    const answer = await post(open, administrator, `/schools/${school.id}/trust`, change(wrong));
    expect(answer.status).toBe(422);
    expect(answer.problems.join()).toContain(says);
    // Nothing is left behind, not even a reason that was mended or a trust that was added on the way.
    expect(await shown(school.id)).toEqual(before);
    expect(await journalOf(open, 'school', school.id)).toEqual([]);
    expect(await open.database.query(`select from trust where uid in ('X999', '9-9')`)).toEqual([]);
  });

  it('are changed by one of two who decide at once upon the same, and by a key once', async () => {
    const school = await givenSchool();
    const target = await givenSchool();
    const fields = change({ trustUid: target.trust });
    const both = await Promise.all([1, 2].map(() => post(open, administrator, `/schools/${school.id}/trust`, fields)));
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(both.filter(({ status }) => status === 422)).toHaveLength(1);
    expect(await journalOf(open, 'school', school.id)).toEqual(['school.trust-changed']);
    await open.settle();
  });

  it('are listed for the administrators of those who work there, found by name and number, in few statements', async () => {
    const school = await givenSchool();
    const elsewhere = await givenSchool(undefined, 'OTHERS');
    const list = await visit(open, administrator, `/schools?name=${school.urn}`);
    expect(textOf(list.text)).toContain(school.urn);
    expect(list.headers['server-timing']).toMatch(/desc="[1-5]"/);
    expect(textOf((await visit(open, administrator, `/schools?name=${elsewhere.urn}`)).text)).toContain(
      'No school is found',
    );
    expect((await api(open, administrator, `/schools/${elsewhere.id}`)).status).toBe(404);
    const answer = await post(open, administrator, `/schools/${elsewhere.id}/trust`, change());
    expect(answer.status).toBe(404);
  });
});

describe('where a member of staff works over time', () => {
  const move = (more: Record<string, string> = {}): Record<string, string> => ({
    schoolUrn: '',
    trustUid: '',
    from: '2027-03-01',
    why: 'A new post',
    seenEffect: '0',
    ...more,
  });
  const workplaces = async (who: Person): Promise<unknown[]> => {
    const { spans } = (await api(open, administrator, `/staff/${who.staffId}/employer`)).json() as {
      spans: { urn: string | null; uid: string | null; from: string | null; to: string | null }[];
    };
    return spans.map(({ urn, uid, from, to }) => [urn ?? uid, from, to]);
  };

  it('is changed with a day and a reason, keeps what was, and shows on their page', async () => {
    const [first, second] = [await givenSchool(), await givenSchool()];
    const assessor = await givePerson(open, { roles: ['assessor'], provider: 'PLC', school: first.urn });
    const path = `/staff/${assessor.staffId}/employer`;
    const asked = await visit(open, administrator, `${path}?schoolUrn=${second.urn}&from=2027-03-01`);
    expect(textOf(asked.text)).toContain('Where they work would then be');
    expect((await post(open, administrator, path, move({ schoolUrn: second.urn }))).location).toBe(path);
    expect(await workplaces(assessor)).toEqual([
      [second.urn, '2027-03-01', null],
      [first.urn, null, '2027-03-01'],
    ]);
    expect(textOf((await visit(open, administrator, `/staff/${assessor.staffId}`)).text)).toContain(
      `School ${second.urn}`,
    );
    await post(open, administrator, path, move({ from: '2027-03-05', why: 'Left' }));
    expect(await workplaces(assessor)).toEqual([
      [second.urn, '2027-03-01', '2027-03-05'],
      [first.urn, null, '2027-03-01'],
    ]);
    expect(await journalOf(open, 'staff', assessor.staffId ?? '')).toEqual([
      'staff.employer-changed',
      'staff.employer-changed',
    ]);
    await open.settle();
  });

  it.each([
    ['to a school nobody knows', { schoolUrn: '999999' }, 'No school'],
    ['from a day to come', { trustUid: 'SAME', from: '2027-03-11' }, 'still to come'],
    ['without a reason', { trustUid: 'SAME', why: '' }, 'Give the reason'],
    ['to nowhere from nowhere', {}, 'recorded already'],
  ])('is not changed %s', async (_, wrong, says) => {
    const assessor = await givePerson(open, { roles: ['assessor'], provider: 'PLC' });
    const answer = await post(open, administrator, `/staff/${assessor.staffId}/employer`, move(wrong));
    expect([answer.status, answer.problems.join()]).toEqual([422, expect.stringContaining(says)]);
    expect(await workplaces(assessor)).toEqual([]);
  });
});
