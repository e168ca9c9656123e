import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { Enrolments } from '../../src/enrolment/index.js';
import { ConfirmChange, ProposeChange } from '../../src/outcomes/index.js';
import { EndWaiting } from '../../src/outcomes/changes/end-waiting.js';
import { detectInvariants } from '../../src/platform/database/detect-invariants.js';
import { leftOf } from '../../src/submission/blind.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import {
  changeOutcome,
  giveClearedBatch,
  giveLeads,
  outcomeIdOf,
  planRelease,
  proposeChange,
  seenIn,
  signInAs,
  type GivenResult,
  type ResultWish,
} from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce, scriptNumber } from '../support/story/scripts.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

interface Released {
  readonly leads: readonly [Person, Person];
  readonly administrator: Person;
  readonly scripts: readonly GivenResult[];
  readonly outcomes: readonly string[];
}

let provider = 0;
/** A provider of its own with a batch released on 27 November 2026; the clock stands on the Monday after. */
async function released(...wishes: readonly ResultWish[]): Promise<Released> {
  const code = `C${(provider += 1)}`;
  await open.holdClock('2026-11-23T10:00:00Z');
  const batch = await giveClearedBatch(open, wishes, { provider: code });
  const leads = await giveLeads(open, code);
  const id = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
  await post(open, leads[1], `/releases/${id}/approval`);
  await open.holdClock('2026-11-27T10:00:00Z');
  await open.settle();
  await open.holdClock('2026-11-30T09:00:00Z');
  await open.settle();
  const outcomes = await Promise.all(batch.scripts.map(({ number }) => outcomeIdOf(open, number)));
  const administrator = await givePerson(open, { roles: ['administrator'], provider: code });
  return { leads, administrator, scripts: batch.scripts, outcomes };
}

/** Area 1 at 2: what makes the fail of the story a pass. Or at 0: the other way round. */
async function areaOne(mark: 0 | 1 | 2): Promise<Record<string, number>> {
  const { framework } = await frameworkInForce(open);
  return Object.fromEntries(framework.criteria.filter(({ area }) => area === 1).map(({ code }) => [code, mark]));
}

const toPass = async (): Promise<Parameters<typeof proposeChange>[3]> => ({
  kind: 'supersede',
  reason: 'Evidence for area 1 had not been seen',
  error: 'work-not-seen',
  marks: await areaOne(2),
});

const enrolmentNow = (id: string | undefined): Promise<{ state: string; attempt_no: number }> =>
  open.database.one(`select state, attempt_no from enrolment where id = $1`, [id]);
const outcomesOf = (number: string | undefined): Promise<{ state: string; result: string }[]> =>
  open.database.query(
    `select state, result, completion_date, reason, supersedes is not null as follows from outcome where script_number = $1
     order by released_at, supersedes nulls first`,
    [number],
  );
const lettersTo = async (signInId: string | undefined): Promise<string[]> =>
  (
    await open.database.query<{ body: string }>(
      `select m.subject || '\n' || m.body as body from mail_message m join sign_in s on s.email = m.to_address
       where s.id = $1 and m.key like 'outcome-%' and m.key not like 'outcome-released:%' order by m.composed_at`,
      [signInId],
    )
  ).map(({ body }) => body);

async function makeReturn(
  who: Person,
): Promise<{ path: string; bytes: Buffer; rows: Record<string, string>[]; legacy: string }> {
  expect((await post(open, who, '/returns', { scope: 'new' })).status).toBe(303);
  const { text } = await visit(open, who, '/returns');
  const path = /href="(\/returns\/[\w-]+\/csv)"/.exec(text)?.[1] ?? '';
  const bytes = await download(who, path);
  const legacy = (await download(who, path.replace('/csv', '/legacy'))).toString();
  return { path, bytes, rows: parse(bytes, { columns: true }) as Record<string, string>[], legacy };
}

async function download(who: Person, path: string): Promise<Buffer> {
  return (await open.app.inject({ url: path, headers: who.headers })).rawPayload;
}

/** An attempt 2 that was handed in, accepted, and waits to be judged. */
async function handIn(script: GivenResult): Promise<{ submissionId: string; bookingId: string; number: string }> {
  const number = scriptNumber();
  const { submissionId, bookingId } = await open.database.one<{ submissionId: string; bookingId: string }>(
    `with place as (
       insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at)
       select $1, $2, 2, 'used', 400 + count(*)::int, app_now() from booking where window_id = $1 returning id),
     handed as (
       insert into submission (attempt_id, booking_id, state, framework_version, manifest, manifest_hash, first_submitted_at, submitted_at, accepted_at)
       select a.id, place.id, 'accepted', $3, '{}', repeat('0', 64), app_now(), app_now(), app_now()
       from attempt a, place where a.enrolment_id = $2 and a.no = 2 returning id, booking_id)
     select id as "submissionId", booking_id as "bookingId" from handed`,
    [script.windowId, script.enrolmentId, script.frameworkVersion],
  );
  await open.database.query(
    `insert into script (number, submission_id, window_id, framework_version, attempt_no, scope, accepted_at)
     values ($1, $2, $3, $4, 2, '[]', app_now())`,
    [number, submissionId, script.windowId, script.frameworkVersion],
  );
  return { submissionId, bookingId, number };
}

describe('edge case 32: an outcome turns out wrong after its release', () => {
  it('is superseded by two leads: both outcomes kept, the participant told, the Department told as a delta', async () => {
    const { leads, administrator, scripts, outcomes } = await released({ result: 'failed' }, { result: 'passed' });
    const [script] = scripts;
    expect(await enrolmentNow(script?.enrolmentId)).toEqual({ state: 'resubmitting', attempt_no: 2 });
    const first = await makeReturn(administrator);
    const page = await visit(open, leads[0], `/released-outcomes/${outcomes[0]}`);
    expect(textOf(page.text)).toContain('In return 1');
    const proposed = await proposeChange(open, leads[0], outcomes[0] ?? '', await toPass());
    expect(proposed.status).toBe(303);
    expect(await lettersTo(script?.signInId)).toEqual([]);
    const next = textOf((await visit(open, leads[1], '/')).text);
    expect(next).toContain('Confirm the change of');
    const path = proposed.location ?? '';
    const shown = await visit(open, leads[1], path);
    expect(textOf(shown.text)).toContain('“Not passed” with');
    expect(textOf(shown.text)).toContain('Attempt 2 is cancelled.');
    expect((await post(open, leads[1], `${path}/confirmation`, { seen: seenIn(shown.text) })).status).toBe(303);
    await open.settle();
    expect(await outcomesOf(script?.number)).toEqual([
      expect.objectContaining({ state: 'superseded', result: 'failed', completion_date: '2026-11-27', follows: false }),
      expect.objectContaining({ state: 'released', result: 'passed', completion_date: '2026-11-30', follows: true }),
    ]);
    expect(await enrolmentNow(script?.enrolmentId)).toEqual({ state: 'passed', attempt_no: 1 });
    const letters = await lettersTo(script?.signInId);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toContain('Evidence for area 1 had not been seen');
    expect(letters[0]).not.toMatch(/\bpassed\b|\bfailed\b/i);
    const own = await signInAs(open, script?.signInId ?? '');
    const newest = textOf((await visit(open, own, '/outcome')).text);
    expect(newest).toContain('You have passed the final assessment');
    expect(newest).toContain('This outcome took the place of an earlier one. Evidence for area 1 had not been seen');
    expect(textOf((await visit(open, own, `/outcomes/${outcomes[0]}`)).text)).toContain(
      'A newer outcome has taken the place',
    );
    const delta = await makeReturn(administrator);
    expect(delta.rows).toMatchObject([
      {
        state: 'passed',
        previous_state: 'failed',
        change_reason: 'Evidence for area 1 had not been seen',
        completion_date: '2026-11-30',
      },
    ]);
    expect(delta.legacy.trim().split('\r\n')).toHaveLength(2);
    expect((await download(administrator, first.path)).equals(first.bytes)).toBe(true);
  });

  it('replaces the words about a mark that changed, and keeps the others (edge case 30)', async () => {
    const { leads, scripts, outcomes } = await released({ result: 'failed', comment: 'Old words.' });
    const [criterion = ''] = Object.keys(await areaOne(2));
    await changeOutcome(open, leads, outcomes[0] ?? '', {
      kind: 'supersede',
      reason: 'A page was missed.',
      marks: { [criterion]: 1 },
    });
    const own = await signInAs(open, scripts[0]?.signInId ?? '');
    const { outcome } = (await api(open, own, '/outcome')).json() as {
      outcome: { areas: { criteria: { criterion: string; mark: number; comment: string }[] }[] };
    };
    const said = outcome.areas.flatMap(({ criteria }) => criteria);
    expect(said.find((one) => one.criterion === criterion)).toMatchObject({
      mark: 1,
      comment: 'This mark was changed from 0 to 1 after the release. A page was missed.',
    });
    expect(said.filter(({ comment }) => comment === 'Old words.')).toHaveLength(said.length - 1);
  });
});

describe('four eyes', () => {
  it('are needed: by the use case, and by the database without it', async () => {
    const { leads, outcomes, scripts } = await released({ result: 'failed' }, { result: 'passed' });
    const proposed = await proposeChange(open, leads[0], outcomes[0] ?? '', await toPass());
    const path = proposed.location ?? '';
    const id = path.split('/').at(-1);
    const { seen } = ((await api(open, leads[0], path)).json() as { effect: { seen: string } }).effect;
    const own = await post(open, leads[0], `${path}/confirmation`, { seen });
    expect(own.problems).toEqual(['You proposed this change, so another lead has to confirm it']);
    const confirmed = `update outcome_change set state = 'confirmed', confirmed_at = app_now(), confirmed_by`;
    await expect(open.database.query(`${confirmed} = proposed_by where id = $1`, [id])).rejects.toThrow(
      'outcome_change_by_two',
    );
    const attacks = [
      `update outcome set state = 'voided' where id = $1`,
      `update outcome set state = 'superseded' where id = $1`,
      `update outcome set result = 'passed' where id = $1`,
      `update outcome set marks = '{}' where id = $1`,
      `update outcome set completion_date = '2026-01-01' where id = $1`,
      `delete from outcome where id = $1`,
    ];
    for (const sql of attacks)
      await expect(open.database.query(sql, [outcomes[0]])).rejects.toThrow(
        /by two people|never edited|violates foreign key/,
      );
    expect(await outcomesOf(scripts[0]?.number)).toMatchObject([{ state: 'released', result: 'failed' }]);
  });

  it('have one effect, fifty at once: proposing, and confirming', async () => {
    const { leads, outcomes, scripts } = await released({ result: 'failed' });
    const outcomeId = outcomes[0] ?? '';
    const wish = {
      kind: 'supersede',
      error: 'work-not-seen',
      marks: (await areaOne(2)) as Record<string, 0 | 1 | 2>,
    } as const;
    const propose = open.app.get(ProposeChange, { strict: false });
    const effect = await propose.preview(outcomeId, wish);
    if (isRefusal(effect)) throw new Error(effect.code);
    const { signInId } = leads[0];
    const proposal = { actor: 'staff:story', signInId, outcomeId, wish, reason: 'Not seen', seen: effect.seen };
    const proposals = await Promise.all(Array.from({ length: 50 }, () => propose.run(proposal)));
    const made = proposals.filter((one): one is string => !isRefusal(one));
    expect(made).toHaveLength(1);
    expect(new Set(proposals.map((one) => (isRefusal(one) ? one.code : 'made')))).toEqual(
      new Set(['made', 'change-open']),
    );
    const others = await Promise.all(Array.from({ length: 5 }, () => givePerson(open, { roles: ['lead'] })));
    const confirm = open.app.get(ConfirmChange, { strict: false });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        confirm.run({
          actor: 'staff:story',
          signInId: others[at % 5]?.signInId ?? '',
          changeId: made[0] ?? '',
          seen: effect.seen,
        }),
      ),
    );
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
    await open.settle();
    expect((await outcomesOf(scripts[0]?.number)).map(({ state }) => state)).toEqual(['superseded', 'released']);
    expect(await lettersTo(scripts[0]?.signInId)).toHaveLength(1);
    const mine = (await detectInvariants(open.database)).filter(({ invariant }) =>
      /two people confirmed|outcome-change|An outcome is what its marks|at most one outcome|No letter speaks/.test(
        invariant,
      ),
    );
    expect(mine).toEqual([]);
  });

  it('see what it does: where that has changed since, it is shown again and nothing is done', async () => {
    const { leads, outcomes, scripts } = await released({ result: 'failed' });
    const proposed = await proposeChange(open, leads[0], outcomes[0] ?? '', await toPass());
    const path = proposed.location ?? '';
    const before = await visit(open, leads[1], path);
    await handIn(scripts[0] as GivenResult);
    const refused = await post(open, leads[1], `${path}/confirmation`, { seen: seenIn(before.text) });
    expect(refused.problems).toEqual(['What this does has changed since you looked. Read it again below']);
    expect(textOf(refused.text)).toContain('what was handed in for it is withdrawn');
    expect(await outcomesOf(scripts[0]?.number)).toHaveLength(1);
  });

  it('ask for an error, a change, a reason, and a sign-in of just now', async () => {
    const { leads, outcomes } = await released({ result: 'failed' });
    const id = outcomes[0] ?? '';
    const say = async (asked: Parameters<typeof proposeChange>[3]): Promise<readonly string[]> =>
      (await proposeChange(open, leads[0], id, asked)).problems;
    expect(await say({ ...(await toPass()), error: 'another-opinion' })).toEqual([
      'Choose the error that was made: a judgement that is merely another one stands',
    ]);
    expect(await say({ ...(await toPass()), marks: await areaOne(0) })).toEqual(['Change at least one mark']);
    expect(await say({ ...(await toPass()), reason: ' ' })).toEqual([
      'Enter the reason. The participant reads it, and it goes to the Department',
    ]);
    const proposed = await proposeChange(open, leads[0], id, await toPass());
    await open.database.query(
      `update web_session set second_factor_at = clock_timestamp() - interval '16 minutes' where sign_in_id = $1`,
      [leads[1].signInId],
    );
    const stale = await post(open, leads[1], `${proposed.location}/confirmation`, { seen: 'x' });
    expect(stale.problems).toEqual(['Sign out and in again first: this is done within 15 minutes of signing in']);
  });

  it('can take a proposal back with a reason, and nobody was told', async () => {
    const { leads, outcomes, scripts } = await released({ result: 'failed' });
    const proposed = await proposeChange(open, leads[0], outcomes[0] ?? '', await toPass());
    const path = `${proposed.location}/cancellation`;
    expect((await post(open, leads[1], path, { reason: '' })).problems).toEqual(['Enter the reason']);
    expect((await post(open, leads[1], path, { reason: 'The evidence was seen' })).status).toBe(303);
    expect((await post(open, leads[0], path, { reason: 'Again' })).problems).toEqual([
      'This change was confirmed or taken back already',
    ]);
    expect(await lettersTo(scripts[0]?.signInId)).toEqual([]);
    expect((await proposeChange(open, leads[1], outcomes[0] ?? '', await toPass())).status).toBe(303);
  });
});

describe('edge case 35: the attempt that a fail had opened', () => {
  it('is cancelled with what was handed in for it, which gets no outcome any more', async () => {
    const { leads, scripts, outcomes } = await released({ result: 'failed' });
    const script = scripts[0] as GivenResult;
    const later = await handIn(script);
    await changeOutcome(open, leads, outcomes[0] ?? '', await toPass());
    await open.settle();
    const now = await open.database.one(
      `select s.state, b.state as place, b.seat from submission s join booking b on b.id = s.booking_id where s.id = $1`,
      [later.submissionId],
    );
    expect(now).toEqual({ state: 'withdrawn', place: 'cancelled', seat: null });
    expect(await leftOf(open.database, [later.number])).toEqual([later.number]);
    const enrolments = open.app.get(Enrolments, { strict: false });
    const settled = await open.database.transact('job:story', (tx) =>
      enrolments.settleReleased(tx, {
        on: Temporal.PlainDate.from('2026-11-30'),
        results: [{ enrolmentId: script.enrolmentId, attemptNo: 2, passed: false }],
      }),
    );
    expect([...settled.values()]).toEqual(['left']);
    expect(await enrolmentNow(script.enrolmentId)).toEqual({ state: 'passed', attempt_no: 1 });
  });

  it('is opened anew, once, where the pass that had ended it is taken back again', async () => {
    const { leads, scripts, outcomes } = await released({ result: 'failed' });
    await changeOutcome(open, leads, outcomes[0] ?? '', await toPass());
    await open.settle();
    await open.holdClock('2026-12-01T09:00:00Z');
    const second = await outcomeIdOf(open, scripts[0]?.number);
    await changeOutcome(open, leads, second, {
      kind: 'supersede',
      reason: 'The first was right',
      marks: await areaOne(0),
    });
    await open.settle();
    expect(await enrolmentNow(scripts[0]?.enrolmentId)).toEqual({ state: 'resubmitting', attempt_no: 2 });
    expect((await outcomesOf(scripts[0]?.number)).map(({ state, result }) => `${state} ${result}`)).toEqual([
      'superseded failed',
      'superseded passed',
      'released failed',
    ]);
  });

  it('keeps its outcome: while a later attempt has one, the earlier is not changed (edge case 40: passed twice)', async () => {
    const { leads, scripts, outcomes } = await released({ result: 'failed' });
    const script = scripts[0] as GivenResult;
    const later = await handIn(script);
    await open.database.query(
      `insert into outcome (attempt_id, script_number, release_id, state, result, marks, totals, feedback, framework_version, inputs_hash, released_at, completion_date)
       select a.id, $3, o.release_id, 'released', 'passed', o.marks, o.totals, o.feedback, o.framework_version, o.inputs_hash, app_now(), '2026-11-30'
       from outcome o, attempt a where o.id = $1 and a.enrolment_id = $2 and a.no = 2`,
      [outcomes[0], script.enrolmentId, later.number],
    );
    const refused = await proposeChange(open, leads[0], outcomes[0] ?? '', await toPass());
    expect(refused.problems).toEqual([
      'A later attempt has an outcome already. Take that one back first, or cancel its release',
    ]);
  });
});

describe('edge case 40: what the Department was told', () => {
  it('hears of a voiding as a new row, and the file made before it stays the same bytes', async () => {
    const { leads, administrator, scripts, outcomes } = await released({ result: 'passed' });
    const first = await makeReturn(administrator);
    await changeOutcome(open, leads, outcomes[0] ?? '', { kind: 'void', reason: 'Released in error' });
    await open.settle();
    expect(await enrolmentNow(scripts[0]?.enrolmentId)).toEqual({ state: 'resubmitting', attempt_no: 2 });
    expect((await lettersTo(scripts[0]?.signInId)).map((letter) => letter.split('\n')[0])).toEqual([
      'Your NPQEL outcome was taken back',
    ]);
    const delta = await makeReturn(administrator);
    expect(delta.rows).toMatchObject([
      { state: 'voided', previous_state: 'passed', change_reason: 'Released in error' },
    ]);
    expect((await download(administrator, first.path)).equals(first.bytes)).toBe(true);
    const own = await signInAs(open, scripts[0]?.signInId ?? '');
    expect(textOf((await visit(open, own, '/outcome')).text)).toContain(
      'This outcome was taken back. Released in error',
    );
  });

  it('voids a fail as well: what was handed in for the attempt that it opened falls, and that attempt is done anew, whole', async () => {
    const { leads, scripts, outcomes } = await released({ result: 'failed' });
    const [script] = scripts as [GivenResult];
    const before = await handIn(script);
    await changeOutcome(open, leads, outcomes[0] ?? '', { kind: 'void', reason: 'Another person’s script' });
    await open.settle();
    expect(await enrolmentNow(script.enrolmentId)).toEqual({ state: 'resubmitting', attempt_no: 2 });
    const { state } = await open.database.one<{ state: string }>(`select state from submission where id = $1`, [
      before.submissionId,
    ]);
    expect(state).toBe('withdrawn');
    const attempts = await open.database.query<object>(
      `select scope, carried_forward from attempt where enrolment_id = $1 order by no`,
      [script.enrolmentId],
    );
    expect(attempts[1]).toEqual(attempts[0]);
  });

  it('leaves nobody waiting: an attempt whose outcome we took back does not count, nor cost, even as the last', async () => {
    const { leads, scripts, outcomes } = await released({ result: 'failed', attemptNo: 3 });
    const [script] = scripts as [GivenResult];
    expect(await enrolmentNow(script.enrolmentId)).toEqual({ state: 'failed', attempt_no: 3 });
    await changeOutcome(open, leads, outcomes[0] ?? '', { kind: 'void', reason: 'Marked from a wrong copy' });
    await open.settle();
    expect(await enrolmentNow(script.enrolmentId)).toEqual({ state: 'resubmitting', attempt_no: 4 });
    expect(await open.database.query(`select from charge where enrolment_id = $1`, [script.enrolmentId])).toEqual([]);
    const [letter] = await lettersTo(script.signInId);
    expect(letter).toContain('does not count as one that was used. Attempt 4 is open');
    const own = await signInAs(open, script.signInId);
    expect(textOf((await visit(open, own, '/outcome')).text)).toContain('Book a window that closes by');
  });

  it('ends the waiting of those whose outcome was taken back before that ended an attempt, once', async () => {
    const { leads, scripts, outcomes } = await released({ result: 'passed' });
    const [script] = scripts as [GivenResult];
    await changeOutcome(open, leads, outcomes[0] ?? '', { kind: 'void', reason: 'Released in error' });
    await open.settle();
    // As it stood then.
    await open.database.query(`delete from voided_attempt where enrolment_id = $1`, [script.enrolmentId]);
    await open.database.query(
      `update enrolment set state = 'presented', attempt_no = 1, resubmit_by = null, resubmit_by_why = null where id = $1`,
      [script.enrolmentId],
    );
    const jobs = open.app.get(EndWaiting, { strict: false });
    await Promise.all(Array.from({ length: 5 }, () => jobs.run('job:spec')));
    await open.settle();
    expect(await enrolmentNow(script.enrolmentId)).toEqual({ state: 'resubmitting', attempt_no: 2 });
    const letters = await open.database.query<{ body: string }>(
      `select m.body from mail_message m join sign_in s on s.email = m.to_address where s.id = $1 and m.key like 'attempt-over:%'`,
      [script.signInId],
    );
    expect(letters.map(({ body }) => body)).toEqual([expect.stringContaining('Attempt 2 is open')]);
  });

  it('hears of one award once: other marks for the same pass keep its date and are no second award', async () => {
    const { leads, administrator, outcomes, scripts } = await released({ result: 'passed' });
    await makeReturn(administrator);
    await changeOutcome(open, leads, outcomes[0] ?? '', {
      kind: 'supersede',
      reason: 'Added up wrongly',
      error: 'totalling-error',
      marks: await areaOne(1),
    });
    const delta = await makeReturn(administrator);
    expect(delta.rows).toMatchObject([{ state: 'passed', previous_state: 'passed', completion_date: '2026-11-27' }]);
    expect(delta.legacy).toBe('trn,npq_type,awarded_date\r\n');
    expect(await enrolmentNow(scripts[0]?.enrolmentId)).toEqual({ state: 'passed', attempt_no: 1 });
  });

  it('gets nobody without a TRN, or with 0000000: the database holds no such person', async () => {
    const { scripts } = await released({ result: 'passed' });
    for (const trn of [null, '0000000', '', '123456'])
      await expect(
        open.database.query(`update participant set trn = $2 where id = $1`, [scripts[0]?.participantId, trn]),
      ).rejects.toThrow();
  });
});

describe('whose it is', () => {
  it('is the leads’ of the provider, and a proposal changes nothing that a participant sees', async () => {
    const { leads, administrator, outcomes, scripts } = await released({ result: 'failed' });
    const own = await signInAs(open, scripts[0]?.signInId ?? '');
    const before = (await api(open, own, '/outcome')).text;
    const proposed = await proposeChange(open, leads[0], outcomes[0] ?? '', await toPass());
    expect((await api(open, own, '/outcome')).text).toBe(before);
    const other = await givePerson(open, { roles: ['lead'], provider: 'C999' });
    for (const path of [
      proposed.location ?? '',
      `/released-outcomes/${outcomes[0]}`,
      `/released-outcomes/${outcomes[0]}/change`,
    ]) {
      expect((await visit(open, other, path)).status).toBe(404);
      expect((await visit(open, administrator, path)).status).toBe(403);
      const shown = await visit(open, leads[1], path);
      const counted = Number(/sql;desc="(\d+)"/.exec(String(shown.headers['server-timing']))?.[1]);
      expect([path, shown.status, counted <= 7]).toEqual([path, 200, true]);
    }
    const list = await visit(open, leads[1], '/outcome-changes');
    expect(Number(/sql;desc="(\d+)"/.exec(String(list.headers['server-timing']))?.[1])).toBeLessThanOrEqual(5);
    expect(list.text).toContain(proposed.location ?? '');
  });
});
