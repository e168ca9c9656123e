import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SweepEnrolments } from '../../src/enrolment/participants/sweep-enrolments.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import {
  enrolmentNow,
  enrolmentsOf,
  giveBooking,
  giveEnrolled,
  giveWindow,
  type Enrolled,
} from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let administrator: Person;
let lead: Person;
let named = 0;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-02T10:00:00Z');
  // Cases sweep themselves; one that the timetable began on a later day would go on when the clock is put back. Reminders are
  // letters as well.
  await open.keepFromTimetable('enrolment.sweep');
  await open.keepFromTimetable('notices.remind');
  administrator = await givePerson(open, { roles: ['administrator'] });
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

const window = (opensOn: string): Promise<string> => giveWindow(open, { opensOn, name: `Window ${(named += 1)}` });
const journal = (id: string): Promise<{ act: string; why: string | null; facts: Record<string, unknown> }[]> =>
  open.database.query(
    `select act, why, facts from journal_entry where aggregate = 'enrolment' and aggregate_id = $1 order by seq`,
    [id],
  );
const letters = async (person: Enrolled): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(
      `select subject from mail_message where to_address = $1 order by composed_at, id`,
      [person.email],
    )
  ).map(({ subject }) => subject);
const bookingState = async (id: string): Promise<unknown> =>
  (await open.database.one<{ state: string }>(`select state from booking where id = $1`, [id])).state;
const sweep = (): Promise<number> => open.app.get(SweepEnrolments, { strict: false }).run('job:enrolment.sweep');

describe('a start date corrected after bookings exist (edge case 2)', () => {
  it('shows the effect first, then moves the clock, looks at the places, tells the participant and keeps both values', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const bookingId = await giveBooking(open, person, await window('2027-02-25'));
    const path = `/enrolments/${person.enrolmentId}/start-date`;
    const shown = await visit(open, administrator, `${path}?startDate=01/06/2025`);
    expect(shown.text).toContain('1 April 2027');
    expect(shown.text).toContain('1 December 2026');
    expect(shown.text).toContain('is cancelled without charge');
    expect((await enrolmentNow(open, person)).presentBy).toBe('2027-04-01');
    const fields = { startDate: '01/06/2025', reason: 'Wrong intake', seenPresentBy: '2026-12-01' };
    const done = await post(open, administrator, path, fields);
    expect([done.status, done.location]).toEqual([303, `/participants/${person.participantId}`]);
    const mine = await enrolmentNow(open, person);
    expect([mine.startDate, mine.presentBy, mine.presentByWhy, mine.booking]).toEqual([
      '2025-06-01',
      '2026-12-01',
      '18 months from 1 June 2025',
      null,
    ]);
    expect(await bookingState(bookingId)).toBe('cancelled');
    expect(mine.unpaidPence).toBe(0);
    expect(await journal(person.enrolmentId)).toEqual([
      {
        act: 'enrolment.start-date-corrected',
        why: 'Wrong intake',
        facts: {
          before: { startDate: '2025-10-01', presentBy: '2027-04-01' },
          after: { startDate: '2025-06-01', presentBy: '2026-12-01' },
        },
      },
    ]);
    expect(await letters(person)).toEqual(['You now have until 1 December 2026 to present for assessment']);
  });

  it('keeps a place in a window that straddles the new day, and closes it as the day ends (edge case 3)', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    await giveBooking(open, person, await window('2027-02-25'));
    const fields = { startDate: '2025-09-01', reason: 'x', seenPresentBy: '2027-03-01' };
    expect((await post(open, administrator, `/enrolments/${person.enrolmentId}/start-date`, fields)).status).toBe(303);
    const { booking } = await enrolmentNow(open, person);
    expect([booking?.state, booking?.closesAt.toString()]).toEqual(['booked', '2027-03-02T00:00:00Z']);
  });

  it('is refused where the effect is no longer the one that was shown, and without a reason', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const path = `/enrolments/${person.enrolmentId}/start-date`;
    const stale = await post(open, administrator, path, {
      startDate: '2025-09-01',
      reason: 'x',
      seenPresentBy: '2027-04-01',
    });
    expect([stale.status, stale.problems]).toEqual([
      422,
      ['Something changed meanwhile: this would now lead to 1 March 2027. Look at the effect again before you decide'],
    ]);
    const bare = await api(open, administrator, path, {
      startDate: '2025-09-01',
      reason: ' ',
      seenPresentBy: '2027-03-01',
    });
    expect((bare.json() as { code: string }).code).toBe('reason-missing');
    const same = await visit(open, administrator, `${path}?startDate=2025-10-01`);
    expect(same.problems).toEqual(['1 October 2025 is the start date already']);
  });

  it('brings back one who lapsed by a date that was wrong', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-04-01' });
    await sweep();
    expect((await enrolmentNow(open, person)).state).toBe('lapsed');
    const fields = { startDate: '2025-10-01', reason: 'x', seenPresentBy: '2027-04-01' };
    await post(open, administrator, `/enrolments/${person.enrolmentId}/start-date`, fields);
    expect((await enrolmentNow(open, person)).state).toBe('active');
  });
});

describe('a deferral', () => {
  const deferral = (person: Enrolled): string => `/enrolments/${person.enrolmentId}/deferral`;
  const reasons = { reason: 'other', note: '' };

  it('shows the effect, then shifts the clock by its civil days, cancels the place and tells the participant', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const bookingId = await giveBooking(open, person, await window('2027-02-25'));
    const asked = { reason: 'parental-leave', from: '2026-12-01', until: '2027-03-01' };
    const shown = await visit(open, lead, `${deferral(person)}?${new URLSearchParams(asked).toString()}`);
    expect(shown.text).toContain('30 June 2027');
    expect(shown.text).toContain('since the window is open during the deferral');
    const fields = { ...asked, note: 'Letter seen', seenPresentBy: '2027-06-30' };
    expect((await post(open, lead, deferral(person), fields)).status).toBe(303);
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.presentBy, mine.presentByWhy]).toEqual([
      'active',
      '2027-06-30',
      '18 months from 1 October 2025; moved 90 days later by deferral',
    ]);
    expect(await bookingState(bookingId)).toBe('cancelled');
    expect(await letters(person)).toEqual(['Your assessment is deferred']);
  });

  it('begins and ends on its days in London', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const fields = { reason: 'other', from: '2026-12-01', until: '2027-06-01', note: '', seenPresentBy: '2027-09-30' };
    await post(open, lead, deferral(person), fields);
    const states: string[] = [];
    for (const at of ['2026-11-30T23:59:59Z', '2026-12-01T00:00:00Z', '2027-05-31T22:59:59Z', '2027-05-31T23:00:00Z']) {
      await open.holdClock(at);
      await sweep();
      states.push((await enrolmentNow(open, person)).state);
    }
    await open.holdClock('2026-11-02T10:00:00Z');
    expect(states).toEqual(['active', 'deferred', 'deferred', 'active']);
    const [row] = await open.database.query(`select ended_at from deferral where enrolment_id = $1`, [
      person.enrolmentId,
    ]);
    expect(row).toEqual({ ended_at: new Date('2027-05-31T23:00:00Z') });
  });

  it('that is over when it is approved shifts the clock and leaves the state (edge case 38)', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const fields = {
      reason: 'bereavement',
      from: '2026-03-01',
      until: '2026-04-01',
      note: '',
      seenPresentBy: '2027-05-02',
    };
    expect((await post(open, lead, deferral(person), fields)).status).toBe(303);
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.presentBy]).toEqual(['active', '2027-05-02']);
  });

  it('that has begun, with a window open and a place in it, cancels that place without charge (edge case 38)', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const bookingId = await giveBooking(open, person, await window('2026-11-05'));
    await open.holdClock('2026-11-10T10:00:00Z');
    const fields = {
      reason: 'long-term-sickness',
      from: '2026-11-09',
      until: '2027-01-09',
      note: '',
      seenPresentBy: '2027-06-01',
    };
    expect((await post(open, lead, deferral(person), fields)).status).toBe(303);
    await open.holdClock('2026-11-02T10:00:00Z');
    expect(await bookingState(bookingId)).toBe('cancelled');
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.unpaidPence]).toEqual(['deferred', 0]);
  });

  it.each([
    ['no reason', { reason: 'holiday' }, 'deferral-reason-unknown'],
    ['no date', { from: 'soon' }, 'deferral-date-unreadable'],
    ['ending before it begins', { until: '2026-12-01' }, 'deferral-not-in-order'],
    ['before the start', { from: '2025-09-30' }, 'deferral-before-the-start'],
    ['from after presentBy (edge case 38)', { from: '2027-04-02', until: '2027-05-02' }, 'deferral-after-present-by'],
    ['over twelve months (edge case 38)', { until: '2027-12-02' }, 'deferral-too-long'],
  ])('is refused for %s', async (_, change, code) => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const asked = { reason: 'other', from: '2026-12-01', until: '2027-01-01', note: '', seenPresentBy: 'x', ...change };
    const answer = await api(open, lead, deferral(person), asked);
    expect((answer.json() as { code: string }).code).toBe(code);
  });

  it('may overlap presentBy, and last exactly twelve months (edge case 38)', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const fields = { reason: 'other', from: '2027-04-01', until: '2028-04-01', note: '', seenPresentBy: '2028-04-01' };
    expect((await post(open, lead, deferral(person), fields)).problems).toEqual([]);
  });

  it('that is to come keeps its participant out of windows that are open meanwhile, and off their lists', async () => {
    const [away, holder] = [await giveEnrolled(open), await giveEnrolled(open)];
    const windowId = await window('2027-02-25');
    const fields = { ...reasons, from: '2027-03-01', until: '2027-04-01', seenPresentBy: '2028-04-21' };
    expect((await post(open, lead, deferral(away), fields)).status).toBe(303);
    const refused = await post(open, away, `/windows/${windowId}/bookings`, {});
    expect(refused.problems.join()).toMatch(/deferred from 1 March 2027.*back on 1 April 2027/);
    await open.database.query(`update assessment_window set capacity = 1 where id = $1`, [windowId]);
    await giveBooking(open, holder, windowId);
    const waiting = await post(open, away, `/windows/${windowId}/waiting-place`, {});
    expect(waiting.status).toBe(422);
  });

  it('that is over lets its participant submit on the day of return, before the hour’s sweep has seen it', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const bookingId = await giveBooking(open, person, await window('2026-12-01'));
    const fields = { ...reasons, from: '2026-11-02', until: '2026-12-01', seenPresentBy: '2027-04-30' };
    expect((await post(open, lead, deferral(person), fields)).status).toBe(303);
    await open.holdClock('2026-12-01T09:30:00Z');
    await open.database.transact('job:spec', async (tx) => {
      expect(await enrolmentsOf(open).markPresented(tx, person.enrolmentId)).toMatchObject({ state: 'presented' });
      await enrolmentsOf(open).useBooking(tx, bookingId);
    });
    await open.holdClock('2026-11-02T10:00:00Z');
    expect((await journal(person.enrolmentId)).map(({ act }) => act)).toEqual(
      expect.arrayContaining(['deferral.ended', 'enrolment.presented']),
    );
  });

  it('is not run into by a closing time of one’s own, whichever came first (edge 50)', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const bookingId = await giveBooking(open, person, await window('2026-12-01'));
    const fields = { ...reasons, from: '2026-12-20', until: '2027-01-10', seenPresentBy: '2027-04-22' };
    const closing = async (day: string): Promise<readonly string[]> =>
      (await post(open, lead, `/bookings/${bookingId}/closing-time`, { day, time: '17:00', reason: 'Agreed' }))
        .problems;
    expect(await closing('2026-12-19')).toEqual([]);
    expect((await post(open, lead, deferral(person), fields)).status).toBe(303);
    expect((await closing('2026-12-21')).join()).toContain('deferred from 20 December 2026');
    expect(await bookingState(bookingId)).toBe('confirmed');
    const other = await giveEnrolled(open, { startDate: '2025-10-01' });
    const held = await giveBooking(open, other, await window('2026-12-02'));
    const late = { day: '2026-12-21', time: '17:00', reason: 'Agreed' };
    expect((await post(open, lead, `/bookings/${held}/closing-time`, late)).problems).toEqual([]);
    expect((await post(open, lead, deferral(other), fields)).status).toBe(303);
    expect(await bookingState(held)).toBe('cancelled');
  });

  it('is granted once where two leads decide at once', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const other = await givePerson(open, { roles: ['lead'] });
    const fields = { reason: 'other', from: '2026-12-01', until: '2027-01-01', note: '', seenPresentBy: '2027-05-02' };
    const answers = await Promise.all([lead, other].map((who) => api(open, who, deferral(person), fields)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422]);
    const rows = await open.database.query(`select 1 from deferral where enrolment_id = $1`, [person.enrolmentId]);
    expect(rows).toHaveLength(1);
  });
});

describe('a lapse', () => {
  it('comes with the first instant of the day after presentBy in London, not of UTC (edge case 47)', async () => {
    // 18 months from 15 January 2025: 15 July 2026, which ends in London at 23:00 UTC.
    const person = await giveEnrolled(open, { startDate: '2025-01-15' });
    await open.holdClock('2026-07-15T22:59:59Z');
    await sweep();
    expect((await enrolmentNow(open, person)).state).toBe('active');
    await open.holdClock('2026-07-15T23:00:00Z');
    await sweep();
    await sweep();
    await open.holdClock('2026-11-02T10:00:00Z');
    expect((await enrolmentNow(open, person)).state).toBe('lapsed');
    expect(await letters(person)).toEqual(['Your time to present for assessment has run out']);
  });

  it('comes with a letter each time, also where a corrected date is corrected back to the same last day', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-04-01' });
    const correct = async (startDate: string, seenPresentBy: string): Promise<void> => {
      const fields = { startDate, reason: 'A slip', seenPresentBy };
      await post(open, administrator, `/enrolments/${person.enrolmentId}/start-date`, fields);
      await sweep();
    };
    await sweep();
    await correct('2025-10-01', '2027-04-01');
    expect((await enrolmentNow(open, person)).state).toBe('active');
    await correct('2025-04-01', '2026-10-01');
    expect((await enrolmentNow(open, person)).state).toBe('lapsed');
    const runOut = (await letters(person)).filter((subject) => subject.includes('has run out'));
    expect(runOut).toHaveLength(2);
  });

  it('does not come to one who holds a place, or has used it, whatever the day', async () => {
    const holds = await giveEnrolled(open, { startDate: '2025-10-01' });
    const used = await giveEnrolled(open, { startDate: '2025-10-01' });
    const windowId = await window('2026-11-05');
    await giveBooking(open, holds, windowId);
    const bookingId = await giveBooking(open, used, windowId);
    await open.database.transact('job:spec', async (tx) => {
      await enrolmentsOf(open).useBooking(tx, bookingId);
    });
    await open.database.query(`update enrolment set present_by = '2026-10-01' where id = any($1)`, [
      [holds.enrolmentId, used.enrolmentId],
    ]);
    await sweep();
    expect((await enrolmentNow(open, holds)).state).toBe('active');
    expect((await enrolmentNow(open, used)).state).toBe('active');
  });

  it('is undone by an extension, once, within the framework’s days', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-04-25' });
    await sweep();
    const path = `/enrolments/${person.enrolmentId}/extension`;
    const code = async (days: string, seenPresentBy: string): Promise<string | undefined> =>
      ((await api(open, lead, path, { days, reason: 'Illness', seenPresentBy })).json() as { code?: string }).code;
    expect(await code('29', '')).toBe('extension-too-long');
    expect(await code('0', '')).toBe('extension-not-days');
    expect(await code('7', '')).toBe('extension-ends-in-the-past');
    expect(await code('9', '2026-11-03')).toBeUndefined();
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.presentBy, mine.presentByWhy]).toEqual([
      'active',
      '2026-11-03',
      '18 months from 25 April 2025; extended by 9 days',
    ]);
    expect(await code('2', '')).toBe('extensions-used-up');
  });

  it('becomes a final fail where a resubmission runs out', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-05-10' });
    await open.database.transact('job:spec', async (tx) => {
      await enrolmentsOf(open).markPresented(tx, person.enrolmentId);
      const releasedOn = Temporal.PlainDate.from('2026-04-02');
      await enrolmentsOf(open).openResubmission(tx, person.enrolmentId, { afterAttempt: 1, releasedOn });
    });
    await sweep();
    expect((await enrolmentNow(open, person)).state).toBe('failed');
    expect(await letters(person)).toEqual(['Your time to resubmit has run out']);
  });
});

describe('a withdrawal', () => {
  it('releases the place without charge, once, and not after an outcome', async () => {
    const person = await giveEnrolled(open);
    const bookingId = await giveBooking(open, person, await window('2026-11-05'));
    const path = `/enrolments/${person.enrolmentId}/withdrawal`;
    const unknown = await post(open, administrator, path, { reason: '', note: '' });
    expect([unknown.status, unknown.problems]).toEqual([422, ['Choose a reason']]);
    expect((await post(open, administrator, path, { reason: 'moving-school', note: '' })).status).toBe(303);
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.unpaidPence, await bookingState(bookingId)]).toEqual(['withdrawn', 0, 'cancelled']);
    expect((await post(open, administrator, path, { reason: 'moving-school', note: '' })).status).toBe(422);
    const passed = await giveEnrolled(open);
    await open.database.transact('job:spec', async (tx) => {
      await enrolmentsOf(open).markPresented(tx, passed.enrolmentId);
      await enrolmentsOf(open).settleAnew(tx, passed.enrolmentId, {
        attemptNo: 1,
        was: null,
        now: 'passed',
        on: Temporal.PlainDate.from('2026-11-02'),
        reason: 'Story',
      });
    });
    const late = await post(open, administrator, `/enrolments/${passed.enrolmentId}/withdrawal`, {
      reason: 'other',
      note: '',
    });
    expect(late.problems).toEqual(['This enrolment is passed, so it cannot be withdrawn']);
  });
});

describe('the pages of a participant’s clock', () => {
  it('show everything to staff of the provider, and nothing to others', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-08-31' });
    const shown = await visit(open, lead, `/participants/${person.participantId}`);
    expect(shown.text).toContain('18 months from 31 August 2025; February has 28 days');
    expect(shown.text).toContain(`/enrolments/${person.enrolmentId}/deferral`);
    expect(shown.text).not.toContain(`/enrolments/${person.enrolmentId}/withdrawal`);
    const strangers: [Person, number][] = [
      [await givePerson(open, { roles: ['lead'], provider: 'OTHER' }), 404],
      [await givePerson(open, { roles: ['assessor'] }), 403],
      [await givePerson(open, { roles: ['qa-agent'] }), 403],
      [person, 403],
    ];
    for (const [who, status] of strangers)
      expect((await visit(open, who, `/participants/${person.participantId}`)).status).toBe(status);
    const path = `/enrolments/${person.enrolmentId}`;
    expect((await visit(open, administrator, `${path}/deferral`)).status).toBe(403);
    expect((await visit(open, lead, `${path}/start-date`)).status).toBe(403);
    expect((await visit(open, lead, `${path}/withdrawal`)).status).toBe(403);
    expect((await visit(open, strangers[0]?.[0] ?? lead, `${path}/deferral`)).status).toBe(404);
  });

  it('close a charge once: paid by an administrator, or waived by a lead with a reason (edge case 49)', async () => {
    const person = await giveEnrolled(open);
    const charge = async (): Promise<string> =>
      (
        await open.database.one<{ id: string }>(
          `insert into charge (enrolment_id, kind, pence, at) values ($1, 'resubmission', 15000, app_now()) returning id`,
          [person.enrolmentId],
        )
      ).id;
    const [one, two] = [await charge(), await charge()];
    expect((await post(open, lead, `/charges/${one}/waiver`, { reason: '' })).problems).toEqual([
      'Give a reason: it is kept in the record',
    ]);
    expect((await post(open, lead, `/charges/${one}/waiver`, { reason: 'Hardship' })).status).toBe(303);
    expect((await post(open, administrator, `/charges/${one}/settlement`)).status).toBe(422);
    expect((await post(open, administrator, `/charges/${two}/settlement`)).status).toBe(303);
    expect((await post(open, administrator, `/charges/${two}/waiver`, { reason: 'x' })).status).toBe(403);
    expect((await enrolmentNow(open, person)).unpaidPence).toBe(0);
  });
});

describe('a lead', () => {
  it('sees who has no place from the day of the framework’s farthest reminder on', async () => {
    await open.holdClock('2026-11-02T10:00:00Z');
    const own = await givePerson(open, { roles: ['lead'], provider: 'FAR' });
    const person = await giveEnrolled(open, { provider: 'FAR', startDate: '2026-09-21' });
    const inDays = async (days: number): Promise<string> => {
      await open.database.query(`update enrolment set present_by = london_date(app_now()) + $2::int where id = $1`, [
        person.enrolmentId,
        days,
      ]);
      return (await visit(open, own, '/')).text;
    };
    expect(await inDays(90)).not.toContain('See who has no place');
    expect(await inDays(89)).toContain('See who has no place and little time left: 1 participant');
  });
});
