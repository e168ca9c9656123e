import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { LockMarks } from '../../src/marking/lock-marks.js';
import { MarkingJobs } from '../../src/marking/marking.jobs.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { accept, assign, giveAssessor, markAll, type Assessor } from '../support/story/marking.js';
import { givePerson } from '../support/story/people.js';
import { giveScript, type GivenScript } from '../support/story/scripts.js';
import { until } from '../support/until.js';
import { workOf } from '../support/work.js';

let open: TestApp;
let script: GivenScript;
let assessor: Assessor;
let markSetId: string;

beforeAll(async () => {
  open = await openTestApp();
  // Each case sweeps itself.
  await open.keepFromTimetable('marking.sweep');
});
afterAll(() => open.close());
const giveMarked = async (): Promise<void> => {
  script = await giveScript(open);
  assessor = await giveAssessor(open);
  await assign(open, script, assessor);
  markSetId = await accept(open, script, assessor);
  await markAll(open, script, assessor, markSetId, { '1.4.1': 1 });
};
beforeEach(async () => {
  await open.holdClock('2026-11-23T10:00:00Z');
  await giveMarked();
});

const path = (act: string): string => `/scripts/${script.number}/${act}`;
const handIn = (): ReturnType<typeof post> => post(open, assessor, path('lock'), { markSetId });
const takeBack = (): ReturnType<typeof post> => post(open, assessor, path('take-back'), { markSetId });
const setNow = (): Promise<{ state: string; assignment: string; lockedAt: Date | null; marking: string }> =>
  open.database.one(
    `select s.state, a.state as assignment, s.locked_at as "lockedAt", m.state as marking
     from mark_set s join assignment a on a.id = s.assignment_id join marking m on m.script_number = s.script_number
     where s.id = $1`,
    [markSetId],
  );
const acts = async (): Promise<string[]> =>
  (
    await open.database.query<{ act: string }>(
      `select act from journal_entry where aggregate = 'mark-set' and aggregate_id = $1 order by seq`,
      [markSetId],
    )
  ).map(({ act }) => act);
/** The clock moves and the queues lock what is due. */
const goTo = async (instant: string): Promise<void> => {
  await open.holdClock(instant);
  await open.database.query(`select pg_notify('work', '')`);
  await until('what is due is locked', async () => {
    const due = await open.database.query(
      `select from work_item where kind = 'marking.lock' and state in ('waiting', 'running') and due_at <= app_now()`,
    );
    return due.length === 0;
  });
};

describe('marks that are handed in', () => {
  it('can be taken back, mended and handed in again, without script and by the API', async () => {
    expect(textOf((await visit(open, assessor, path('lock'))).text)).toContain('For 15 minutes you can take them back');
    expect(await handIn()).toMatchObject({ status: 303, location: '/marking' });
    const shown = await visit(open, assessor, `/scripts/${script.number}`);
    expect(textOf(shown.text)).toContain('Until then nobody else sees your marks');
    expect(shown.text).toContain('readonly');
    expect(shown.text).not.toContain('marking.js');
    expect(textOf((await visit(open, assessor, '/marking')).text)).toContain('Handed in');
    expect(textOf((await visit(open, assessor, '/marking')).text)).toContain('1 of 1 done');
    const late = { id: randomUUID(), criterion: '1.4.1', baseVersion: 1, level: 0, comment: 'Late', pointers: [] };
    expect((await api(open, assessor, path('marks'), { markSetId, changes: [late] })).status).toBe(422);
    expect(await takeBack()).toMatchObject({ status: 303, location: `/scripts/${script.number}` });
    expect((await api(open, assessor, path('marks'), { markSetId, changes: [late] })).status).toBe(200);
    expect((await api(open, assessor, path('lock'), { markSetId })).json()).toMatchObject({
      markSetId,
      finalAt: '2026-11-23T10:15:00Z',
    });
    expect((await api(open, assessor, path('take-back'), { markSetId })).json()).toMatchObject({ markSetId });
    expect(await acts()).toEqual([
      'marks.opened',
      'marks.handed-in',
      'marks.taken-back',
      'marks.handed-in',
      'marks.taken-back',
    ]);
  });

  it('are locked by a job when the time is over, as of then, and not a second before', async () => {
    await handIn();
    await goTo('2026-11-23T10:14:59.999Z');
    expect(await setNow()).toMatchObject({ state: 'handed-in', assignment: 'marking', marking: 'first-marking' });
    await goTo('2026-11-23T10:15:00Z');
    const { lockedAt, ...rest } = await setNow();
    expect(rest).toEqual({ state: 'locked', assignment: 'locked', marking: 'second-marking' });
    expect(lockedAt?.toISOString()).toBe('2026-11-23T10:15:00.000Z');
    expect(await takeBack()).toMatchObject({
      status: 422,
      problems: [expect.stringContaining('cannot be taken back')],
    });
    await expect(
      open.database.query(`update mark_set set state = 'open', final_at = null where id = $1`, [markSetId]),
    ).rejects.toThrow('the mark set is locked');
  });

  it('cannot be taken back after that, where the job is late: the clock decides', async () => {
    await handIn();
    await open.database.query(`update work_item set due_at = due_at + interval '1 day' where kind = 'marking.lock'`);
    await open.holdClock('2026-11-23T10:15:00Z');
    expect((await takeBack()).status).toBe(422);
    expect((await setNow()).state).toBe('handed-in');
    await open.app.get(MarkingJobs, { strict: false }).sweep(workOf('marking.sweep'));
    expect((await setNow()).state).toBe('locked');
  });

  it('have a time of their own each time: the job of the first does not lock the second', async () => {
    await handIn();
    await open.holdClock('2026-11-23T10:10:00Z');
    await takeBack();
    await handIn();
    await goTo('2026-11-23T10:20:00Z');
    expect((await setNow()).state).toBe('handed-in');
    await goTo('2026-11-23T10:25:00Z');
    expect((await setNow()).state).toBe('locked');
    expect((await acts()).filter((act) => act === 'marks.locked')).toHaveLength(1);
  });

  it('taken back and left there are locked by nobody', async () => {
    await handIn();
    await takeBack();
    await goTo('2026-11-24T10:00:00Z');
    expect(await setNow()).toMatchObject({ state: 'open', assignment: 'marking' });
  });

  it('and recalled by the lead meanwhile, or given back, count for nothing', async () => {
    await handIn();
    await open.database.query(`update assignment set state = 'recalled', reason = 'Unwell' where script_number = $1`, [
      script.number,
    ]);
    expect((await takeBack()).status).toBe(404);
    await goTo('2026-11-23T10:30:00Z');
    expect(await setNow()).toMatchObject({ state: 'handed-in', assignment: 'recalled', marking: 'first-marking' });
    await open.database.query(`update assignment set state = 'marking' where script_number = $1`, [script.number]);
    await open.app.get(LockMarks, { strict: false }).runDue('job:marking.sweep');
    expect((await setNow()).state).toBe('locked');
  });

  it('fifty at once who hand in and take back leave one of the two states, and no second lock', async () => {
    await handIn();
    const answers: Awaited<ReturnType<typeof post>>[] = [];
    // In tens: the pool has ten connections, and whoever waits too long for one is told to come again.
    for (let ten = 0; ten < 5; ten += 1)
      answers.push(
        ...(await Promise.all(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? takeBack() : handIn())))),
      );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    const happened = (await acts()).slice(1);
    happened.forEach((act, at) => expect(act).toBe(at % 2 === 0 ? 'marks.handed-in' : 'marks.taken-back'));
    // Nobody locks but we: the work that each handing in ordered is due then as well.
    await open.database.query(`update work_item set due_at = due_at + interval '1 day' where kind = 'marking.lock'`);
    await open.holdClock('2026-11-23T10:15:00Z');
    const lock = open.app.get(LockMarks, { strict: false });
    const locked = await Promise.all(
      Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? lock.run('job:marking.lock', markSetId) : takeBack())),
    );
    const once = locked.filter((one) => one === true).length;
    expect(once).toBe(happened.length % 2);
    expect((await setNow()).state).toBe(once === 1 ? 'locked' : 'open');
  });

  it('are seen and used by nobody else before they are final', async () => {
    await handIn();
    const lead = await givePerson(open, { roles: ['lead'] });
    const window = `/marking-progress/${script.windowId}`;
    const [{ id } = { id: '' }] = await open.database.query<{ id: string }>(
      `select id from assignment where script_number = $1`,
      [script.number],
    );
    for (const page of [window, `${window}/agreement`, `${window}/second-marks`, `/assignments/${id}`]) {
      const { text, status } = await visit(open, lead, page);
      expect([page, status]).toEqual([page, 200]);
      expect(text).not.toContain('Words of');
      expect(text).not.toMatch(/handed in/i);
    }
    const other = await giveScript(open);
    await assign(open, other, assessor);
    await accept(open, other, assessor);
    const earlier = await visit(open, assessor, `/scripts/${other.number}/earlier-comments?criterion=1.4.1`);
    expect(earlier.text).not.toContain('Words of');
    expect(
      await open.database.query(
        `select from outbox where event = 'second.wanted' and subject ->> 'scriptNumber' = $1`,
        [script.number],
      ),
    ).toEqual([]);
  });

  it('look alike to a second assessor whether the first has handed in, taken back or neither', async () => {
    await handIn();
    await goTo('2026-11-23T10:15:00Z');
    const first = { assessor, markSetId };
    [assessor, markSetId] = [await giveAssessor(open), ''];
    await assign(open, script, assessor, 'second');
    markSetId = await accept(open, script, assessor);
    await markAll(open, script, assessor, markSetId);
    const page = textOf((await visit(open, assessor, path('lock'))).text);
    await handIn();
    const handedIn = textOf((await visit(open, assessor, `/scripts/${script.number}`)).text);
    expect(`${page} ${handedIn}`).not.toMatch(/second|other assessor/i);
    expect((await post(open, first.assessor, path('take-back'), { markSetId })).status).toBe(422);
    expect((await setNow()).state).toBe('handed-in');
  });

  it('are locked at once where the framework gives no time', async () => {
    await open.database.query(
      `insert into framework_version (id, title, provenance, definition, published_at)
       values ('no-grace', 'A version', 'reconstructed', $1, app_now() + interval '1 second')`,
      [JSON.stringify({ ...npqel2017, marking: { ...npqel2017.marking, lockGraceMinutes: null } })],
    );
    await giveMarked();
    expect(script.frameworkVersion).toBe('no-grace');
    await handIn();
    expect(await setNow()).toMatchObject({ state: 'locked', assignment: 'locked' });
    expect(await acts()).toEqual(['marks.opened', 'marks.handed-in', 'marks.locked']);
  });
});
