import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { detectInvariants } from '../../src/platform/database/detect-invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit } from '../support/browse.js';
import {
  confirm,
  held,
  lettersTo,
  outcomesOf,
  propose,
  proven,
  release,
  sanction,
  enrolmentOf,
} from '../support/story/misconduct.js';
import { changeOutcome, outcomeIdOf, planRelease, seenIn, signInAs } from '../support/story/outcomes.js';
import { givePerson } from '../support/story/people.js';
import { frameworkInForce } from '../support/story/scripts.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

/** Every criterion of area 1, as the form names them: without these marks a pass is a fail. */
async function areaOne(): Promise<{ codes: string[]; fields: Record<string, string> }> {
  const { framework } = await frameworkInForce(open);
  const codes = framework.criteria.filter(({ area }) => area === 1).map(({ code }) => code);
  return {
    codes,
    fields: { kind: 'criterion-zero', ...Object.fromEntries(codes.map((code) => [`zero-${code}`, 'yes'])) },
  };
}

describe('criteria without marks', () => {
  it('are drawn as 0 by both programs, shown before, sealed and released with the batch; the fail opens the next attempt', async () => {
    const here = await proven(open);
    const { leads, suspect } = here;
    const { codes, fields } = await areaOne();
    const shown = textOf(
      (await visit(open, leads[0], `/outcome-holds/${here.holdId}/sanction?${new URLSearchParams(fields)}`)).text,
    );
    expect(shown).toContain(`“Passed” with 34 marks becomes “Not passed” with ${34 - 2 * codes.length} marks`);
    const path = await sanction(here, fields);
    const [letter] = await lettersTo(here);
    expect(letter?.body).toContain(`Criteria ${codes.join(', ')} are not credited`);
    expect(letter?.body).not.toMatch(/\b34\b|passed/i);
    await release(here, '2026-11-27');
    expect(await outcomesOf(here)).toEqual([{ state: 'released', result: 'failed' }]);
    const kept = await open.database.one<{
      marks: Record<string, number>;
      judged: Record<string, number>;
      sanction: string;
    }>(
      `select o.marks, p.marks as judged, o.sanction_id as sanction from outcome o
       join provisional_result p on p.script_number = o.script_number where o.script_number = $1`,
      [suspect.number],
    );
    expect(path).toContain(kept.sanction);
    expect(codes.map((code) => [kept.marks[code], kept.judged[code]])).toEqual(codes.map(() => [0, 2]));
    expect(Object.keys(kept.marks).filter((code) => kept.marks[code] !== kept.judged[code])).toEqual(codes);
    expect(await enrolmentOf(here)).toMatchObject({ state: 'resubmitting', no: 2 });
    const own = await signInAs(open, suspect.signInId);
    const page = textOf((await visit(open, own, '/outcome')).text);
    expect(page).toContain(`no marks for single criteria (${codes.join(', ')}). Name the sources`);
    expect(page).toContain('This criterion has no marks as a sanction. Name the sources');
    expect(page).not.toContain(`What was seen about ${codes[0]}.`);
    const outcomeId = await outcomeIdOf(open, suspect.number);
    expect((await visit(open, leads[0], `/released-outcomes/${outcomeId}`)).text).toContain(path);
    const appealed = await post(open, own, `/outcomes/${outcomeId}/appeals`, {
      grounds: 'procedure',
      statement: 'I was not heard before it was decided.',
    });
    expect(appealed.status).toBe(303);
  });

  it('and another outcome takes the place of such a one like any other: an appeal may give the marks back', async () => {
    const here = await proven(open);
    const { codes, fields } = await areaOne();
    await sanction(here, fields);
    await release(here, '2026-11-27');
    const outcomeId = await outcomeIdOf(open, here.suspect.number);
    await changeOutcome(open, here.leads, outcomeId, {
      kind: 'supersede',
      reason: 'The panel found otherwise',
      error: 'malpractice-outcome',
      marks: Object.fromEntries(codes.map((code) => [code, 2])),
    });
    await open.settle();
    expect((await outcomesOf(here)).map(({ state, result }) => `${state} ${result}`).sort()).toEqual([
      'released passed',
      'superseded failed',
    ]);
    expect(await enrolmentOf(here)).toMatchObject({ state: 'passed', no: 1 });
  });

  it('are of this attempt, at least one, and not while a release has the outcome as it was', async () => {
    const here = await proven(open);
    const { fields } = await areaOne();
    const wrongs: Record<string, string>[] = [{ kind: 'criterion-zero' }, { ...fields, 'zero-9.9.9': 'yes' }];
    for (const wrong of wrongs)
      expect((await propose(here.leads[0], here, wrong)).problems).toEqual([
        'Choose the criteria that have no marks, from those of this attempt',
      ]);
    const planned = await held(open, [{ result: 'passed' }, { result: 'passed' }], ({ id }, leads) =>
      planRelease(open, leads[0], id, { date: '2026-11-27', time: '10:00' }),
    );
    const found = { finding: 'proven', why: 'z' };
    await post(open, planned.leads[1], `/outcome-holds/${planned.holdId}/decision`, found);
    expect((await propose(planned.leads[0], planned, fields)).problems).toEqual([
      'This outcome is in a release that is planned. Cancel that release, or wait until its time is over, and then propose this',
    ]);
  });

  it('are confirmed as they were shown: where the marks are others by then, it is shown again', async () => {
    const here = await proven(open);
    const { codes, fields } = await areaOne();
    const { framework } = await frameworkInForce(open);
    const other = framework.criteria.find(({ code }) => !codes.includes(code))?.code ?? '';
    const setTo = (mark: number): Promise<unknown> =>
      open.database.query(`update provisional_result set marks = marks || $2 where script_number = $1`, [
        here.suspect.number,
        JSON.stringify({ [other]: mark }),
      ]);
    const path = (await propose(here.leads[0], here, fields)).location ?? '';
    const seen = seenIn((await visit(open, here.leads[1], path)).text);
    await setTo(1);
    expect((await post(open, here.leads[1], `${path}/confirmation`, { seen })).problems).toEqual([
      'What this does has changed since you looked. Read it again below',
    ]);
    await setTo(2);
    expect((await confirm(here, here.leads[1], path)).status).toBe(303);
  });

  it('stop a release where anybody has put the marks back, and no outcome is written without them', async () => {
    const here = await proven(open);
    const { codes, fields } = await areaOne();
    await sanction(here, fields);
    const id = await planRelease(open, here.leads[0], here.batch.id, { date: '2026-11-27', time: '10:00' });
    await expect(
      open.database.query(`update outcome set marks = marks || $2 where script_number = $1`, [
        here.suspect.number,
        JSON.stringify({ [codes[0] ?? '']: 2 }),
      ]),
    ).rejects.toThrow('is not drawn with its sanction');
    await expect(
      open.database.query(`update outcome set sanction_id = null where script_number = $1`, [here.suspect.number]),
    ).rejects.toThrow('is not drawn with its sanction');
    await open.database.query(
      `update outcome set feedback = (select feedback from provisional_result p where p.script_number = outcome.script_number)
       where script_number = $1`,
      [here.suspect.number],
    );
    expect((await post(open, here.leads[1], `/releases/${id}/approval`)).problems).toEqual([
      expect.stringContaining(here.suspect.number),
    ]);
  });

  it('cannot be appealed to anybody who had a hand in the case', async () => {
    const here = await proven(open);
    const [proposer, confirmer] = [
      await givePerson(open, { roles: ['lead'], provider: here.provider }),
      await givePerson(open, { roles: ['lead'], provider: here.provider }),
    ];
    await sanction(here, (await areaOne()).fields, [proposer, confirmer]);
    await release(here, '2026-11-27');
    const own = await signInAs(open, here.suspect.signInId);
    const path = `/outcomes/${await outcomeIdOf(open, here.suspect.number)}/appeals`;
    await post(open, own, path, { grounds: 'procedure', statement: 'I was not heard.' });
    const { id } = await open.database.one<{ id: string }>(
      `select p.id from appeal p join outcome o on o.id = p.outcome_id where o.script_number = $1`,
      [here.suspect.number],
    );
    await post(open, proposer, `/appeals/${id}/acknowledgement`);
    const decision = { decision: 'reject', reason: 'You were heard on 20 November.' };
    for (const who of [proposer, confirmer])
      expect((await post(open, who, `/appeals/${id}/decision`, decision)).problems).toEqual([
        expect.stringContaining('had a hand in the case of misconduct'),
      ]);
    await expect(
      open.database.query(
        `update appeal set state = 'rejected', decided_by = $2, decided_at = app_now(), decision_reason = 'x' where id = $1`,
        [id, confirmer.signInId],
      ),
    ).rejects.toThrow('somebody who took no part');
    const stranger = await givePerson(open, { roles: ['lead'], provider: here.provider });
    expect((await post(open, stranger, `/appeals/${id}/decision`, decision)).status).toBe(303);
  });

  it('leave outcomes that are what their marks give, computed by other means', async () => {
    await open.settle();
    const found = await detectInvariants(open.database);
    expect(found.filter(({ invariant }) => /outcome|sanction|held/i.test(invariant))).toEqual([]);
  });
});
