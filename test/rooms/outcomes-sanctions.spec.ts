import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { invariants } from '../../src/platform/database/invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit, type Answer } from '../support/browse.js';
import { journalOf } from '../support/story/allocation.js';
import {
  giveClearedBatch,
  giveLeads,
  outcomeIdOf,
  planRelease,
  seenIn,
  signInAs,
  type GivenBatch,
  type GivenResult,
  type ResultWish,
} from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce } from '../support/story/scripts.js';
import { everythingFor } from '../support/twins.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

interface Scene {
  readonly provider: string;
  readonly batch: GivenBatch;
  /** Who placed the hold, and who found that it is proven. */
  readonly leads: readonly [Person, Person];
  readonly suspect: GivenResult;
  readonly holdId: string;
}

let providers = 0;
/** A cleared batch of two in which the first outcome is held, and what was suspected is proven. */
async function proven(wish: ResultWish = { result: 'passed' }): Promise<Scene> {
  const provider = `S${(providers += 1)}`;
  await open.holdClock('2026-11-23T10:00:00Z');
  const batch = await giveClearedBatch(open, [wish, { result: 'failed' }], { provider });
  const leads = await giveLeads(open, provider);
  const suspect = batch.scripts[0] as GivenResult;
  const held = await post(open, leads[0], `/enrolments/${suspect.enrolmentId}/hold`, {
    source: 'similarity',
    reason: 'Two accounts share four paragraphs',
    told: 'Four paragraphs stand in somebody else’s account.',
  });
  const path = held.location ?? '';
  const found = { finding: 'proven', why: 'The paragraphs are from the other account.' };
  expect((await post(open, leads[1], `${path}/decision`, found)).status).toBe(303);
  return { provider, batch, leads, suspect, holdId: path.split('/').at(-1) ?? '' };
}

type Fields = Readonly<Record<string, string>>;
const said = {
  reason: 'The first case, and four paragraphs of forty',
  told: 'Name the sources of what you take over.',
};

/** The effect is looked at, and proposed as it was shown. */
async function propose(who: Person, { holdId }: Scene, fields: Fields): Promise<Answer> {
  const form = await visit(
    open,
    who,
    `/outcome-holds/${holdId}/sanction?${new URLSearchParams({ kind: fields['kind'] ?? '' })}`,
  );
  return post(open, who, `/outcome-holds/${holdId}/sanctions`, { seen: seenIn(form.text), ...said, ...fields });
}
async function confirm(who: Person, path: string): Promise<Answer> {
  const shown = await visit(open, who, path);
  return post(open, who, `${path}/confirmation`, { seen: seenIn(shown.text) });
}
/** Proposed by who placed the hold, confirmed by the other. */
async function sanction(here: Scene, kind: string, [one, two] = here.leads): Promise<string> {
  const path = (await propose(one, here, { kind })).location ?? '';
  const confirmed = await confirm(two, path);
  expect([confirmed.status, confirmed.problems]).toEqual([303, []]);
  await open.settle();
  return path;
}
async function release({ batch, leads }: Scene, on: string): Promise<void> {
  const id = await planRelease(open, leads[0], batch.id, { date: on, time: '10:00' });
  expect((await post(open, leads[1], `/releases/${id}/approval`)).status).toBe(303);
  await open.holdClock(`${on}T10:00:00Z`);
  await open.settle();
}
const enrolmentOf = ({ suspect }: Scene): Promise<{ state: string; no: number; resubmit_by: string | null }> =>
  open.database.one(`select state, attempt_no as no, resubmit_by from enrolment where id = $1`, [suspect.enrolmentId]);
const outcomesOf = ({ suspect }: Scene): Promise<{ state: string; result: string }[]> =>
  open.database.query(`select state, result from outcome where script_number = $1`, [suspect.number]);
const lettersTo = ({ suspect }: Scene): Promise<{ subject: string; body: string }[]> =>
  open.database.query(
    `select m.subject, m.body from mail_message m join sign_in s on s.email = m.to_address where s.id = $1 and m.key like 'sanction:%'`,
    [suspect.signInId],
  );

describe('a warning', () => {
  it('lifts the hold: the outcome is released as it was drawn, and can be appealed against', async () => {
    const here = await proven();
    const { leads, suspect, batch, provider } = here;
    expect(textOf((await visit(open, leads[0], '/')).text)).toContain('Propose what follows from 1 proven case');
    const shown = await visit(open, leads[0], `/outcome-holds/${here.holdId}/sanction?kind=warning`);
    expect(textOf(shown.text)).toContain('it is released as it was drawn, with the next release of its window');
    const path = (await propose(leads[0], here, { kind: 'warning' })).location ?? '';
    expect(await lettersTo(here)).toEqual([]);
    expect(textOf((await visit(open, leads[1], '/')).text)).toContain('Confirm what follows for');
    expect(textOf((await visit(open, leads[1], path)).text)).toContain('it is released as it was drawn');
    expect((await confirm(leads[1], path)).status).toBe(303);
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
    const here = await proven();
    const { leads, suspect, batch } = here;
    const shown = textOf(
      (await visit(open, leads[0], `/outcome-holds/${here.holdId}/sanction?kind=attempt-void`)).text,
    );
    expect(shown).toContain('counts as one that was used');
    expect(shown).toContain('Attempt 2 is open, in a window that closes by 23 May 2027');
    await sanction(here, 'attempt-void');
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
    const here = await proven({ result: 'passed', attemptNo: 3 });
    const shown = await visit(open, here.leads[0], `/outcome-holds/${here.holdId}/sanction?kind=attempt-void`);
    expect(textOf(shown.text)).toContain('There is no further attempt.');
    await sanction(here, 'attempt-void');
    expect(await enrolmentOf(here)).toMatchObject({ state: 'failed', no: 3 });
    expect((await lettersTo(here))[0]?.body).toContain('There is no further attempt.');
  });

  it('is returned to the Department as nothing: it had no outcome that could be voided', async () => {
    const here = await proven();
    await sanction(here, 'attempt-void');
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
    const provider = `S${(providers += 1)}`;
    await open.holdClock('2026-11-23T10:00:00Z');
    const batch = await giveClearedBatch(open, [{ result: 'passed' }, { result: 'passed' }], { provider });
    const leads = await giveLeads(open, provider);
    const suspect = batch.scripts[0] as GivenResult;
    const planned = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
    await post(open, leads[1], `/releases/${planned}/approval`);
    const held = await post(open, leads[0], `/enrolments/${suspect.enrolmentId}/hold`, {
      source: 'other',
      reason: 'x',
      told: 'y',
    });
    await post(open, leads[1], `${held.location}/decision`, { finding: 'proven', why: 'z' });
    const here = { provider, batch, leads, suspect, holdId: (held.location ?? '').split('/').at(-1) ?? '' };
    await sanction(here, 'attempt-void');
    await open.holdClock('2026-11-27T10:00:00Z');
    await open.settle();
    expect(await outcomesOf(here)).toEqual([{ state: 'voided', result: 'passed' }]);
    const { state } = await open.database.one<{ state: string }>(`select state from outcome where script_number = $1`, [
      batch.scripts[1]?.number,
    ]);
    expect(state).toBe('released');
    expect(await enrolmentOf(here)).toMatchObject({ state: 'resubmitting', no: 2 });
  });

  it('keeps its hold: nobody lifts it, and no statement releases its outcome', async () => {
    const here = await proven();
    const path = `/outcome-holds/${here.holdId}/decision`;
    const proposed = (await propose(here.leads[0], here, { kind: 'attempt-void' })).location ?? '';
    const lift = { finding: 'no-case', why: 'Otherwise' };
    const there = 'What follows from this case is proposed or decided. Take the proposal back first, where it is one';
    expect((await post(open, here.leads[1], path, lift)).problems).toEqual([there]);
    await confirm(here.leads[1], proposed);
    expect((await post(open, here.leads[1], path, lift)).problems).toEqual([there]);
    await expect(
      open.database.query(`update outcome_hold set state = 'lifted' where id = $1`, [here.holdId]),
    ).rejects.toThrow('a sanction stands on this hold');
  });
});

describe('a disqualification', () => {
  it('ends the enrolment for good, and is confirmed by neither who proposed it nor who placed the hold', async () => {
    const here = await proven({ result: 'passed', attemptNo: 2 });
    const { leads, suspect, provider } = here;
    const third = await givePerson(open, { roles: ['lead'], provider });
    const path = (await propose(third, here, { kind: 'disqualification' })).location ?? '';
    expect((await confirm(third, path)).problems).toEqual([
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

describe('a sanction', () => {
  it('follows what is proven and nothing else, with reason and words, as it was shown', async () => {
    const provider = `S${(providers += 1)}`;
    await open.holdClock('2026-11-23T10:00:00Z');
    const batch = await giveClearedBatch(open, [{ result: 'passed' }], { provider });
    const leads = await giveLeads(open, provider);
    const suspect = batch.scripts[0] as GivenResult;
    const held = await post(open, leads[0], `/enrolments/${suspect.enrolmentId}/hold`, {
      source: 'other',
      reason: 'x',
      told: 'y',
    });
    const here = { provider, batch, leads, suspect, holdId: (held.location ?? '').split('/').at(-1) ?? '' };
    expect((await propose(leads[1], here, { kind: 'warning' })).problems).toEqual([
      'Only what is proven is sanctioned: another lead decides about the hold first',
    ]);
    await post(open, leads[1], `${held.location}/decision`, { finding: 'proven', why: 'z' });
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
    expect((await confirm(leads[0], path)).problems).toEqual([
      'You proposed this sanction, so another lead has to confirm it',
    ]);
    expect((await post(open, leads[1], `${path}/confirmation`, { seen: 'x' })).problems).toEqual([
      'What this does has changed since you looked. Read it again below',
    ]);
    expect((await post(open, leads[1], `${path}/cancellation`, { reason: '' })).problems).toEqual(['Enter the reason']);
    expect((await post(open, leads[1], `${path}/cancellation`, { reason: 'Too mild' })).status).toBe(303);
    expect((await confirm(leads[1], path)).problems).toEqual(['This sanction was confirmed or taken back already']);
    expect((await propose(leads[1], here, { kind: 'attempt-void' })).status).toBe(303);
    expect(await lettersTo(here)).toEqual([]);
  });

  it('is proposed once and takes effect once, however many ask at the same time', async () => {
    const here = await proven();
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
  }, 60_000);

  it('does not follow where the participant has withdrawn meanwhile', async () => {
    const here = await proven();
    const path = (await propose(here.leads[0], here, { kind: 'attempt-void' })).location ?? '';
    const administrator = await givePerson(open, { roles: ['administrator'], provider: here.provider });
    const withdrawal = { reason: 'other', note: '' };
    expect(
      (await post(open, administrator, `/enrolments/${here.suspect.enrolmentId}/withdrawal`, withdrawal)).status,
    ).toBe(303);
    expect(textOf((await visit(open, here.leads[1], path)).text)).toContain('does not wait for an outcome any more');
    expect((await confirm(here.leads[1], path)).status).toBe(422);
    expect(await lettersTo(here)).toEqual([]);
  });

  it('is by two, of one hold that is proven, by the database’s word too', async () => {
    const here = await proven();
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
    const here = await proven();
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
    await sanction(here, 'attempt-void');
    expect(await Promise.all(judges.map((who) => everythingFor(open, who, known)))).toEqual(before);
  });

  it('has a JSON twin that names no sign-in', async () => {
    const here = await proven();
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
