import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplyPlanned } from '../../src/people/provider/planned-settings.js';
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

  it('holds from a day to come on, put into force once on that day, and is shown until then', async () => {
    const before = JSON.parse(await seen()) as Record<string, number>;
    const wanted = { decideRequestsWithin: '7', failureHoldHours: String(before['failureHoldHours']) };
    for (const [holdsFrom, says] of [
      ['2026-11-01', 'from tomorrow on'],
      ['2029-01-01', 'at most two years ahead'],
      ['soon', 'as day, month and year'],
    ] as const) {
      const refused = await change({ ...wanted, holdsFrom });
      expect([refused.status, refused.problems]).toEqual([422, [expect.stringContaining(says)]]);
    }
    expect((await change({ ...wanted, holdsFrom: '2026-11-10' })).status).toBe(303);
    expect((await change({ ...wanted, decideRequestsWithin: '8', holdsFrom: '2026-11-10' })).problems).toEqual([
      expect.stringContaining('planned for that day already'),
    ]);
    expect((await change({ ...wanted, decideRequestsWithin: '9', holdsFrom: '2026-11-20' })).status).toBe(303);
    const page = textOf((await visit(open, administrator, '/provider-settings')).text);
    expect(page).toContain('From 10 November 2026 on');
    expect(JSON.parse(await seen())).toEqual(before);
    const plans = (await api(open, administrator, '/provider-settings')).json() as { planned: { id: string }[] };
    const withdrawn = { id: plans.planned[1]?.id ?? '' };
    expect((await post(open, administrator, '/provider-settings/withdrawal', withdrawn)).status).toBe(303);
    expect((await post(open, administrator, '/provider-settings/withdrawal', withdrawn)).status).toBe(422);
    const apply = (): Promise<number> => open.app.get(ApplyPlanned, { strict: false }).run('job:people.apply-settings');
    await open.holdClock('2026-11-09T23:59:59Z');
    expect(await apply()).toBe(0);
    await open.holdClock('2026-11-10T00:00:00Z');
    await Promise.all([apply(), apply(), apply()]);
    expect(JSON.parse(await seen())).toEqual({ ...before, decideRequestsWithin: 7 });
    await open.holdClock('2026-11-21T10:00:00Z');
    await apply();
    expect(JSON.parse(await seen())).toEqual({ ...before, decideRequestsWithin: 7 });
    const acts = await journalOf(open, 'provider', administrator.providerId);
    expect(acts.filter((act) => act !== 'provider.settings-changed')).toEqual([
      'provider.settings-planned',
      'provider.settings-planned',
      'provider.settings-plan-withdrawn',
    ]);
    expect(textOf((await visit(open, administrator, '/provider-settings')).text)).toContain('5 before and 7 since');
  });

  it('is one’s own provider’s alone', async () => {
    const elsewhere = await givePerson(open, { roles: ['administrator'], provider: 'SEU' });
    const theirs = (await api(open, elsewhere, '/provider-settings')).json() as { seen: string };
    expect(JSON.parse(theirs.seen)).toMatchObject({ decideRequestsWithin: 10, failureHoldHours: 24 });
    const lead = await givePerson(open, { roles: ['lead'], provider: 'SET' });
    expect((await visit(open, lead, '/provider-settings')).status).toBe(403);
  });
});
