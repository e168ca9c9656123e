import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { ReleaseOutcomes } from '../../src/outcomes/index.js';
import {
  giveClearedBatch,
  giveLeads,
  planRelease,
  signInAs,
  type GivenBatch,
  type ResultWish,
} from '../support/story/outcomes.js';
import { giveBooking, giveWindow } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce } from '../support/story/scripts.js';
import { countingStatements } from '../../src/platform/database/statement-count.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

const start = '2026-11-23T10:00:00Z';
// A Friday in winter, so that London and UTC say the same.
const when = { date: '2026-11-27', time: '10:00' };
const atRelease = '2026-11-27T10:00:00Z';
const secondBefore = '2026-11-27T09:59:59Z';

let provider = 0;
/** A provider of its own for each spec, so that no spec sees another's counts. */
function newProvider(): string {
  provider += 1;
  return `O${provider}`;
}

const releaseNow = async (id: string): Promise<{ state: string; seal: string; reason: string | null }> =>
  open.database.one(`select state, seal, reason from release where id = $1`, [id]);
const outcomesNow = async (id: string): Promise<{ state: string; result: string; completion_date: string | null }[]> =>
  open.database.query(
    `select state, result, completion_date from outcome where release_id = $1 order by result desc, script_number`,
    [id],
  );
const actsOn = async (aggregate: string, id: string): Promise<string[]> =>
  (
    await open.database.query<{ act: string }>(
      `select act from journal_entry where aggregate = $1 and aggregate_id = $2 order by seq`,
      [aggregate, id],
    )
  ).map(({ act }) => act);

async function asOwner(sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: open.test.ownerUrl });
  await owner.connect();
  try {
    await owner.query(sql);
  } finally {
    await owner.end();
  }
}

interface Prepared {
  readonly code: string;
  readonly batch: GivenBatch;
  readonly leads: readonly [Person, Person];
}

async function prepareWith(wishes: readonly ResultWish[]): Promise<Prepared> {
  await open.holdClock(start);
  const code = newProvider();
  const batch = await giveClearedBatch(open, wishes, { provider: code });
  return { code, batch, leads: await giveLeads(open, code) };
}

const prepare = async (results: readonly ('passed' | 'failed')[]): Promise<Prepared> =>
  prepareWith(results.map((result) => ({ result })));

async function plannedAndApproved({ batch, leads }: Prepared): Promise<string> {
  const id = await planRelease(open, leads[0], batch.id, when);
  expect((await post(open, leads[1], `/releases/${id}/approval`)).status).toBe(303);
  return id;
}

describe('a release is planned by one lead, approved by another, and there for all at its instant', () => {
  it('goes from the dry run to outcomes, letters and the next attempt', async () => {
    const prepared = await prepare(['passed', 'passed', 'failed']);
    const { batch, leads, code } = prepared;
    expect(textOf((await visit(open, leads[0], '/')).text)).toContain('Plan the release of');
    const dry = textOf((await visit(open, leads[0], `/batches/${batch.id}/release`)).text);
    expect(dry).toContain('2 pass and 1 does not. 3 letters would go out after the release.');
    expect(
      await open.database.query(`select from outcome where script_number = any($1)`, [
        batch.scripts.map(({ number }) => number),
      ]),
    ).toEqual([]);

    const id = await planRelease(open, leads[0], batch.id, when);
    expect(await releaseNow(id)).toMatchObject({ state: 'planned' });
    expect((await outcomesNow(id)).map(({ state, result }) => `${state} ${result}`)).toEqual([
      'scheduled passed',
      'scheduled passed',
      'scheduled failed',
    ]);
    expect(textOf((await visit(open, leads[1], '/')).text)).toContain('Approve the release of');
    expect(textOf((await visit(open, leads[0], '/')).text)).not.toContain('Approve the release of');
    expect((await post(open, leads[1], `/releases/${id}/approval`)).status).toBe(303);

    await open.holdClock(secondBefore);
    await open.settle();
    expect(await releaseNow(id)).toMatchObject({ state: 'approved' });
    const failed = batch.scripts[2];
    const person = await signInAs(open, failed?.signInId ?? '');
    expect(textOf((await visit(open, person, '/outcome')).text)).toContain('There is no outcome yet');
    // Planned before they presented, and so ahead of what a fail opens.
    await open.database.query(
      `insert into deferral (enrolment_id, reason, from_date, to_date, decided_by, decided_at)
       values ($1, 'other', '2027-02-01', '2027-03-01', $2, app_now())`,
      [failed?.enrolmentId, leads[0].signInId],
    );

    await open.holdClock(atRelease);
    await open.settle();
    expect(await releaseNow(id)).toMatchObject({ state: 'released' });
    expect(
      (await outcomesNow(id)).every(
        ({ state, completion_date }) => state === 'released' && completion_date === '2026-11-27',
      ),
    ).toBe(true);
    expect(await actsOn('release', id)).toEqual(['release.planned', 'release.approve', 'release.release']);

    const shown = textOf((await visit(open, person, '/outcome')).text);
    expect(shown).toContain('Not passed');
    const why = '6 months from 27 November 2026; moved 28 days later by deferral';
    expect(shown).toContain(`Book a window that closes by 24 June 2027 (${why}). It costs nothing.`);
    for (const path of ['/time', '/windows', '/'])
      expect(textOf((await visit(open, person, path)).text)).toContain(why);
    expect(shown).toContain('What was seen about 1.4.1.');
    const next = await open.database.one<{
      scope: string[];
      carried: Record<string, number>;
      state: string;
      resubmitBy: string;
    }>(
      `select a.scope, a.carried_forward as carried, e.state, e.resubmit_by as "resubmitBy"
       from attempt a join enrolment e on e.id = a.enrolment_id where e.id = $1 and a.no = 2`,
      [failed?.enrolmentId],
    );
    expect(next).toMatchObject({ state: 'resubmitting', resubmitBy: '2027-06-24' });
    // Area 1 has criteria in both tasks, so both are done again and nothing is carried forward.
    expect(next.scope).toHaveLength(17);
    expect(next.carried).toEqual({});
    const passed = await open.database.one<{ state: string }>(`select state from enrolment where id = $1`, [
      batch.scripts[0]?.enrolmentId,
    ]);
    expect(passed.state).toBe('passed');
    const letters = await open.database.query<{ body: string }>(
      `select body from mail_message m join sign_in s on s.email = m.to_address where s.id = any($1::uuid[])`,
      [batch.scripts.map(({ signInId }) => signInId)],
    );
    expect(letters).toHaveLength(3);
    expect(letters.some(({ body }) => /passed|failed/i.test(body))).toBe(false);

    // Later the page says what has become of it: the time to appeal is over, and a place was booked.
    await open.holdClock('2027-01-05T10:00:00Z');
    const window = await giveWindow(open, { opensOn: '2027-05-20', name: 'May', provider: code });
    await giveBooking(open, { signInId: failed?.signInId ?? '' }, window);
    const later = textOf((await visit(open, person, '/outcome')).text);
    expect(later).toContain('You have a place in May.');
    expect(later).toContain('The time to appeal ended with 29 December 2026. If you could not appeal by then, say why');
    expect(later).not.toContain('It costs nothing');
  });

  it('gives the same by the API', async () => {
    const { batch, leads } = await prepare(['passed']);
    const made = await api(open, leads[0], `/batches/${batch.id}/releases`, when);
    const { id } = made.json() as { id: string };
    expect((await api(open, leads[1], `/releases/${id}/approval`, {})).status).toBe(200);
    await open.holdClock(atRelease);
    await open.settle();
    const person = await signInAs(open, batch.scripts[0]?.signInId ?? '');
    const { outcome } = (await api(open, person, '/outcome')).json() as {
      outcome: { id: string; result: string; marks: number };
    };
    expect(outcome).toMatchObject({ result: 'passed', marks: 34 });
    const letter = await open.app.inject({ url: `/outcomes/${outcome.id}/pdf`, headers: person.headers });
    expect(letter.headers['content-type']).toBe('application/pdf');
    expect(letter.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    const again = await open.app.inject({ url: `/outcomes/${outcome.id}/pdf`, headers: person.headers });
    expect(again.rawPayload.equals(letter.rawPayload)).toBe(true);
  });
});

describe('four eyes', () => {
  it('refuse the planner as the second person', async () => {
    const { batch, leads } = await prepare(['passed']);
    const id = await planRelease(open, leads[0], batch.id, when);
    const refused = await post(open, leads[0], `/releases/${id}/approval`);
    expect([refused.status, ...refused.problems]).toEqual([
      422,
      'You planned this release, so another lead has to approve it',
    ]);
    expect(await releaseNow(id)).toMatchObject({ state: 'planned' });
  });

  it('refuse whoever signed in more than a quarter of an hour ago', async () => {
    const { batch, leads } = await prepare(['passed']);
    const id = await planRelease(open, leads[0], batch.id, when);
    await open.database.query(
      `update web_session set second_factor_at = clock_timestamp() - interval '15 minutes 1 second' where sign_in_id = $1`,
      [leads[1].signInId],
    );
    const refused = await post(open, leads[1], `/releases/${id}/approval`);
    expect(refused.problems).toEqual(['Sign out and in again first: this is done within 15 minutes of signing in']);
  });

  it('let one of two approvals at once count', async () => {
    const { code, batch, leads } = await prepare(['passed']);
    const third = await givePerson(open, { roles: ['lead'], provider: code });
    const id = await planRelease(open, leads[0], batch.id, when);
    const answers = await Promise.all([leads[1], third].map((lead) => post(open, lead, `/releases/${id}/approval`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422]);
    expect((await actsOn('release', id)).filter((act) => act === 'release.approve')).toHaveLength(1);
  });

  it('leave approval and cancellation at once cancelled, whichever came first', async () => {
    const { batch, leads } = await prepare(['passed']);
    const id = await planRelease(open, leads[0], batch.id, when);
    const [, cancelled] = await Promise.all([
      post(open, leads[1], `/releases/${id}/approval`),
      post(open, leads[0], `/releases/${id}/cancellation`, { reason: 'The board asked for time' }),
    ]);
    expect(cancelled.status).toBe(303);
    expect(await releaseNow(id)).toMatchObject({ state: 'cancelled' });
    await open.holdClock(atRelease);
    await open.settle();
    expect(await outcomesNow(id)).toMatchObject([{ state: 'voided' }]);
    await open.holdClock(start);
    await planRelease(open, leads[1], batch.id, when);
  });

  it('plan a batch once, however many plan at once', async () => {
    const { batch, leads } = await prepare(['passed', 'failed']);
    const answers = await Promise.all(
      [0, 1, 0, 1].map((at) => post(open, leads[at] as Person, `/batches/${batch.id}/releases`, when)),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422, 422, 422]);
  });
});

describe('the instant', () => {
  it.each([
    [
      { date: '2026-11-23', time: '09:59' },
      'Choose a time in the future: it is Monday 23 November 2026 at 10am (UK time, GMT)',
    ],
    [
      { date: '2026-11-27', time: '01:30' },
      'Choose a time before 1am or from 2am on: the clocks change in between, so such a time may not exist or come twice',
    ],
    [{ date: '2027-02-29', time: '10:00' }, 'Enter the day of the release'],
    [{ date: '2026-11-27', time: 'noon' }, 'Enter the time of the release, such as 10:00'],
  ])('refuses %j', async (fields, words) => {
    const { batch, leads } = await prepare(['passed']);
    expect((await post(open, leads[0], `/batches/${batch.id}/releases`, fields)).problems).toEqual([words]);
  });

  it('is London time: 10:00 in summer is 09:00 UTC', async () => {
    const { batch, leads } = await prepare(['passed']);
    const id = await planRelease(open, leads[0], batch.id, { date: '2027-07-01', time: '10:00' });
    const { at } = await open.database.one<{ at: Date }>(`select release_at as at from release where id = $1`, [id]);
    expect(at.toISOString()).toBe('2027-07-01T09:00:00.000Z');
  });

  it('cannot be approved once it is over', async () => {
    const { batch, leads } = await prepare(['passed']);
    const id = await planRelease(open, leads[0], batch.id, when);
    await open.holdClock(atRelease);
    expect((await post(open, leads[1], `/releases/${id}/approval`)).problems).toEqual([
      'The time of this release is over. Cancel it and plan it again',
    ]);
    await open.settle();
    expect(await outcomesNow(id)).toMatchObject([{ state: 'scheduled' }]);
  });
});

describe('what is released is what was sealed, or nothing is', () => {
  const turn = async ({ batch }: Prepared): Promise<void> => {
    await open.database.query(
      `update provisional_result set marks = marks || '{"1.4.1": 1}', version = version + 1 where script_number = $1`,
      [batch.scripts[0]?.number],
    );
  };

  it('refuses an approval after a mark was changed', async () => {
    const prepared = await prepare(['passed', 'passed']);
    const id = await planRelease(open, prepared.leads[0], prepared.batch.id, when);
    await turn(prepared);
    const refused = await post(open, prepared.leads[1], `/releases/${id}/approval`);
    expect(refused.problems).toEqual([
      `The outcomes are not those that were planned any more: ${prepared.batch.scripts[0]?.number}. Cancel the release and look into it`,
    ]);
  });

  it('refuses an approval after a word of the feedback was changed', async () => {
    const prepared = await prepare(['passed']);
    const id = await planRelease(open, prepared.leads[0], prepared.batch.id, when);
    await open.database.query(
      `update provisional_result set feedback = jsonb_set(feedback, '{areas,0,criteria,0,comment}', '"Other words"') where script_number = $1`,
      [prepared.batch.scripts[0]?.number],
    );
    expect((await post(open, prepared.leads[1], `/releases/${id}/approval`)).status).toBe(422);
  });

  it('stops itself at the instant where a mark was changed after the approval, and tells both leads', async () => {
    const prepared = await prepare(['passed', 'failed']);
    const id = await plannedAndApproved(prepared);
    await turn(prepared);
    await open.holdClock(atRelease);
    await open.settle();
    expect(await releaseNow(id)).toMatchObject({ state: 'cancelled' });
    expect((await outcomesNow(id)).map(({ state }) => state)).toEqual(['voided', 'voided']);
    expect(await actsOn('release', id)).toEqual(['release.planned', 'release.approve', 'release.halt']);
    const told = await open.database.query<{ to_address: string }>(
      `select to_address from mail_message where key like 'release-halted:' || $1 || ':%'`,
      [id],
    );
    expect(told.map(({ to_address }) => to_address).toSorted((a, b) => a.localeCompare(b))).toEqual(
      prepared.leads.map(({ email }) => email).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it('cannot be planned where the stored result is not what the marks give', async () => {
    const { batch, leads } = await prepare(['passed', 'passed']);
    await open.database.query(`update provisional_result set passed = false where script_number = $1`, [
      batch.scripts[1]?.number,
    ]);
    const refused = await post(open, leads[0], `/batches/${batch.id}/releases`, when);
    expect(refused.problems).toEqual(['Nothing can be planned while a script is in the way: see below']);
    expect(textOf(refused.text)).toContain(
      `The outcome computed now is not the one stored with the marks (1 script): ${batch.scripts[1]?.number}.`,
    );
  });

  it('cannot be planned while a script is marked again', async () => {
    const { batch, leads } = await prepare(['passed']);
    await open.database.query(`update marking set state = 'agreeing' where script_number = $1`, [
      batch.scripts[0]?.number,
    ]);
    const refused = await post(open, leads[0], `/batches/${batch.id}/releases`, when);
    expect(textOf(refused.text)).toContain('The marks are still open, or no result stands');
  });

  it('asks for what was found where a pass rate is far from earlier ones', async () => {
    const first = await prepare(Array.from({ length: 12 }, () => 'passed'));
    await plannedAndApproved(first);
    await open.holdClock(atRelease);
    await open.settle();
    const results = Array.from({ length: 12 }, (_, at) => (at < 10 ? 'failed' : 'passed'));
    await open.holdClock('2026-11-30T10:00:00Z');
    const batch = await giveClearedBatch(
      open,
      results.map((result) => ({ result: result as 'passed' })),
      { provider: first.code },
    );
    const later = { date: '2026-12-04', time: '10:00' };
    const refused = await post(open, first.leads[0], `/batches/${batch.id}/releases`, later);
    expect(refused.problems).toEqual(['Say what you found when you looked into what is unusual']);
    expect(textOf(refused.text)).toContain(
      '2 of 12 pass, and 12 of 12 did in your earlier releases: 4.1 standard errors apart.',
    );
    const id = await planRelease(open, first.leads[0], batch.id, {
      ...later,
      explanation: 'All ten had copied one strategy',
    });
    expect(textOf((await visit(open, first.leads[1], `/releases/${id}`)).text)).toContain(
      'All ten had copied one strategy',
    );
  });
});

describe('all at once, once', () => {
  it('is released once, however often the work is done', async () => {
    const prepared = await prepare(['passed', 'failed', 'passed']);
    const id = await plannedAndApproved(prepared);
    await open.holdClock(atRelease);
    const release = open.app.get(ReleaseOutcomes, { strict: false });
    const done = await Promise.all([1, 2, 3].map(() => release.run('job:test', id)));
    await open.settle();
    expect(done.filter((one) => one === 'released').length).toBeLessThanOrEqual(1);
    expect((await actsOn('release', id)).filter((act) => act === 'release.release')).toHaveLength(1);
    // News comes at least once: the same news again writes no second letter and opens no second attempt.
    await open.database.transact('job:test', async (tx) => {
      await tx.announce('release.released', { releaseId: id });
      const outcomes = await tx.query<{ outcomeId: string; attemptId: string }>(
        `select id as "outcomeId", attempt_id as "attemptId" from outcome where release_id = $1`,
        [id],
      );
      await tx.announceAll('outcome.released', outcomes);
    });
    await open.settle();
    const attempts = await open.database.query(`select from attempt where enrolment_id = $1`, [
      prepared.batch.scripts[1]?.enrolmentId,
    ]);
    expect(attempts).toHaveLength(2);
    const letters = await open.database.query(
      `select from mail_message m join outcome o on m.key = 'outcome-released:' || o.id where o.release_id = $1`,
      [id],
    );
    expect(letters).toHaveLength(3);
  });

  it('leaves nothing where it is killed in the middle, and all of it at the next try', async () => {
    const prepared = await prepare(['passed', 'failed']);
    const id = await plannedAndApproved(prepared);
    await asOwner(
      `create function stop_here() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
       create trigger stop_here before insert on outbox for each row when (new.event = 'release.released') execute function stop_here()`,
    );
    // Nobody tries but we: what the queue or the timetable tried meanwhile would wait for its next try for good, as failed.
    await open.database.query(
      `update work_item set due_at = due_at + interval '1 day' where kind = 'outcomes.release' and key = $1`,
      [id],
    );
    const giveBack = await open.keepFromTimetable('outcomes.sweep');
    await open.holdClock(atRelease);
    const release = open.app.get(ReleaseOutcomes, { strict: false });
    await expect(release.run('job:test', id)).rejects.toThrow('killed');
    expect(await releaseNow(id)).toMatchObject({ state: 'approved' });
    expect((await outcomesNow(id)).map(({ state }) => state)).toEqual(['scheduled', 'scheduled']);
    const person = await signInAs(open, prepared.batch.scripts[0]?.signInId ?? '');
    expect(textOf((await visit(open, person, '/outcome')).text)).toContain('There is no outcome yet');
    await asOwner(`drop trigger stop_here on outbox; drop function stop_here()`);
    expect(await release.run('job:test', id)).toBe('released');
    await giveBack();
    await open.settle();
    expect((await outcomesNow(id)).map(({ state }) => state)).toEqual(['released', 'released']);
  });
});

describe('nothing is there before the instant', () => {
  /** A page without what differs between any two people and any two requests. */
  function bare(answer: { headers: Readonly<Record<string, unknown>>; text: string; status: number }): string {
    const { date: _date, ...headers } = answer.headers;
    return JSON.stringify({ status: answer.status, headers, text: answer.text })
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
      .replace(/nonce-[\w+/=-]+|nonce=\\"[^"]*\\"/g, 'NONCE')
      .replace(/name=\\"_csrf\\" value=\\"[^"]*\\"/g, 'CSRF')
      .replace(/_csrf=[\w-]+/g, 'CSRF')
      .replace(/live-token=\\"[^"]*\\"/g, 'LIVE')
      .replace(/"x-ratelimit-[a-z]+":"?\d+"?/g, 'LIMIT');
  }

  it('gives one who will pass and one who will fail the same bytes up to the last second', async () => {
    await open.holdClock(start);
    const code = newProvider();
    const twin = { participantName: 'Alex Twin' };
    const wishes = [
      { ...twin, result: 'passed' as const },
      { ...twin, result: 'failed' as const },
    ];
    const batch = await giveClearedBatch(open, wishes, { provider: code });
    const leads = await giveLeads(open, code);
    const id = await plannedAndApproved({ code, batch, leads });
    await open.holdClock(secondBefore);
    await open.settle();
    const [passing, failing] = [
      await signInAs(open, batch.scripts[0]?.signInId ?? ''),
      await signInAs(open, batch.scripts[1]?.signInId ?? ''),
    ];
    const scheduled = await open.database.query<{ id: string; result: string }>(
      `select id, result from outcome where release_id = $1 order by result desc`,
      [id],
    );
    const paths = ['/', '/outcome', '/windows', '/submission', '/documents', '/evidence'];
    for (const path of paths) {
      for (const ask of [visit, api]) {
        const [one, other] = [bare(await ask(open, passing, path)), bare(await ask(open, failing, path))];
        expect(one).toBe(other);
        // The comparison sees something: the page of a path that exists.
        expect(one).toContain('"status":200');
      }
    }
    for (const suffix of ['', '/pdf']) {
      const missing = bare(await visit(open, passing, `/outcomes/00000000-0000-4000-8000-000000000000${suffix}`));
      expect(bare(await visit(open, passing, `/outcomes/${scheduled[0]?.id}${suffix}`))).toBe(missing);
      expect(bare(await visit(open, failing, `/outcomes/${scheduled[1]?.id}${suffix}`))).toBe(missing);
      expect(missing).toContain('"status":404');
    }
    const letters = await open.database.query(
      `select from mail_message m join sign_in s on s.email = m.to_address where s.id = any($1::uuid[])`,
      [batch.scripts.map(({ signInId }) => signInId)],
    );
    expect(letters).toEqual([]);

    await open.holdClock(atRelease);
    await open.settle();
    expect(bare(await visit(open, passing, '/outcome'))).not.toBe(bare(await visit(open, failing, '/outcome')));
    expect((await visit(open, passing, `/outcomes/${scheduled[1]?.id}`)).status).toBe(404);
  });

  it('names no assessor after it either', async () => {
    await open.holdClock(start);
    const code = newProvider();
    const batch = await giveClearedBatch(open, [{ result: 'failed' }], { provider: code });
    const assessor = await givePerson(open, { roles: ['assessor'], provider: code, name: 'Canary Assessor' });
    await open.database.query(
      `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at) values ($1, 'first', $2, 'locked', '2026-11-20', app_now())`,
      [batch.scripts[0]?.number, assessor.staffId],
    );
    await plannedAndApproved({ code, batch, leads: await giveLeads(open, code) });
    await open.holdClock(atRelease);
    await open.settle();
    const person = await signInAs(open, batch.scripts[0]?.signInId ?? '');
    for (const text of [(await visit(open, person, '/outcome')).text, (await api(open, person, '/outcome')).text]) {
      expect(text).toContain('Not passed');
      expect(text).not.toContain('Canary');
      expect(text).not.toContain(assessor.staffId ?? '');
    }
  });
});

describe('attempts after a fail', () => {
  it('takes carried-forward marks into the sum and calls a last fail final', async () => {
    await open.holdClock(start);
    const code = newProvider();
    const { framework } = await frameworkInForce(open);
    const second = framework.criteria.filter(({ task }) => task === 'T2').map(({ code: criterion }) => criterion);
    const carriedForward = Object.fromEntries(
      framework.criteria.filter(({ task }) => task === 'T1').map(({ code: criterion }) => [criterion, 2 as const]),
    );
    const batch = await giveClearedBatch(
      open,
      [
        { result: 'passed', attemptNo: 2, scope: second, carriedForward },
        { result: 'failed', attemptNo: 3 },
      ],
      { provider: code },
    );
    await plannedAndApproved({ code, batch, leads: await giveLeads(open, code) });
    await open.holdClock(atRelease);
    await open.settle();
    const states = await open.database.query<{ state: string }>(
      `select state from enrolment where id = any($1::uuid[]) order by array_position($1::uuid[], id)`,
      [batch.scripts.map(({ enrolmentId }) => enrolmentId)],
    );
    expect(states.map(({ state }) => state)).toEqual(['passed', 'failed']);
    const [one, last] = [
      await signInAs(open, batch.scripts[0]?.signInId ?? ''),
      await signInAs(open, batch.scripts[1]?.signInId ?? ''),
    ];
    const passed = textOf((await visit(open, one, '/outcome')).text);
    expect(passed).toContain('34 of 34');
    expect(passed).toContain('Mark of an earlier attempt');
    const final = textOf((await visit(open, last, '/outcome')).text);
    expect(final).toContain('There is no further attempt, so this outcome is final.');
    expect(final).toContain('You have used all the attempts that the qualification allows.');
  });

  it('charges the second resubmission and not the first', async () => {
    const { code, batch, leads } = await prepareWith([
      { result: 'failed', attemptNo: 1 },
      { result: 'failed', attemptNo: 2 },
    ]);
    await plannedAndApproved({ code, batch, leads });
    await open.holdClock(atRelease);
    await open.settle();
    const charges = await open.database.query<{ enrolment_id: string; kind: string; pence: number }>(
      `select enrolment_id, kind, pence from charge where enrolment_id = any($1::uuid[])`,
      [batch.scripts.map(({ enrolmentId }) => enrolmentId)],
    );
    expect(charges).toEqual([{ enrolment_id: batch.scripts[1]?.enrolmentId, kind: 'resubmission', pence: 15_000 }]);
    const person = await signInAs(open, batch.scripts[1]?.signInId ?? '');
    expect(textOf((await visit(open, person, '/outcome')).text)).toContain(
      'It costs £150.00, to be paid before you book.',
    );
  });

  it('releases nothing to who withdrew after the approval, and the rest all the same', async () => {
    const prepared = await prepare(['passed', 'failed', 'passed']);
    const id = await plannedAndApproved(prepared);
    await open.database.query(`update enrolment set state = 'withdrawn' where id = $1`, [
      prepared.batch.scripts[1]?.enrolmentId,
    ]);
    await open.holdClock(atRelease);
    await open.settle();
    expect((await outcomesNow(id)).map(({ state, result }) => `${state} ${result}`)).toEqual([
      'released passed',
      'released passed',
      'voided failed',
    ]);
  });
});

describe('a release of many', () => {
  it('is one transaction of as few statements for sixty as for six', async () => {
    const statements: number[] = [];
    const release = open.app.get(ReleaseOutcomes, { strict: false });
    for (const size of [6, 60]) {
      const id = await plannedAndApproved(
        await prepare(Array.from({ length: size }, (_, at) => (at % 5 === 0 ? 'failed' : 'passed'))),
      );
      // Nobody but we: the ordered work counts as done, and a sweep that waits keeps the clock from ordering another.
      await open.database.query(`update work_item set state = 'done' where kind = 'outcomes.release' and key = $1`, [
        id,
      ]);
      const giveBack = await open.keepFromTimetable('outcomes.sweep');
      await open.holdClock(atRelease);
      statements.push(
        await countingStatements(async (count) => {
          expect(await release.run('job:test', id)).toBe('released');
          return count();
        }),
      );
      await giveBack();
      await open.settle();
    }
    expect(statements[1]).toBe(statements[0]);
    expect(statements[1]).toBeLessThanOrEqual(30);
  });

  it('shows its pages in at most five statements', async () => {
    const prepared = await prepare(Array.from({ length: 60 }, () => 'passed'));
    const id = await planRelease(open, prepared.leads[0], prepared.batch.id, when);
    for (const path of ['/releases', `/releases/${id}`, `/batches/${prepared.batch.id}/release`]) {
      const shown = await visit(open, prepared.leads[1], path);
      expect(shown.status).toBe(200);
      const counted = Number(/sql;desc="(\d+)"/.exec(String(shown.headers['server-timing']))?.[1]);
      expect([path, counted, counted >= 2 && counted <= 5]).toEqual([path, counted, true]);
    }
    const first = await visit(open, prepared.leads[1], `/releases/${id}`);
    const next = /\?after=[\w-]+/.exec(first.text)?.[0] ?? '';
    const second = await visit(open, prepared.leads[1], `/releases/${id}${next}`);
    expect(second.text.match(/<td class="govuk-table__cell figure">/g)).toHaveLength(10);
  });
});

describe('whose it is', () => {
  it('keeps releases from everybody but leads of the provider', async () => {
    const { code, batch, leads } = await prepare(['passed']);
    const id = await planRelease(open, leads[0], batch.id, when);
    const other = await givePerson(open, { roles: ['lead'], provider: newProvider() });
    const paths = [`/releases/${id}`, `/batches/${batch.id}/release`];
    for (const path of paths) expect((await visit(open, other, path)).status).toBe(404);
    expect((await post(open, other, `/releases/${id}/approval`)).status).toBe(404);
    for (const role of ['administrator', 'assessor', 'moderator', 'qa-agent'] as const) {
      const staff = await givePerson(open, { roles: [role], provider: code });
      for (const path of ['/releases', ...paths]) expect((await visit(open, staff, path)).status).toBe(403);
    }
  });
});
