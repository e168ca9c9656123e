import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invariants } from '../../src/platform/database/invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit, type Answer } from '../support/browse.js';
import { journalOf } from '../support/story/allocation.js';
import {
  giveClearedBatch,
  giveLeads,
  outcomeIdOf,
  planRelease,
  signInAs,
  type GivenBatch,
  type GivenResult,
} from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';
import { everythingFor } from '../support/twins.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

interface Scene {
  readonly batch: GivenBatch;
  readonly leads: readonly [Person, Person];
  readonly suspect: GivenResult;
  readonly other: GivenResult;
}

let providers = 0;
async function scene(): Promise<Scene> {
  const provider = `H${(providers += 1)}`;
  await open.holdClock('2026-11-23T10:00:00Z');
  const batch = await giveClearedBatch(open, [{ result: 'passed' }, { result: 'failed' }, { result: 'passed' }], {
    provider,
  });
  const [suspect, , other] = batch.scripts as [GivenResult, GivenResult, GivenResult];
  return { batch, leads: await giveLeads(open, provider), suspect, other };
}

const because = {
  source: 'metadata',
  reason: 'The file names another author',
  told: 'The file of task 1 names another author.',
};
const hold = (who: Person, { enrolmentId }: GivenResult, fields: Record<string, string> = because): Promise<Answer> =>
  post(open, who, `/enrolments/${enrolmentId}/hold`, fields);
const decide = (who: Person, path: string, fields: Record<string, string>): Promise<Answer> =>
  post(open, who, `${path}/decision`, fields);
const released = async (batchId: string): Promise<string[]> =>
  (
    await open.database.query<{ number: string }>(
      `select o.script_number as number from outcome o join release r on r.id = o.release_id
       where r.batch_id = $1 and o.state = 'released' order by 1`,
      [batchId],
    )
  ).map(({ number }) => number);
const lettersTo = async (signInId: string): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(
      `select m.subject from mail_message m join sign_in s on s.email = m.to_address where s.id = $1 order by m.composed_at, m.subject`,
      [signInId],
    )
  ).map(({ subject }) => subject);

/** Planned by one lead, approved by the other, and its instant. */
async function release({ batch, leads }: Scene, on = '2026-11-27'): Promise<void> {
  const id = await planRelease(open, leads[0], batch.id, { date: on, time: '10:00' });
  expect((await post(open, leads[1], `/releases/${id}/approval`)).status).toBe(303);
  await instant(on);
}
async function instant(on: string): Promise<void> {
  await open.holdClock(`${on}T10:00:00Z`);
  await open.settle();
}
const sorted = (scripts: readonly GivenResult[]): string[] => scripts.map(({ number }) => number).sort();

describe('edge case 34: an outcome of somebody with an open misconduct hold', () => {
  it('is left out of the plan; the release of the others stands, and it is released later with its batch', async () => {
    const here = await scene();
    const { batch, leads, suspect } = here;
    const sent = await hold(leads[0], suspect);
    expect(sent.status).toBe(303);
    const path = sent.location ?? '';
    expect(textOf((await visit(open, leads[1], '/')).text)).toContain('Decide about 1 held outcome');
    expect(textOf((await visit(open, leads[0], '/')).text)).not.toContain('held outcome');
    const plan = textOf((await visit(open, leads[0], `/batches/${batch.id}/release`)).text);
    expect(plan).toContain('1 outcome is held and left out');
    await release(here);
    const others = batch.scripts.filter((script) => script !== suspect);
    expect(await released(batch.id)).toEqual(sorted(others));
    expect(await lettersTo(suspect.signInId)).toEqual(['Your outcome waits: something has to be looked into first']);
    const own = await signInAs(open, suspect.signInId);
    expect(textOf((await visit(open, own, '/outcome')).text)).toContain('is being looked into');
    // Nothing is left to plan while it is held.
    expect((await visit(open, leads[0], '/releases')).text).not.toContain(`/batches/${batch.id}/release`);
    expect((await decide(leads[1], path, { finding: 'no-case', why: 'The author is their own office.' })).status).toBe(
      303,
    );
    expect((await visit(open, leads[0], '/releases')).text).toContain(`/batches/${batch.id}/release`);
    expect((await visit(open, leads[0], '/')).text).toContain(`/batches/${batch.id}/release`);
    await release(here, '2026-12-01');
    expect(await released(batch.id)).toEqual(sorted(batch.scripts));
    expect(await journalOf(open, 'outcome-hold', path.split('/').at(-1) ?? '')).toEqual([
      'outcome-hold.placed',
      'outcome-hold.lifted',
    ]);
  });

  it('is void where the hold comes between the plan and the instant: no outcome, no letter of one, and the others get theirs', async () => {
    const here = await scene();
    const { batch, leads, suspect } = here;
    const id = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
    await post(open, leads[1], `/releases/${id}/approval`);
    expect((await hold(leads[1], suspect)).status).toBe(303);
    await instant('2026-11-27');
    expect(await released(batch.id)).toEqual(sorted(batch.scripts.filter((script) => script !== suspect)));
    const voided = await open.database.one<{ state: string; reason: string }>(
      `select state, reason from outcome where script_number = $1`,
      [suspect.number],
    );
    expect(voided).toEqual({ state: 'voided', reason: 'Held back before the release' });
    const { state } = await open.database.one<{ state: string }>(`select state from enrolment where id = $1`, [
      suspect.enrolmentId,
    ]);
    expect(state).toBe('presented');
  });

  it('and its hold exclude one another: of fifty holds and the release at once, one hold or the outcome is there', async () => {
    const here = await scene();
    const { batch, leads, suspect } = here;
    const id = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
    await post(open, leads[1], `/releases/${id}/approval`);
    await open.holdClock('2026-11-27T10:00:00Z');
    const answers = await Promise.all([...Array.from({ length: 50 }, () => hold(leads[1], suspect)), open.settle()]);
    const placed = answers.filter((answer) => answer && answer.status === 303).length;
    const isOut = (await released(batch.id)).includes(suspect.number);
    expect(placed + Number(isOut)).toBe(1);
    expect((await released(batch.id)).length).toBe(2 + Number(isOut));
  });

  it('is never released by any statement while it is held', async () => {
    const { batch, leads, suspect } = await scene();
    await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
    await hold(leads[0], suspect);
    const outcomeId = await outcomeIdOf(open, suspect.number);
    await expect(
      open.database.query(
        `update outcome set state = 'released', released_at = app_now(), completion_date = current_date where id = $1`,
        [outcomeId],
      ),
    ).rejects.toThrow('is held');
  });
});

describe('a hold', () => {
  it('says why, is placed once, and not on what is out', async () => {
    const here = await scene();
    const { leads, suspect, other } = here;
    expect((await hold(leads[0], suspect, { ...because, source: '' })).problems).toEqual(['Choose what came up']);
    expect((await hold(leads[0], suspect, { ...because, reason: ' ' })).problems).toEqual([
      'Enter what is to be looked into',
    ]);
    expect((await hold(leads[0], suspect, { ...because, told: '' })).problems).toEqual([
      'Enter what the participant is told',
    ]);
    expect((await hold(leads[0], suspect)).status).toBe(303);
    expect((await hold(leads[1], suspect)).problems).toEqual(['This outcome is held already']);
    await release(here);
    expect((await hold(leads[0], other)).problems).toEqual([
      'This outcome is released. Two leads change it or take it back',
    ]);
  });

  it('is decided about by another lead of the same provider, once, with a reason; what is proven goes on', async () => {
    const { batch, leads, suspect } = await scene();
    const path = (await hold(leads[0], suspect)).location ?? '';
    const proven = { finding: 'proven', why: 'Both chapters are somebody else’s.' };
    expect((await decide(leads[0], path, proven)).problems).toEqual([
      'You placed this hold, so another lead decides about it',
    ]);
    expect((await decide(leads[1], path, { finding: 'proven', why: '' })).problems).toEqual([
      'Enter why. The participant reads it',
    ]);
    const outsider = await givePerson(open, { roles: ['lead'], provider: 'HX' });
    expect((await decide(outsider, path, proven)).status).toBe(404);
    const answers = await Promise.all(Array.from({ length: 20 }, () => decide(leads[1], path, proven)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    await release({ batch, leads, suspect, other: suspect });
    expect(await released(batch.id)).not.toContain(suspect.number);
    expect(await lettersTo(suspect.signInId)).toContain('What was decided about your submission');
    // Overturned, as an appeal may ask: it is lifted.
    expect((await decide(leads[1], path, { finding: 'no-case', why: 'The panel found otherwise.' })).status).toBe(303);
    expect((await decide(leads[1], path, { finding: 'no-case', why: 'Again' })).problems).toEqual([
      'This was decided already',
    ]);
  });

  it('is told to nobody who judges: not a byte differs for them', async () => {
    const { batch, leads, suspect } = await scene();
    const known = {
      id: [batch.id, suspect.enrolmentId, batch.windowId],
      number: [suspect.number],
      script: [suspect.number],
    };
    const judges = [
      await givePerson(open, { roles: ['assessor'], provider: `H${providers}` }),
      await givePerson(open, { roles: ['moderator'], provider: `H${providers}` }),
    ];
    const before = await Promise.all(judges.map((who) => everythingFor(open, who, known)));
    await hold(leads[0], suspect);
    const after = await Promise.all(judges.map((who) => everythingFor(open, who, known)));
    expect(after).toEqual(before);
  });

  it('left nothing behind that must never be', async () => {
    for (const { sentence, sql } of invariants.filter((one) => one.sentence.includes('held')))
      expect([sentence, await open.database.query(sql)]).toEqual([sentence, []]);
  });
});
