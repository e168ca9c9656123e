import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { invariants } from '../../src/platform/database/invariants.js';
import { WorkLoop } from '../../src/platform/jobs/work-loop.js';
import { CloseWindows } from '../../src/submission/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, visit, type Answer } from '../support/browse.js';
import { enrolmentNow, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let lead: Person;
let windowId: string;
let provider = '';
let count = 0;

// A window from Monday 2 to Monday 16 November 2026, noon. The service fails from 11:50 to 12:20 on its last day.
const failed = { fromDay: '2026-11-16', fromTime: '11:50', untilDay: '2026-11-16', untilTime: '12:20' };
const half = '2026-11-16T12:30:00Z';

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-03T10:00:00Z');
  // The closing is run by hand here: a timetable would close what a test has still to look at.
  await open.app.get(WorkLoop).beforeApplicationShutdown();
});
afterAll(async () => {
  await open?.close();
});
beforeEach(async () => {
  provider = `F${(count += 1)}`;
  await open.holdClock('2026-11-03T10:00:00Z');
  lead = await givePerson(open, { roles: ['lead'], provider });
  windowId = await giveWindow(open, { provider, opensOn: '2026-11-02', name: 'November' });
  await open.database.query(`delete from outage`);
  // What an earlier test put there as handed in is nothing that a closing could accept.
  await open.database.query(`update submission set state = 'withdrawn' where state = 'submitted'`);
});

const fail = (from = '2026-11-16T11:50:00Z', until = '2026-11-16T12:20:00Z'): Promise<unknown> =>
  open.database.query(`insert into outage (part, began_at, ended_at, seen_by) values ('database', $1, $2, '{a,b}')`, [
    from,
    until,
  ]);

/** Somebody with a place in the window; `state` of a submission puts it there as if they had handed in, or taken it back. */
async function hold(
  state: 'nothing' | 'submitted' | 'draft again' = 'nothing',
  personal: string | null = null,
): Promise<Enrolled & { bookingId: string }> {
  const person = await giveEnrolled(open, { provider, startDate: '2025-10-01' });
  const seat = (seats += 1);
  const row = await open.database.one<{ id: string }>(
    `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at, personal_closes_at)
     values ($1, $2, 1, $3, $4, app_now(), $5) returning id`,
    [windowId, person.enrolmentId, state === 'nothing' ? 'confirmed' : 'used', (seat % 60) + 1, personal],
  );
  const attempt = await open.database.one<{ id: string }>(
    `insert into attempt (enrolment_id, no, scope, opened_at) values ($1, 1, '[]', app_now()) returning id`,
    [person.enrolmentId],
  );
  await open.database.query(
    `insert into submission (attempt_id, booking_id, state, framework_version, submitted_at, first_submitted_at, manifest, manifest_hash)
     values ($1, $2, case when $3 = 'submitted' then 'submitted' else 'draft' end, $4,
             case when $3 = 'submitted' then app_now() end, case when $3 = 'submitted' then app_now() end,
             case when $3 = 'submitted' then '{"items": []}'::jsonb end, case when $3 = 'submitted' then repeat('0', 64) end)`,
    [attempt.id, row.id, state, person.frameworkVersion],
  );
  return { ...person, bookingId: row.id };
}
let seats = 0;

const wish = (minutes: string, more: Record<string, string> = {}): Record<string, string> => ({
  window: windowId,
  ...failed,
  minutes,
  ...more,
});
const look = (minutes = '60', more: Record<string, string> = {}): Promise<Answer> =>
  api(open, lead, `/failures/form?${new URLSearchParams(wish(minutes, more)).toString()}`);
const seenOf = async (minutes = '60'): Promise<string> => ((await look(minutes)).json() as { seen: string }).seen;
const declare = async (minutes = '60', reason = 'The database was away'): Promise<Answer> =>
  api(open, lead, '/failures', { ...wish(minutes), reason, seen: await seenOf(minutes) });
const codeOf = (answer: Answer): string => (answer.json() as { code: string }).code;
const closingOf = async (person: Enrolled): Promise<string | undefined> =>
  (await enrolmentNow(open, person)).booking?.closesAt.toString();
const stateOf = async ({ bookingId }: { bookingId: string }): Promise<string> =>
  (await open.database.one<{ state: string }>(`select state from booking where id = $1`, [bookingId])).state;
const lettersTo = async (person: Person): Promise<string[]> =>
  (
    await open.database.query<{ body: string }>(`select body from mail_message where to_address = $1`, [person.email])
  ).map(({ body }) => body);
const work = {
  id: '00000000-0000-4000-8000-000000000000',
  kind: 'submission.close-windows',
  key: 'spec',
  subject: {},
  tries: 1,
  lastTry: false,
  actor: 'job:submission.close-windows',
  progress: () => Promise.resolve(),
};
const close = (): Promise<void> => open.app.get(CloseWindows, { strict: false }).run(work);

describe('declaring a technical failure', () => {
  it('shows whom it hit before, gives them all the same time on top of their own closing, and tells each of theirs', async () => {
    const [drafting, adjusted, submitted, takenBack] = [
      await hold(),
      await hold('nothing', '2026-11-20T12:00:00Z'),
      await hold('submitted'),
      await hold('draft again'),
    ];
    await fail();
    await open.holdClock(half);
    const { effect } = (await look()).json() as {
      effect: { extended: { name: string; closesAt: string }[]; submitted: number };
    };
    expect(effect.extended.map(({ name, closesAt }) => `${name} ${closesAt}`).sort()).toEqual(
      [
        `${drafting.name} 2026-11-16T13:00:00Z`,
        `${adjusted.name} 2026-11-20T13:00:00Z`,
        `${takenBack.name} 2026-11-16T13:00:00Z`,
      ].sort(),
    );
    expect(effect.submitted).toBe(1);
    expect(await closingOf(drafting)).toBe('2026-11-16T12:00:00Z');
    const declared = await declare();
    expect(declared.json()).toMatchObject({ extended: 3 });
    expect([await closingOf(drafting), await closingOf(adjusted), await closingOf(takenBack)]).toEqual([
      '2026-11-16T13:00:00Z',
      '2026-11-20T13:00:00Z',
      '2026-11-16T13:00:00Z',
    ]);
    expect((await lettersTo(drafting)).join()).toContain('closes for you on Monday 16 November 2026 at 1pm');
    expect((await lettersTo(adjusted)).join()).toContain('closes for you on Friday 20 November 2026 at 1pm');
    expect(await lettersTo(submitted)).toEqual([]);
    const { id } = declared.json() as { id: string };
    expect((await visit(open, lead, `/failures/${id}`)).text).toContain('The database was away');
    const journal = await open.database.query(
      `select act, why from journal_entry where aggregate_id = $1 or aggregate_id = $2 order by act`,
      [id, drafting.bookingId],
    );
    expect(journal).toEqual([
      { act: 'booking.closing-extended', why: 'The database was away' },
      { act: 'failure.declared', why: 'The database was away' },
    ]);
  });

  it('by fifty at once happens once, with one letter each', async () => {
    const people = [await hold(), await hold(), await hold()];
    await fail();
    await open.holdClock(half);
    const seen = await seenOf();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api(open, lead, '/failures', { ...wish('60'), reason: 'Once', seen })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(codeOf))).toEqual(
      new Set(['failure-is-declared']),
    );
    for (const person of people) expect(await lettersTo(person)).toHaveLength(1);
    expect(await closingOf(people[0] as Enrolled)).toBe('2026-11-16T13:00:00Z');
  });

  it('is refused where the log holds nothing, where nobody was hit, and where more time would be over already', async () => {
    await open.holdClock(half);
    await hold();
    expect(codeOf(await look())).toBe('no-failure-on-record');
    await fail('2026-11-16T12:20:00Z', '2026-11-16T12:30:00Z');
    expect(codeOf(await look())).toBe('no-failure-on-record');
    await fail('2026-11-16T12:05:00Z', '2026-11-16T12:10:00Z');
    expect(codeOf(await look('30', { fromTime: '12:05' }))).toBe('nobody-was-hit');
    await fail('2026-11-16T11:59:00Z', '2026-11-16T12:01:00Z');
    expect(codeOf(await look('30'))).toBe('extension-over-already');
    expect((await look('31')).status).toBe(200);
  });

  it.each([
    [{ fromTime: '25:00' }, 'span-unreadable'],
    [{ untilTime: '11:50' }, 'span-not-in-order'],
    [{ minutes: '0' }, 'minutes-not-whole'],
    [{ minutes: '20161' }, 'minutes-not-whole'],
  ])('with %j is refused', async (more, code) => {
    expect(codeOf(await look('60', more))).toBe(code);
  });

  it('is not taken where it does something else than what was looked at, for another provider’s window, or without a reason', async () => {
    await hold();
    await fail();
    await open.holdClock(half);
    const seen = await seenOf();
    expect(codeOf(await api(open, lead, '/failures', { ...wish('60'), reason: ' ', seen }))).toBe(
      'failure-reason-missing',
    );
    await hold();
    expect(codeOf(await api(open, lead, '/failures', { ...wish('60'), reason: 'x', seen }))).toBe(
      'failure-effect-has-changed',
    );
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTHER' });
    expect(codeOf(await api(open, stranger, '/failures', { ...wish('60'), reason: 'x', seen }))).toBe('window-missing');
    expect(await open.database.query(`select 1 from technical_failure where window_id = $1`, [windowId])).toEqual([]);
  });

  it('edge case 4: gives no closing between 1am and 2am, when clocks change: it is 2am then', async () => {
    const person = await hold();
    await fail();
    await open.holdClock(half);
    // Noon and 13 hours 30 minutes is 1:30am.
    await declare('810');
    expect(await closingOf(person)).toBe('2026-11-17T02:00:00Z');
  });
});

describe('the closing of a window that a failure touched', () => {
  it('makes nobody a no-show for a day, in which a lead is asked to look; then it goes on', async () => {
    const person = await hold();
    await fail();
    await open.holdClock(half);
    await close();
    expect(await stateOf(person)).toBe('confirmed');
    const [window] = await open.database.query(`select closed_at from assessment_window where id = $1`, [windowId]);
    expect(window).toEqual({ closed_at: null });
    expect((await visit(open, lead, '/')).text).toContain('Look at the failure at the end of November');
    await open.holdClock('2026-11-17T12:00:00Z');
    await close();
    expect([await stateOf(person), (await enrolmentNow(open, person)).unpaidPence > 0]).toEqual(['no-show', true]);
    expect((await visit(open, lead, '/')).text).not.toContain('Look at the failure');
  });

  it('holds back nobody where the failure was over more than an hour before', async () => {
    const person = await hold();
    await fail('2026-11-16T10:00:00Z', '2026-11-16T11:00:00Z');
    await open.holdClock(half);
    await close();
    expect(await stateOf(person)).toBe('no-show');
  });

  it('waits for the time that was given, and then closes by it', async () => {
    const person = await hold();
    await fail();
    await open.holdClock(half);
    await declare();
    await open.holdClock('2026-11-16T12:59:59Z');
    await close();
    expect(await stateOf(person)).toBe('confirmed');
    await open.holdClock('2026-11-16T13:00:00Z');
    await close();
    expect(await stateOf(person)).toBe('no-show');
    const [window] = await open.database.query(
      `select closed_at is not null as closed from assessment_window where id = $1`,
      [windowId],
    );
    expect(window).toEqual({ closed: true });
  });
});

describe('edge case 5: the instant of receipt', () => {
  const submit = (person: Person): Promise<Answer> => api(open, person, '/submission', { manifestHash: 'x' });

  it('edge case 5: late by one second is late, and the answer says when it was received; before, time is no matter', async () => {
    const person = await hold();
    await open.holdClock('2026-11-16T11:59:59Z');
    expect(codeOf(await submit(person))).toBe('changed-meanwhile');
    await open.holdClock('2026-11-16T12:00:00Z');
    expect(codeOf(await submit(person))).toBe('window-has-closed');
    await open.holdClock('2026-11-16T12:00:01Z');
    const late = await submit(person);
    expect(late.problems[0]).toContain('Received on Monday 16 November 2026 at 12:00:01pm');
    expect(late.problems[0]).toContain('too late: 1 second after');
  });

  it('edge case 5: a try that came too late is kept, shown to the lead, and in time once a failure gave more time', async () => {
    const person = await hold();
    await fail();
    await open.holdClock('2026-11-16T12:00:01Z');
    await submit(person);
    await open.holdClock(half);
    const { effect } = (await look()).json() as { effect: { extended: { lateAt: string | null }[] } };
    expect(effect.extended.map(({ lateAt }) => lateAt)).toEqual(['2026-11-16T12:00:01Z']);
    await declare();
    expect(codeOf(await submit(person))).toBe('changed-meanwhile');
    await open.holdClock('2026-11-16T13:00:00Z');
    expect(codeOf(await submit(person))).toBe('window-has-closed');
  });

  it('edge case 6: is the database’s, whatever the clock of the browser or of this process says', async () => {
    const person = await hold();
    await open.holdClock('2026-11-16T12:00:01Z');
    for (const date of ['Mon, 16 Nov 2026 11:00:00 GMT', 'Tue, 17 Nov 2026 11:00:00 GMT']) {
      const answer = await open.app.inject({
        method: 'POST',
        url: '/api/v1/submission',
        headers: { ...person.headers, date, 'content-type': 'application/json', 'idempotency-key': `skew ${date}` },
        payload: JSON.stringify({ manifestHash: 'x' }),
      });
      expect(answer.json()).toMatchObject({
        code: 'window-has-closed',
        problems: [{ facts: { receivedAt: '2026-11-16T12:00:01Z' } }],
      });
    }
    const real = Date.now;
    try {
      Date.now = () => real() - 30 * 24 * 3_600_000;
      expect(codeOf(await submit(person))).toBe('window-has-closed');
    } finally {
      Date.now = real;
    }
  });
});

describe('what always holds of declared failures', () => {
  it('held through all of this', async () => {
    const found = invariants.filter(({ sentence }) => sentence.startsWith('Whoever a declared failure'));
    expect(found).toHaveLength(1);
    for (const { sql } of found) expect(await open.database.query(sql)).toEqual([]);
  });
});
