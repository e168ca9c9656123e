import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JoinWaitingList } from '../../src/enrolment/bookings/join-waiting-list.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { textOf, visit } from '../support/browse.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let lead: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-02T10:00:00Z');
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

interface Forecast {
  readonly windows: readonly Record<string, unknown>[];
  readonly atRisk: readonly { days: number; people: number; withoutWindow: number }[];
}
const json = async <T>(who: Person, path: string): Promise<T> => {
  const answer = await open.app.inject({ url: `/api/v1${path}`, headers: who.headers });
  expect(answer.statusCode).toBe(200);
  return answer.json<T>();
};
const statements = (answer: { headers: Readonly<Record<string, unknown>> }): number =>
  Number(/desc="(\d+)"/.exec(String(answer.headers['server-timing']))?.[1]);
/** 18 months before the day to present by. */
const byThe = (presentBy: string, name: string): Promise<Enrolled> =>
  giveEnrolled(open, { name, startDate: Temporal.PlainDate.from(presentBy).subtract({ months: 18 }).toString() });

describe('what a lead sees coming', () => {
  let people: Record<'booked' | 'waits' | 'last' | 'later' | 'nowhere' | 'away' | 'lapsed', Enrolled>;
  beforeAll(async () => {
    const january = await giveWindow(open, { opensOn: '2027-01-10', name: 'January', capacity: 1 });
    await giveWindow(open, { opensOn: '2027-03-01', name: 'March', capacity: 5 });
    people = {
      booked: await byThe('2027-02-10', 'Booked Person'),
      waits: await byThe('2027-02-11', 'Waiting Person'),
      last: await byThe('2027-01-28', 'January Person'),
      later: await byThe('2027-06-10', 'March Person'),
      nowhere: await byThe('2026-11-20', 'Nowhere Person'),
      away: await byThe('2027-04-10', 'Away Person'),
      lapsed: await byThe('2026-11-01', 'Lapsed Person'),
    };
    await giveBooking(open, people.booked, january);
    await open.app
      .get(JoinWaitingList, { strict: false })
      .run({ actor: 'job:spec', signInId: people.waits.signInId, windowId: january });
    // Away while March is open: January is the last window that can be used.
    await open.database.query(
      `insert into deferral (enrolment_id, reason, from_date, to_date, decided_by, decided_at)
       values ($1, 'other', '2027-03-05', '2027-04-05', $2, app_now())`,
      [people.away.enrolmentId, lead.signInId],
    );
    await open.database.query(`update enrolment set state = 'lapsed' where id = $1`, [people.lapsed.enrolmentId]);
    await giveEnrolled(open, { provider: 'OTH', name: 'Another Provider', startDate: '2025-07-28' });
  });

  it('is each person once: in the window of their place, the one they wait for, or the last that fits', async () => {
    const { windows } = await json<Forecast>(lead, '/forecast');
    expect(
      windows.map(({ name, booked, waiting, unbooked, presentations }) => [
        name,
        booked,
        waiting,
        unbooked,
        presentations,
      ]),
    ).toEqual([
      ['January', 1, 1, 2, 4],
      ['March', 0, 0, 1, 1],
    ]);
    expect(windows[0]).toMatchObject({
      places: 1,
      lacksPlaces: true,
      marks: 8,
      marksAtMost: 0,
      hours: 24,
      hoursAtMost: 0,
    });
  });

  it('holds the marks against the capacities of those who are accredited when the window closes', async () => {
    const [capable, expired, elsewhere] = [
      await givePerson(open, { roles: ['assessor'] }),
      await givePerson(open, { roles: ['assessor'] }),
      await givePerson(open, { roles: ['assessor'], provider: 'OTH' }),
    ];
    const accredit = (staffId: string | null, until: string): Promise<unknown> =>
      open.database.query(
        `insert into accreditation (staff_id, framework_version, state, valid_to, capacity)
         select $1, id, 'accredited', $2, 7 from framework_version`,
        [staffId, until],
      );
    await accredit(capable.staffId, '2027-03-01');
    await accredit(expired.staffId, '2027-01-23');
    await accredit(elsewhere.staffId, '2028-01-01');
    const { windows } = await json<Forecast>(lead, '/forecast');
    // January closes on the 24th, March on the 15th.
    expect(windows.map(({ marksAtMost, hoursAtMost }) => [marksAtMost, hoursAtMost])).toEqual([
      [7, 21],
      [0, 0],
    ]);
  });

  it('names who has 90, 60 and 30 days or less and no place, and for whom no window is left', async () => {
    const { atRisk } = await json<Forecast>(lead, '/forecast');
    expect(atRisk).toEqual([
      { days: 90, people: 2, withoutWindow: 1 },
      { days: 60, people: 1, withoutWindow: 1 },
      { days: 30, people: 1, withoutWindow: 1 },
    ]);
    const { people: listed } = await json<{ people: Record<string, unknown>[] }>(lead, '/at-risk?within=101');
    expect(listed.map(({ name, daysLeft, lastWindow, waitsFor }) => [name, daysLeft, lastWindow, waitsFor])).toEqual([
      ['Nowhere Person', 18, null, null],
      ['January Person', 87, 'January', null],
      ['Waiting Person', 101, 'January', 'January'],
    ]);
    const shown = await visit(open, lead, '/at-risk?within=30');
    expect(textOf(shown.text)).toContain('None: an extension, or a window more');
    expect(shown.text).toContain(`/participants/${people.nowhere.participantId}`);
  });

  it('is shown in at most five statements, whatever the number of people, and saved as CSV', async () => {
    for (const path of ['/forecast', '/at-risk', '/metric-4'])
      expect([path, statements(await visit(open, lead, path)) <= 5]).toEqual([path, true]);
    const rows = async (path: string): Promise<string[]> =>
      (await open.app.inject({ url: path, headers: lead.headers })).body.trim().split('\r\n');
    expect((await rows('/forecast/csv'))[1]).toMatch(/^January,2027-01-10T09:00:00.000Z,/);
    expect(await rows('/at-risk/csv?within=101')).toHaveLength(4);
    expect(await rows('/metric-4/csv')).toHaveLength(3);
  });
});

describe('metric 4', () => {
  it('counts a first submission up to the end of presentBy in London, by the academic year of the start', async () => {
    const own = await givePerson(open, { roles: ['lead'], provider: 'MET' });
    const started = (startDate: string): Promise<Enrolled> => giveEnrolled(open, { provider: 'MET', startDate });
    // Both of 2024 to 2025; 31 August and 1 September are two years.
    const [inTime, late, left, early] = [
      await started('2024-12-15'),
      await started('2024-12-15'),
      await started('2025-08-31'),
      await started('2025-09-01'),
    ];
    const present = (of: Enrolled, at: string): Promise<unknown> =>
      open.database.query(`update enrolment set state = 'presented', presented_at = $2 where id = $1`, [
        of.enrolmentId,
        at,
      ]);
    // presentBy is 15 June 2026, which ends at 23:00 UTC.
    await present(inTime, '2026-06-15T22:59:59Z');
    await present(late, '2026-06-15T23:00:00Z');
    await open.database.query(`update enrolment set state = 'withdrawn' where id = $1`, [left.enrolmentId]);
    const { lines } = await json<{ lines: Record<string, unknown>[] }>(own, '/metric-4');
    expect(lines).toEqual([
      expect.objectContaining({ year: '2025 to 2026', started: 1, running: 1, ofAll: 0, isFinal: false }),
      expect.objectContaining({
        year: '2024 to 2025',
        started: 3,
        inTime: 1,
        late: 1,
        withdrawn: 1,
        ofAll: 33.3,
        ofThoseWhoStayed: 50,
      }),
    ]);
    expect(early.enrolmentId).toBeTruthy();
  });

  it('shows the quality agent every provider and nobody’s name, and a lead their own', async () => {
    const agent = await givePerson(open, { roles: ['qa-agent'], provider: 'DFE' });
    const { lines } = await json<{ lines: { provider: string }[] }>(agent, '/metric-4');
    expect(new Set(lines.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(3);
    const shown = textOf((await visit(open, lead, '/metric-4')).text);
    expect(shown).not.toContain('Provider MET');
    expect((await visit(open, agent, '/metric-4')).text).not.toContain('Booked Person');
    expect((await visit(open, agent, '/forecast')).status).toBe(403);
  });
});
