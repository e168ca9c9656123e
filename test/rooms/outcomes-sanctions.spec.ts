import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit } from '../support/browse.js';
import { journalOf } from '../support/story/allocation.js';
import {
  confirm,
  enrolmentOf,
  held,
  lettersTo,
  outcomesOf,
  propose,
  proven,
  release,
  sanction,
} from '../support/story/misconduct.js';
import { outcomeIdOf, planRelease, seenIn, signInAs } from '../support/story/outcomes.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

describe('a warning', () => {
  it('lifts the hold: the outcome is released as it was drawn, and can be appealed against', async () => {
    const here = await proven(open);
    const { leads, suspect, batch, provider } = here;
    expect(textOf((await visit(open, leads[0], '/')).text)).toContain('Propose what follows from 1 proven case');
    const shown = await visit(open, leads[0], `/outcome-holds/${here.holdId}/sanction?kind=warning`);
    expect(textOf(shown.text)).toContain('it is released as it was drawn, with the next release of its window');
    const path = (await propose(leads[0], here, { kind: 'warning' })).location ?? '';
    expect(await lettersTo(here)).toEqual([]);
    expect(textOf((await visit(open, leads[1], '/')).text)).toContain('Confirm what follows for');
    expect(textOf((await visit(open, leads[1], path)).text)).toContain('it is released as it was drawn');
    expect((await confirm(here, leads[1], path)).status).toBe(303);
    const [letter, ...more] = await lettersTo(here);
    expect(more).toEqual([]);
    expect(letter?.body).toContain('A warning:\n\nName the sources of what you take over.');
    expect(letter?.body).not.toMatch(/mark|passed/);
    await release(here, '2026-11-27');
    expect(await outcomesOf(here)).toEqual([{ state: 'released', result: 'passed' }]);
    const own = await signInAs(open, suspect.signInId);
    expect(textOf((await visit(open, own, '/outcome')).text)).toContain(
      'a warning. Name the sources of what you take over.',
    );
    const appealed = await post(open, own, `/outcomes/${await outcomeIdOf(open, suspect.number)}/appeals`, {
      grounds: 'procedure',
      statement: 'I was not heard before it was decided.',
    });
    expect(appealed.status).toBe(303);
    expect(await journalOf(open, 'outcome-hold', here.holdId)).toEqual([
      'outcome-hold.placed',
      'outcome-hold.upheld',
      'outcome-hold.lifted',
    ]);
    expect(batch.scripts).toHaveLength(2);
    const stranger = await givePerson(open, { roles: ['lead'], provider: `${provider}X` });
    expect((await visit(open, stranger, path)).status).toBe(404);
  });
});

describe('a void attempt', () => {
  it('ends without an outcome and counts; the next does the same anew, and the release of the others stands', async () => {
    const here = await proven(open);
    const { leads, suspect, batch } = here;
    const shown = textOf(
      (await visit(open, leads[0], `/outcome-holds/${here.holdId}/sanction?kind=attempt-void`)).text,
    );
    expect(shown).toContain('counts as one that was used');
    expect(shown).toContain('Attempt 2 is open, in a window that closes by 23 May 2027');
    await sanction(here, { kind: 'attempt-void' });
    expect(await enrolmentOf(here)).toEqual({ state: 'resubmitting', no: 2, resubmit_by: '2027-05-23' });
    const attempts = await open.database.query<{ scope: string[]; carried: object }>(
      `select scope, carried_forward as carried from attempt where enrolment_id = $1 order by no`,
      [suspect.enrolmentId],
    );
    expect(attempts).toHaveLength(2);
    expect(attempts[1]).toEqual(attempts[0]);
    const plan = textOf((await visit(open, leads[0], `/batches/${batch.id}/release`)).text);
    expect(plan).toContain('1 attempt has ended by a sanction, without an outcome');
    expect(plan).not.toContain('held and left out');
    await release(here, '2026-11-27');
    expect(await outcomesOf(here)).toEqual([]);
    const released = `select from outcome o join release r on r.id = o.release_id where r.batch_id = $1`;
    expect(await open.database.query(released, [batch.id])).toHaveLength(1);
    const own = await signInAs(open, suspect.signInId);
    const page = textOf((await visit(open, own, '/outcome')).text);
    expect(page).toContain('There is no outcome yet.');
    expect(page).toContain('Attempt 1, decided 23 November 2026: the attempt is void.');
    const [letter] = await lettersTo(here);
    expect(letter?.body).toContain('Attempt 2 is open');
    expect(letter?.body).not.toMatch(/mark|passed/);
  });

  it('is final where no attempt is left: the enrolment has failed', async () => {
    const here = await proven(open, { result: 'passed', attemptNo: 3 });
    const shown = await visit(open, here.leads[0], `/outcome-holds/${here.holdId}/sanction?kind=attempt-void`);
    expect(textOf(shown.text)).toContain('There is no further attempt.');
    await sanction(here, { kind: 'attempt-void' });
    expect(await enrolmentOf(here)).toMatchObject({ state: 'failed', no: 3 });
    expect((await lettersTo(here))[0]?.body).toContain('There is no further attempt.');
  });

  it('is returned to the Department as nothing: it had no outcome that could be voided', async () => {
    const here = await proven(open);
    await sanction(here, { kind: 'attempt-void' });
    await release(here, '2026-11-27');
    const administrator = await givePerson(open, { roles: ['administrator'], provider: here.provider });
    expect((await post(open, administrator, '/returns', { scope: 'all' })).status).toBe(303);
    const { content } = await open.database.one<{ content: Buffer }>(
      `select r.content from outcome_return r join provider p on p.id = r.provider_id where p.code = $1`,
      [here.provider],
    );
    expect(content.toString().trim().split('\r\n')).toHaveLength(2);
    expect(content.toString()).not.toContain(here.suspect.participantId);
  });

  it('takes the outcome with it that was scheduled before the hold, and the others get theirs', async () => {
    const here = await held(open, [{ result: 'passed' }, { result: 'passed' }], async ({ id }, leads) => {
      const planned = await planRelease(open, leads[0], id, { date: '2026-11-27', time: '10:00' });
      await post(open, leads[1], `/releases/${planned}/approval`);
    });
    await post(open, here.leads[1], `/outcome-holds/${here.holdId}/decision`, { finding: 'proven', why: 'z' });
    await sanction(here, { kind: 'attempt-void' });
    await open.holdClock('2026-11-27T10:00:00Z');
    await open.settle();
    expect(await outcomesOf(here)).toEqual([{ state: 'voided', result: 'passed' }]);
    const { state } = await open.database.one<{ state: string }>(`select state from outcome where script_number = $1`, [
      here.batch.scripts[1]?.number,
    ]);
    expect(state).toBe('released');
    expect(await enrolmentOf(here)).toMatchObject({ state: 'resubmitting', no: 2 });
  });

  it('keeps its hold: nobody lifts it, and no statement releases its outcome', async () => {
    const here = await proven(open);
    const path = `/outcome-holds/${here.holdId}/decision`;
    const proposed = (await propose(here.leads[0], here, { kind: 'attempt-void' })).location ?? '';
    const lift = { finding: 'no-case', why: 'Otherwise' };
    const there = 'What follows from this case is proposed or decided. Take the proposal back first, where it is one';
    expect((await post(open, here.leads[1], path, lift)).problems).toEqual([there]);
    await confirm(here, here.leads[1], proposed);
    expect((await post(open, here.leads[1], path, lift)).problems).toEqual([there]);
    await expect(
      open.database.query(`update outcome_hold set state = 'lifted' where id = $1`, [here.holdId]),
    ).rejects.toThrow('a sanction stands on this hold');
  });
});

describe('a disqualification', () => {
  it('ends the enrolment for good, and is confirmed by neither who proposed it nor who placed the hold', async () => {
    const here = await proven(open, { result: 'passed', attemptNo: 2 });
    const { leads, suspect, provider } = here;
    const third = await givePerson(open, { roles: ['lead'], provider });
    const path = (await propose(third, here, { kind: 'disqualification' })).location ?? '';
    expect((await confirm(here, third, path)).problems).toEqual([
      'You proposed this sanction, so another lead has to confirm it',
    ]);
    expect(textOf((await visit(open, leads[0], path)).text)).toContain('You placed the hold, so another lead has to');
    expect(textOf((await visit(open, leads[0], '/')).text)).not.toContain('Confirm what follows');
    const seen = seenIn((await visit(open, leads[1], path)).text);
    expect((await post(open, leads[0], `${path}/confirmation`, { seen })).problems).toEqual([
      'You placed the hold, so another lead has to confirm a disqualification',
    ]);
    expect((await post(open, leads[1], `${path}/confirmation`, { seen })).status).toBe(303);
    expect(await enrolmentOf(here)).toMatchObject({ state: 'disqualified', no: 2 });
    expect((await lettersTo(here))[0]?.body).toContain('The enrolment ends, and there is no further attempt.');
    await release(here, '2026-11-27');
    expect(await outcomesOf(here)).toEqual([]);
    const own = await signInAs(open, suspect.signInId);
    expect(textOf((await visit(open, own, '/outcome')).text)).toContain('disqualification. Name the sources');
  });
});
