import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit, type Answer } from '../support/browse.js';
import { journalOf } from '../support/story/allocation.js';
import { giveEnrolled } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-02T10:00:00Z');
  administrator = await givePerson(open, { roles: ['administrator'], provider: 'SET' });
});
afterAll(async () => {
  await open?.close();
});

const standing = {
  decideRequestsWithin: '10',
  remindDecidersDays: '2',
  failureCountsMinutes: '60',
  failureHoldHours: '24',
};
const seen = async (): Promise<string> =>
  ((await api(open, administrator, '/provider-settings')).json() as { seen: string }).seen;
const change = async (fields: Record<string, string>, saw?: string): Promise<Answer> =>
  post(open, administrator, '/provider-settings', { ...standing, ...fields, seen: saw ?? (await seen()) });

describe('what a provider sets for itself', () => {
  it('is shown with its bounds, and that nothing was changed yet', async () => {
    const page = textOf((await visit(open, administrator, '/provider-settings')).text);
    expect(page).toContain('Working days in which a lead decides a request');
    expect(page).toContain('From 1 to 60');
    expect(page).toContain('Nothing yet');
  });

  it.each([
    ['decideRequestsWithin', '0'],
    ['decideRequestsWithin', '61'],
    ['decideRequestsWithin', 'ten'],
    ['decideRequestsWithin', '9.5'],
    ['remindDecidersDays', '-1'],
    ['failureCountsMinutes', '1441'],
    ['failureHoldHours', ''],
  ])('is whole and within its bounds: %s of “%s” is refused, and nothing is changed', async (name, value) => {
    const before = await seen();
    const answer = await change({ [name]: value });
    expect([answer.status, answer.problems.length]).toEqual([422, 1]);
    expect(answer.problems[0]).toMatch(/enter a whole number from \d+ to \d+\./);
    expect(await seen()).toBe(before);
  });

  it('holds for what happens from then on: a request that was made keeps its last day', async () => {
    const [one, other] = [await giveEnrolled(open, { provider: 'SET' }), await giveEnrolled(open, { provider: 'SET' })];
    const ask = async (person: Person): Promise<string> => {
      const body = { kind: 'extension', days: '7', statement: 'An inspection' };
      const { id } = (await api(open, person, '/requests', body)).json() as { id: string };
      const row = await open.database.one<{ by: string }>(
        `select decide_by as by from circumstance_request where id = $1`,
        [id],
      );
      return row.by;
    };
    expect(await ask(one)).toBe('2026-11-16');
    expect((await change({ decideRequestsWithin: '5' })).status).toBe(303);
    expect(await ask(other)).toBe('2026-11-09');
    const row = await open.database.one<{ by: string }>(
      `select r.decide_by as by from circumstance_request r where r.enrolment_id = $1`,
      [one.enrolmentId],
    );
    expect(row.by).toBe('2026-11-16');
    const page = textOf((await visit(open, administrator, '/provider-settings')).text);
    expect(page).toContain('10 before and 5 since');
    expect(await journalOf(open, 'provider', administrator.providerId)).toEqual(['provider.settings-changed']);
  });

  it('is not written over by who saw other numbers, and twenty at once change it once', async () => {
    const saw = await seen();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        change({ decideRequestsWithin: '5', failureHoldHours: String(30 + at) }, saw),
      ),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const refused = answers.find(({ status }) => status === 422);
    expect(refused?.problems).toEqual([expect.stringContaining('since you opened the page')]);
    const { failureHoldHours } = JSON.parse(await seen()) as { failureHoldHours: number };
    expect((await change({ decideRequestsWithin: '5', failureHoldHours: String(failureHoldHours) })).problems).toEqual([
      'Every number is as it was. Change one, or leave the page.',
    ]);
  });

  it('is one’s own provider’s alone', async () => {
    const elsewhere = await givePerson(open, { roles: ['administrator'], provider: 'SEU' });
    const theirs = (await api(open, elsewhere, '/provider-settings')).json() as { seen: string };
    expect(JSON.parse(theirs.seen)).toMatchObject({ decideRequestsWithin: 10, failureHoldHours: 24 });
    const lead = await givePerson(open, { roles: ['lead'], provider: 'SET' });
    expect((await visit(open, lead, '/provider-settings')).status).toBe(403);
  });
});
