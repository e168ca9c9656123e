import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { BookWindow } from '../../src/enrolment/index.js';
import { LodgeAppeal } from '../../src/appeals/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit, type Answer } from '../support/browse.js';
import { giveWindow } from '../support/story/enrolment.js';
import {
  giveClearedBatch,
  giveLeads,
  outcomeIdOf,
  planRelease,
  seenIn,
  signInAs,
  type GivenResult,
  type ResultWish,
} from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce } from '../support/story/scripts.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

type Own = Awaited<ReturnType<typeof signInAs>>;

interface Scene {
  readonly code: string;
  /** Who planned and approved the release: they took part. */
  readonly leads: readonly [Person, Person];
  /** A lead who took no part. */
  readonly stranger: Person;
  readonly script: GivenResult;
  readonly outcomeId: string;
  readonly own: Own;
}

let provider = 0;
/** One participant whose outcome was released on `on` at 10am; the clock stands an hour later. */
async function released(wish: ResultWish = { result: 'failed' }, on = '2026-11-27'): Promise<Scene> {
  const code = `A${(provider += 1)}`;
  const day = Temporal.PlainDate.from(on);
  await open.holdClock(`${day.subtract({ days: 4 }).toString()}T10:00:00Z`);
  const batch = await giveClearedBatch(open, [wish], { provider: code });
  const leads = await giveLeads(open, code);
  const id = await planRelease(open, leads[0], batch.id, { date: on, time: '10:00' });
  await post(open, leads[1], `/releases/${id}/approval`);
  await open.holdClock(`${on}T10:00:00Z`);
  await open.settle();
  await open.holdClock(`${on}T11:00:00Z`);
  const script = batch.scripts[0] as GivenResult;
  const stranger = await givePerson(open, { roles: ['lead'], provider: code, name: 'Cleo Stranger' });
  const outcomeId = await outcomeIdOf(open, script.number);
  return { code, leads, stranger, script, outcomeId, own: await signInAs(open, script.signInId) };
}

const because = { grounds: 'marking-error', statement: 'The forecast in annex 3 was not looked at.' };
const lodge = ({ own, outcomeId }: Scene, fields: Record<string, string> = because): Promise<Answer> =>
  post(open, own, `/outcomes/${outcomeId}/appeals`, fields);
const appealNow = ({
  outcomeId,
}: Scene): Promise<{ id: string; state: string; lodge_by: string; decide_by: string | null }> =>
  open.database.one(
    `select id, state, lodge_by, decide_by from appeal where outcome_id = $1 order by lodged_at desc, id limit 1`,
    [outcomeId],
  );
const lettersTo = async ({ script }: Scene): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(
      `select m.subject from mail_message m join sign_in s on s.email = m.to_address
       where s.id = $1 and m.key like 'appeal-%' order by m.composed_at, m.subject`,
      [script.signInId],
    )
  ).map(({ subject }) => subject);
const enrolmentNow = ({ script }: Scene): Promise<{ state: string; attempt_no: number }> =>
  open.database.one(`select state, attempt_no from enrolment where id = $1`, [script.enrolmentId]);

/** Lodged and taken up; gives the appeal's page. */
async function takenUp(scene: Scene): Promise<string> {
  expect((await lodge(scene)).status).toBe(303);
  const path = `/appeals/${(await appealNow(scene)).id}`;
  expect((await post(open, scene.leads[0], `${path}/acknowledgement`)).status).toBe(303);
  return path;
}

/** Area 1 at 2, which makes the story's fail a pass. */
async function passingFields(): Promise<Record<string, string>> {
  const { framework } = await frameworkInForce(open);
  const marks = framework.criteria.filter(({ area }) => area === 1).map(({ code }) => [`mark-${code}`, '2']);
  return { error: 'work-not-seen', reason: 'Annex 3 had not been seen', ...Object.fromEntries(marks) };
}

async function uphold(who: Person, path: string): Promise<Answer> {
  const fields = await passingFields();
  const form = await visit(open, who, `${path}/decision?${new URLSearchParams(fields).toString()}`);
  return post(open, who, `${path}/decision`, { decision: 'uphold', ...fields, seen: seenIn(form.text) });
}

async function confirm(who: Person, { outcomeId }: Scene): Promise<Answer> {
  const { id } = await open.database.one<{ id: string }>(
    `select id from outcome_change where outcome_id = $1 and state = 'proposed'`,
    [outcomeId],
  );
  const shown = await visit(open, who, `/outcome-changes/${id}`);
  return post(open, who, `/outcome-changes/${id}/confirmation`, { seen: seenIn(shown.text) });
}

describe('an appeal', () => {
  it('goes from the outcome’s page to a new outcome, by people who took no part', async () => {
    const scene = await released();
    const page = await visit(open, scene.own, '/outcome');
    expect(page.text).toContain(`/outcomes/${scene.outcomeId}/appeal`);
    expect(textOf(page.text)).toContain('until the end of 29 December 2026, UK time');
    const form = textOf((await visit(open, scene.own, `/outcomes/${scene.outcomeId}/appeal`)).text);
    expect(form).toContain('Christmas Day on 25 December 2026');
    const empty = await lodge(scene, {});
    expect(empty.problems).toEqual([
      'Choose what went wrong. That you judge the work differently is no ground by itself',
    ]);
    expect((await lodge(scene)).status).toBe(303);
    expect(textOf((await visit(open, scene.leads[0], '/')).text)).toContain('Take up the appeal of');
    const { id } = await appealNow(scene);
    const path = `/appeals/${id}`;
    expect(
      (await post(open, scene.stranger, `${path}/decision`, { decision: 'reject', reason: 'No' })).problems,
    ).toEqual(['Take this appeal up first']);
    expect((await post(open, scene.leads[0], `${path}/acknowledgement`)).status).toBe(303);
    expect(await appealNow(scene)).toMatchObject({ state: 'acknowledged', decide_by: '2026-12-29' });
    const shown = await visit(
      open,
      scene.stranger,
      `${path}/decision?${new URLSearchParams(await passingFields()).toString()}`,
    );
    expect(textOf(shown.text)).toContain('“Not passed” with');
    expect(textOf(shown.text)).toContain('Attempt 2 is cancelled.');
    expect((await uphold(scene.stranger, path)).status).toBe(303);
    // Until the second lead has confirmed, the participant sees nothing of it.
    const meanwhile = textOf((await visit(open, scene.own, '/own-appeals')).text);
    expect(meanwhile).toContain('Being looked at');
    expect(meanwhile).not.toContain('Annex 3 had not been seen');
    expect((await confirm(scene.stranger, scene)).problems).toEqual([
      'You proposed this change, so another lead has to confirm it',
    ]);
    expect((await confirm(scene.leads[1], scene)).status).toBe(303);
    await open.settle();
    expect((await appealNow(scene)).state).toBe('upheld');
    expect(await enrolmentNow(scene)).toEqual({ state: 'passed', attempt_no: 1 });
    expect(textOf((await visit(open, scene.own, '/own-appeals')).text)).toContain('Upheld');
    expect(textOf((await visit(open, scene.own, '/outcome')).text)).toContain('You have passed');
    expect(await lettersTo(scene)).toEqual([
      'We have your appeal',
      'Your appeal is being looked at',
      'Your appeal was upheld',
    ]);
  });

  it('is rejected with a reason that the participant reads, and decided once', async () => {
    const scene = await released();
    const path = await takenUp(scene);
    const say = (reason: string): Promise<Answer> =>
      post(open, scene.stranger, `${path}/decision`, { decision: 'reject', reason });
    expect((await say(' ')).problems).toEqual(['Enter the reason. The participant reads it']);
    expect((await say('Annex 3 was looked at')).status).toBe(303);
    expect((await say('Again')).problems).toEqual(['This appeal is decided or withdrawn, or waits for a second lead']);
    expect(textOf((await visit(open, scene.own, '/own-appeals')).text)).toContain('Annex 3 was looked at');
    expect((await lodge(scene)).problems).toEqual(['An appeal against this outcome was decided already']);
    expect(await enrolmentNow(scene)).toEqual({ state: 'resubmitting', attempt_no: 2 });
  });

  it('is withdrawn by its participant while nobody has decided, and may be lodged again in time', async () => {
    const scene = await released();
    const path = await takenUp(scene);
    const { id } = await appealNow(scene);
    const withdraw = (): Promise<Answer> => post(open, scene.own, `/own-appeals/${id}/withdrawal`);
    expect((await withdraw()).status).toBe(303);
    expect((await withdraw()).problems).toEqual(['This appeal is decided or withdrawn, or waits for a second lead']);
    expect((await uphold(scene.stranger, path)).status).toBe(422);
    await open.holdClock('2026-11-27T12:00:00Z');
    const again = await takenUp(scene);
    await uphold(scene.stranger, again);
    const { id: second } = await appealNow(scene);
    expect((await post(open, scene.own, `/own-appeals/${second}/withdrawal`)).status).toBe(422);
  });

  it('returns to whoever decides where the second lead does not confirm', async () => {
    const scene = await released();
    const path = await takenUp(scene);
    await uphold(scene.stranger, path);
    const { id } = await open.database.one<{ id: string }>(`select id from outcome_change where outcome_id = $1`, [
      scene.outcomeId,
    ]);
    await post(open, scene.leads[1], `/outcome-changes/${id}/cancellation`, {
      reason: 'Look at criterion 1.4.2 again',
    });
    await open.settle();
    expect((await appealNow(scene)).state).toBe('acknowledged');
    expect((await uphold(scene.stranger, path)).status).toBe(303);
    expect(await lettersTo(scene)).not.toContain('Your appeal was upheld');
  });

  it('has one effect, fifty at once', async () => {
    const scene = await released();
    const { signInId } = scene.script;
    const use = open.app.get(LodgeAppeal, { strict: false });
    const command = { actor: 'participant:story', signInId, outcomeId: scene.outcomeId, ...because, lateReason: '' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => use.run(command)));
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
    expect(new Set(answers.map((one) => (isRefusal(one) ? one.code : 'lodged')))).toEqual(
      new Set(['lodged', 'appeal-open']),
    );
    expect(await lettersTo(scene)).toEqual(['We have your appeal']);
    await expect(
      open.database.query(
        `insert into appeal (outcome_id, state, grounds, statement, lodged_by, lodged_at, lodge_by)
         select outcome_id, state, grounds, statement, lodged_by, lodged_at, lodge_by from appeal where outcome_id = $1`,
        [scene.outcomeId],
      ),
    ).rejects.toThrow('appeal_one_open');
  });
});

describe('edge case 36: the last day to appeal', () => {
  // Released on Thursday 3 December 2026: 20 working days over Christmas Day, the substitute for Boxing Day and New Year's Day.
  it('counts to 23:59 of working day 20 over Christmas, and not a minute longer', async () => {
    const last = await released({ result: 'failed' }, '2026-12-03');
    await open.holdClock('2027-01-05T23:59:59Z');
    expect((await lodge(last)).status).toBe(303);
    expect((await appealNow(last)).lodge_by).toBe('2027-01-05');
    const late = await released({ result: 'failed' }, '2026-12-03');
    await open.holdClock('2027-01-06T00:00:00Z');
    const refused = await lodge(late);
    expect(refused.problems[0]).toContain(
      'The last day to appeal was Tuesday 5 January 2027. Say why you could not appeal by then',
    );
  });

  it('is a day in London: in summer it ends an hour before midnight UTC', async () => {
    const scene = await released({ result: 'failed' }, '2027-06-03');
    await open.holdClock('2027-07-01T23:00:00Z');
    expect((await lodge(scene)).problems[0]).toContain('Thursday 1 July 2027');
    await open.holdClock('2027-07-01T22:59:59Z');
    expect((await lodge(scene)).status).toBe(303);
  });

  it('may be missed with a good reason, at a lead’s discretion, which stays on the record', async () => {
    const scene = await released({ result: 'failed' }, '2026-12-03');
    await open.holdClock('2027-01-07T09:00:00Z');
    expect((await lodge(scene, { ...because, lateReason: 'I was in hospital' })).status).toBe(303);
    const { id } = await appealNow(scene);
    const path = `/appeals/${id}`;
    const refused = await post(open, scene.leads[0], `${path}/acknowledgement`, { lateAllowed: '' });
    expect(refused.problems).toEqual(['It came late. Say why it is heard all the same, or reject it']);
    expect(
      (await post(open, scene.leads[0], `${path}/acknowledgement`, { lateAllowed: 'A letter of the hospital' })).status,
    ).toBe(303);
    expect(textOf((await visit(open, scene.stranger, path)).text)).toContain('A letter of the hospital');
    await expect(open.database.query(`update appeal set late_allowed = null where id = $1`, [id])).rejects.toThrow(
      'appeal_late_by_discretion',
    );
    const other = await released({ result: 'failed' }, '2026-12-03');
    await open.holdClock('2027-01-07T09:00:00Z');
    await lodge(other, { ...because, lateReason: 'I forgot' });
    const { id: second } = await appealNow(other);
    const rejected = await post(open, other.stranger, `/appeals/${second}/decision`, {
      decision: 'reject',
      reason: 'No good reason',
    });
    expect(rejected.status).toBe(303);
    expect(await lettersTo(other)).toContain('Your appeal was not upheld');
  });
});

describe('who decides', () => {
  it('took no part: neither releasing leads, nor markers, nor moderators; the database holds the same', async () => {
    const scene = await released();
    const path = await takenUp(scene);
    const marker = await givePerson(open, { roles: ['lead', 'assessor'], provider: scene.code });
    await open.database.query(
      `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at) values ($1, 'first', $2, 'locked', '2026-11-20', app_now())`,
      [scene.script.number, marker.staffId],
    );
    const moderator = await givePerson(open, { roles: ['lead', 'moderator'], provider: scene.code });
    await open.database.query(
      `insert into moderation_decision (batch_id, script_number, moderator_id, decision, at)
       select r.batch_id, o.script_number, $2, 'confirm', app_now() from outcome o join release r on r.id = o.release_id where o.id = $1`,
      [scene.outcomeId, moderator.staffId],
    );
    const said: string[] = [];
    for (const who of [...scene.leads, marker, moderator]) {
      const reject = await post(open, who, `${path}/decision`, { decision: 'reject', reason: 'No' });
      const upheld = await uphold(who, path);
      expect([reject.status, upheld.status]).toEqual([422, 422]);
      expect(reject.problems).toEqual(upheld.problems);
      said.push(reject.problems[0] ?? '');
      await expect(
        open.database.query(
          `update appeal set state = 'rejected', decided_by = $2, decided_at = app_now(), decision_reason = 'No' where outcome_id = $1`,
          [scene.outcomeId, who.signInId],
        ),
      ).rejects.toThrow('an appeal is decided by somebody who took no part');
    }
    expect(said).toEqual([
      'You took part in this outcome: you planned or approved its release. Another lead has to decide',
      'You took part in this outcome: you planned or approved its release. Another lead has to decide',
      'You took part in this outcome: you marked it first. Another lead has to decide',
      'You took part in this outcome: you moderated it. Another lead has to decide',
    ]);
    expect((await appealNow(scene)).state).toBe('acknowledged');
  });

  it('is a lead of the provider; a participant reaches their own appeal and no other', async () => {
    const scene = await released();
    await takenUp(scene);
    const { id } = await appealNow(scene);
    const elsewhere = await givePerson(open, { roles: ['lead'], provider: 'A999' });
    const administrator = await givePerson(open, { roles: ['administrator'], provider: scene.code });
    for (const path of [`/appeals/${id}`, `/appeals/${id}/decision`]) {
      expect((await visit(open, elsewhere, path)).status).toBe(404);
      expect((await visit(open, administrator, path)).status).toBe(403);
      expect((await visit(open, scene.own, path)).status).toBe(403);
    }
    const other = await released();
    expect((await post(open, other.own, `/own-appeals/${id}/withdrawal`)).status).toBe(404);
    expect((await post(open, other.own, `/outcomes/${scene.outcomeId}/appeals`, because)).status).toBe(404);
    const { appeals } = (await api(open, other.own, '/own-appeals')).json() as { appeals: unknown[] };
    expect(appeals).toEqual([]);
  });

  it('is named to no participant, whatever came of it', async () => {
    const scene = await released();
    const path = await takenUp(scene);
    await post(open, scene.stranger, `${path}/decision`, { decision: 'reject', reason: 'It was looked at' });
    for (const ask of [visit, api])
      expect((await ask(open, scene.own, '/own-appeals')).text).not.toContain('Cleo Stranger');
  });
});

describe('edge case 35: a resubmission and an appeal', () => {
  it('opened before the appeal is decided: the place is free, the fee paid back, the outcome superseded', async () => {
    const { framework } = await frameworkInForce(open);
    const scope = framework.criteria.map(({ code }) => code);
    const scene = await released({ result: 'failed', attemptNo: 2, scope });
    expect(await enrolmentNow(scene)).toEqual({ state: 'resubmitting', attempt_no: 3 });
    await open.database.query(`update charge set settled_at = app_now() where enrolment_id = $1`, [
      scene.script.enrolmentId,
    ]);
    const windowId = await giveWindow(open, { provider: scene.code, opensOn: '2027-02-18' });
    const booked = await open.app
      .get(BookWindow, { strict: false })
      .run({ actor: 'participant:story', signInId: scene.script.signInId, windowId });
    expect(isRefusal(booked)).toBe(false);
    const path = await takenUp(scene);
    const shown = textOf(
      (await visit(open, scene.stranger, `${path}/decision?${new URLSearchParams(await passingFields()).toString()}`))
        .text,
    );
    expect(shown).toContain('is given back without charge.');
    expect(shown).toContain('The fee of £150.00 is paid back.');
    await uphold(scene.stranger, path);
    expect((await confirm(scene.leads[0], scene)).status).toBe(303);
    await open.settle();
    const now = await open.database.one(
      `select e.state, e.attempt_no, b.state as place, c.refunded_at is not null as refunded
       from enrolment e join booking b on b.enrolment_id = e.id and b.attempt_no = 3 join charge c on c.enrolment_id = e.id where e.id = $1`,
      [scene.script.enrolmentId],
    );
    expect(now).toEqual({ state: 'passed', attempt_no: 2, place: 'cancelled', refunded: true });
    const states = await open.database.query<{ state: string }>(
      `select state from outcome where script_number = $1 order by released_at, supersedes nulls first`,
      [scene.script.number],
    );
    expect(states.map(({ state }) => state)).toEqual(['superseded', 'released']);
  });

  it('the reverse order: decided first, there is no attempt to book for, and late news opens none', async () => {
    const scene = await released();
    const path = await takenUp(scene);
    await uphold(scene.stranger, path);
    await confirm(scene.leads[1], scene);
    await open.settle();
    await open.database.transact('job:story', async (tx) => {
      await tx.announce('outcome.released', { outcomeId: scene.outcomeId, attemptId: scene.script.attemptId });
    });
    await open.settle();
    expect(await enrolmentNow(scene)).toEqual({ state: 'passed', attempt_no: 1 });
    const windowId = await giveWindow(open, { provider: scene.code, opensOn: '2027-02-18' });
    const booked = await open.app
      .get(BookWindow, { strict: false })
      .run({ actor: 'participant:story', signInId: scene.script.signInId, windowId });
    expect(isRefusal(booked) && booked.code).toBe('not-in-a-state-to-book');
  });
});

describe('edge case 49: an unpaid fee', () => {
  it('blocks booking and not an appeal', async () => {
    const { framework } = await frameworkInForce(open);
    const scope = framework.criteria.map(({ code }) => code);
    const scene = await released({ result: 'failed', attemptNo: 2, scope });
    const windowId = await giveWindow(open, { provider: scene.code, opensOn: '2027-02-18' });
    const booked = await open.app
      .get(BookWindow, { strict: false })
      .run({ actor: 'participant:story', signInId: scene.script.signInId, windowId });
    expect(isRefusal(booked) && booked.code).toBe('unpaid-charge');
    expect((await lodge(scene)).status).toBe(303);
  });
});

describe('the pages of appeals', () => {
  it('take as few statements for many as for one', async () => {
    const scene = await released();
    const path = await takenUp(scene);
    const count = async (who: Parameters<typeof visit>[1], at: string): Promise<number> => {
      const shown = await visit(open, who, at);
      expect(shown.status).toBe(200);
      return Number(/sql;desc="(\d+)"/.exec(String(shown.headers['server-timing']))?.[1]);
    };
    expect(await count(scene.stranger, '/appeals')).toBeLessThanOrEqual(5);
    expect(await count(scene.own, '/own-appeals')).toBeLessThanOrEqual(5);
    expect(await count(scene.own, `/outcomes/${scene.outcomeId}/appeal`)).toBeLessThanOrEqual(5);
    expect(await count(scene.stranger, path)).toBeLessThanOrEqual(5);
  });
});
