import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { invariants } from '../../src/platform/database/invariants.js';
import type { TestApp } from '../support/app.js';
import { api, visit, type Answer } from '../support/browse.js';
import { enrolmentNow } from '../support/story/enrolment.js';
import { codeOf, Failing, half, type Holder } from '../support/story/failing.js';
import { givePerson, type Person } from '../support/story/people.js';

let story: Failing;
let open: TestApp;

beforeAll(async () => {
  story = await Failing.begin();
  open = story.open;
});
afterAll(async () => {
  await story?.end();
});
beforeEach(async () => {
  await story.anew();
});

describe('declaring a technical failure', () => {
  it('shows whom it hit before, gives them all the same time on top of their own closing, and tells each of theirs', async () => {
    const [drafting, adjusted, submitted, takenBack] = [
      await story.hold(),
      await story.hold('nothing', '2026-11-20T12:00:00Z'),
      await story.hold('submitted'),
      await story.hold('draft again'),
    ];
    await story.fail();
    await open.holdClock(half);
    const { effect } = (await story.look()).json() as {
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
    expect(await story.closingOf(drafting)).toBe('2026-11-16T12:00:00Z');
    const declared = await story.declare();
    expect(declared.json()).toMatchObject({ extended: 3 });
    expect([
      await story.closingOf(drafting),
      await story.closingOf(adjusted),
      await story.closingOf(takenBack),
    ]).toEqual(['2026-11-16T13:00:00Z', '2026-11-20T13:00:00Z', '2026-11-16T13:00:00Z']);
    expect((await story.lettersTo(drafting)).join()).toContain('closes for you on Monday 16 November 2026 at 1pm');
    expect((await story.lettersTo(adjusted)).join()).toContain('closes for you on Friday 20 November 2026 at 1pm');
    expect(await story.lettersTo(submitted)).toEqual([]);
    const { id } = declared.json() as { id: string };
    expect((await visit(open, story.lead, `/failures/${id}`)).text).toContain('The database was away');
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
    const people = [await story.hold(), await story.hold(), await story.hold()];
    await story.fail();
    await open.holdClock(half);
    const seen = await story.seen();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        api(open, story.lead, '/failures', { ...story.wish('60'), reason: 'Once', seen }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(codeOf))).toEqual(
      new Set(['failure-is-declared']),
    );
    for (const person of people) expect(await story.lettersTo(person)).toHaveLength(1);
    expect(await story.closingOf(people[0] as Holder)).toBe('2026-11-16T13:00:00Z');
  });

  it('is refused where the log holds nothing, where nobody was hit, and where more time would be over already', async () => {
    await open.holdClock(half);
    await story.hold();
    expect(codeOf(await story.look())).toBe('no-failure-on-record');
    await story.fail('2026-11-16T12:20:00Z', '2026-11-16T12:30:00Z');
    expect(codeOf(await story.look())).toBe('no-failure-on-record');
    await story.fail('2026-11-16T12:05:00Z', '2026-11-16T12:10:00Z');
    expect(codeOf(await story.look('30', { fromTime: '12:05' }))).toBe('nobody-was-hit');
    await story.fail('2026-11-16T11:59:00Z', '2026-11-16T12:01:00Z');
    expect(codeOf(await story.look('30'))).toBe('extension-over-already');
    expect((await story.look('31')).status).toBe(200);
  });

  it.each([
    [{ fromTime: '25:00' }, 'span-unreadable'],
    [{ untilTime: '11:50' }, 'span-not-in-order'],
    [{ minutes: '0' }, 'minutes-not-whole'],
    [{ minutes: '20161' }, 'minutes-not-whole'],
  ])('with %j is refused', async (more, code) => {
    expect(codeOf(await story.look('60', more))).toBe(code);
  });

  it('is not taken where it does something else than what was looked at, for another provider’s window, or without a reason', async () => {
    await story.hold();
    await story.fail();
    await open.holdClock(half);
    const seen = await story.seen();
    expect(codeOf(await api(open, story.lead, '/failures', { ...story.wish('60'), reason: ' ', seen }))).toBe(
      'failure-reason-missing',
    );
    await story.hold();
    expect(codeOf(await api(open, story.lead, '/failures', { ...story.wish('60'), reason: 'x', seen }))).toBe(
      'failure-effect-has-changed',
    );
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTHER' });
    expect(codeOf(await api(open, stranger, '/failures', { ...story.wish('60'), reason: 'x', seen }))).toBe(
      'window-missing',
    );
    expect(await open.database.query(`select 1 from technical_failure where window_id = $1`, [story.windowId])).toEqual(
      [],
    );
  });

  it('edge case 4: gives no closing between 1am and 2am, when clocks change: it is 2am then', async () => {
    const person = await story.hold();
    await story.fail();
    await open.holdClock(half);
    // Noon and 13 hours 30 minutes is 1:30am.
    await story.declare('810');
    expect(await story.closingOf(person)).toBe('2026-11-17T02:00:00Z');
  });
});

describe('the closing of a window that a failure touched', () => {
  it('makes nobody a no-show for a day, in which a lead is asked to look; then it goes on', async () => {
    const person = await story.hold();
    await story.fail();
    await open.holdClock(half);
    await story.close();
    expect(await story.stateOf(person)).toBe('confirmed');
    const [window] = await open.database.query(`select closed_at from assessment_window where id = $1`, [
      story.windowId,
    ]);
    expect(window).toEqual({ closed_at: null });
    expect((await visit(open, story.lead, '/')).text).toContain('Look at the failure at the end of November');
    await open.holdClock('2026-11-17T12:00:00Z');
    await story.close();
    expect([await story.stateOf(person), (await enrolmentNow(open, person)).unpaidPence > 0]).toEqual([
      'no-show',
      true,
    ]);
    expect((await visit(open, story.lead, '/')).text).not.toContain('Look at the failure');
  });

  it('holds back nobody where the failure was over more than an hour before', async () => {
    const person = await story.hold();
    await story.fail('2026-11-16T10:00:00Z', '2026-11-16T11:00:00Z');
    await open.holdClock(half);
    await story.close();
    expect(await story.stateOf(person)).toBe('no-show');
  });

  it('waits for the time that was given, and then closes by it', async () => {
    const person = await story.hold();
    await story.fail();
    await open.holdClock(half);
    await story.declare();
    await open.holdClock('2026-11-16T12:59:59Z');
    await story.close();
    expect(await story.stateOf(person)).toBe('confirmed');
    await open.holdClock('2026-11-16T13:00:00Z');
    await story.close();
    expect(await story.stateOf(person)).toBe('no-show');
    const [window] = await open.database.query(
      `select closed_at is not null as closed from assessment_window where id = $1`,
      [story.windowId],
    );
    expect(window).toEqual({ closed: true });
  });
});

describe('edge case 5: the instant of receipt', () => {
  const submit = (person: Person): Promise<Answer> => api(open, person, '/submission', { manifestHash: 'x' });

  it('edge case 5: late by one second is late, and the answer says when it was received; before, time is no matter', async () => {
    const person = await story.hold();
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
    const person = await story.hold();
    await story.fail();
    await open.holdClock('2026-11-16T12:00:01Z');
    await submit(person);
    await open.holdClock(half);
    const { effect } = (await story.look()).json() as { effect: { extended: { lateAt: string | null }[] } };
    expect(effect.extended.map(({ lateAt }) => lateAt)).toEqual(['2026-11-16T12:00:01Z']);
    await story.declare();
    expect(codeOf(await submit(person))).toBe('changed-meanwhile');
    await open.holdClock('2026-11-16T13:00:00Z');
    expect(codeOf(await submit(person))).toBe('window-has-closed');
  });

  it('edge case 6: is the database’s, whatever the clock of the browser or of this process says', async () => {
    const person = await story.hold();
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
