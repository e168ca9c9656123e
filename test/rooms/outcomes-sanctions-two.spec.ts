import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invariants } from '../../src/platform/database/invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { confirm, enrolmentOf, held, lettersTo, propose, proven, sanction } from '../support/story/misconduct.js';
import { seenIn } from '../support/story/outcomes.js';
import { givePerson } from '../support/story/people.js';
import { frameworkInForce } from '../support/story/scripts.js';
import { everythingFor } from '../support/twins.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

describe('a sanction', () => {
  it('follows what is proven and nothing else, with reason and words, as it was shown', async () => {
    const here = await held(open, [{ result: 'passed' }]);
    const { leads } = here;
    expect((await propose(leads[1], here, { kind: 'warning' })).problems).toEqual([
      'Only what is proven is sanctioned: another lead decides about the hold first',
    ]);
    await post(open, leads[1], `/outcome-holds/${here.holdId}/decision`, { finding: 'proven', why: 'z' });
    for (const [fields, problem] of [
      [{ kind: '' }, 'Choose what follows'],
      [{ kind: 'warning', reason: ' ' }, 'Enter why this follows and nothing milder or harder'],
      [{ kind: 'warning', told: '' }, 'Enter what the participant is told'],
      [{ kind: 'warning', seen: 'x' }, 'What this does has changed since you looked. Read it again below'],
    ] as const)
      expect((await propose(leads[0], here, fields)).problems).toEqual([problem]);
    const path = (await propose(leads[0], here, { kind: 'warning' })).location ?? '';
    expect((await propose(leads[1], here, { kind: 'attempt-void' })).problems).toEqual([
      'What follows from this case is proposed or decided already',
    ]);
    expect((await confirm(here, leads[0], path)).problems).toEqual([
      'You proposed this sanction, so another lead has to confirm it',
    ]);
    expect((await post(open, leads[1], `${path}/confirmation`, { seen: 'x' })).problems).toEqual([
      'What this does has changed since you looked. Read it again below',
    ]);
    expect((await post(open, leads[1], `${path}/cancellation`, { reason: '' })).problems).toEqual(['Enter the reason']);
    expect((await post(open, leads[1], `${path}/cancellation`, { reason: 'Too mild' })).status).toBe(303);
    expect((await confirm(here, leads[1], path)).problems).toEqual([
      'This sanction was confirmed or taken back already',
    ]);
    expect((await propose(leads[1], here, { kind: 'attempt-void' })).status).toBe(303);
    expect(await lettersTo(here)).toEqual([]);
  });

  it('is proposed once and takes effect once, however many ask at the same time', async () => {
    const here = await proven(open);
    const fifty = <T>(act: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, act));
    const proposed = await fifty(() => propose(here.leads[0], here, { kind: 'attempt-void' }));
    const [path, ...more] = proposed.flatMap(({ location }) => location ?? []);
    expect(more).toEqual([]);
    const { text } = await visit(open, here.leads[1], path ?? '');
    const confirmed = await fifty(() => post(open, here.leads[1], `${path}/confirmation`, { seen: seenIn(text) }));
    expect(confirmed.filter(({ status }) => status === 303)).toHaveLength(1);
    await open.settle();
    expect(await lettersTo(here)).toHaveLength(1);
    expect(await enrolmentOf(here)).toMatchObject({ state: 'resubmitting', no: 2 });
  });

  it('does not follow where the participant has withdrawn meanwhile', async () => {
    const here = await proven(open);
    const path = (await propose(here.leads[0], here, { kind: 'attempt-void' })).location ?? '';
    const administrator = await givePerson(open, { roles: ['administrator'], provider: here.provider });
    const withdrawal = { reason: 'other', note: '' };
    expect(
      (await post(open, administrator, `/enrolments/${here.suspect.enrolmentId}/withdrawal`, withdrawal)).status,
    ).toBe(303);
    expect(textOf((await visit(open, here.leads[1], path)).text)).toContain('does not wait for an outcome any more');
    expect((await confirm(here, here.leads[1], path)).status).toBe(422);
    expect(await lettersTo(here)).toEqual([]);
  });

  it('is by two, of one hold that is proven, by the database’s word too', async () => {
    const here = await proven(open);
    const insert = (kind: string, state: string, by: readonly (string | null)[]): Promise<unknown> =>
      open.database.query(
        `insert into sanction (hold_id, hold_placed_by, kind, state, reason, told, proposed_by, proposed_at, confirmed_by, confirmed_at)
         values ($1, $2, $3, $4, 'x', 'y', $5, app_now(), $6, case when $6::uuid is not null then app_now() end)`,
        [here.holdId, here.leads[0].signInId, kind, state, ...by],
      );
    const [placer, decider] = here.leads.map(({ signInId }) => signInId) as [string, string];
    await expect(insert('warning', 'confirmed', [placer, placer])).rejects.toThrow('sanction_by_two');
    await expect(insert('disqualification', 'confirmed', [decider, placer])).rejects.toThrow(
      'disqualification_not_by_placer',
    );
    await expect(insert('criterion-zero', 'proposed', [placer, null])).rejects.toThrow('sanction_names_criteria');
    await insert('warning', 'proposed', [placer, null]);
    await expect(insert('attempt-void', 'proposed', [placer, null])).rejects.toThrow('sanction_one_a_hold');
    await open.database.query(`delete from sanction where hold_id = $1`, [here.holdId]);
    await open.database.query(`update outcome_hold set state = 'lifted' where id = $1`, [here.holdId]);
    await expect(insert('warning', 'proposed', [placer, null])).rejects.toThrow('only what is proven is sanctioned');
    await open.database.query(`update outcome_hold set state = 'upheld' where id = $1`, [here.holdId]);
  });

  it('is told to nobody who judges: not a byte differs for them', async () => {
    const here = await proven(open);
    const { batch, suspect, provider } = here;
    const known = {
      id: [batch.id, suspect.enrolmentId, batch.windowId],
      number: [suspect.number],
      script: [suspect.number],
    };
    const judges = [
      await givePerson(open, { roles: ['assessor'], provider }),
      await givePerson(open, { roles: ['moderator'], provider }),
    ];
    const before = await Promise.all(judges.map((who) => everythingFor(open, who, known)));
    await sanction(here, { kind: 'attempt-void' });
    expect(await Promise.all(judges.map((who) => everythingFor(open, who, known)))).toEqual(before);
  });

  it('has a JSON twin that names no sign-in', async () => {
    const here = await proven(open);
    const path = (await propose(here.leads[0], here, { kind: 'warning' })).location ?? '';
    const { text, status } = await api(open, here.leads[1], path);
    expect(status).toBe(200);
    for (const { signInId } of here.leads) expect(text).not.toContain(signInId);
  });

  it('counts an attempt as the framework says', async () => {
    const { framework } = await frameworkInForce(open);
    expect(framework.resubmission.voidedCounts).toEqual({ sanctioned: true, takenBack: false });
  });

  it('left nothing behind that must never be', async () => {
    await open.settle();
    for (const { sentence, sql } of invariants.filter((one) => /held|sanction|without an outcome/.test(one.sentence)))
      expect([sentence, await open.database.query(sql)]).toEqual([sentence, []]);
  });
});
