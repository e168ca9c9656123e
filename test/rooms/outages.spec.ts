import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { giveSignOfLife, silenceMs, writeStretches } from '../../src/platform/outages/outage-log.js';
import type { OutagePart } from '../../src/platform/outages/outage-memory.js';
import { OutageWatch } from '../../src/platform/outages/outage-watch.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api } from '../support/browse.js';
import { giveBooking, giveEnrolled, giveWindow } from '../support/story/enrolment.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-02T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
});
beforeEach(async () => {
  await open.database.query(`delete from outage`);
});

/** What a process saw from `from` to `until` seconds ago. */
const saw = (by: string, part: OutagePart, from: number, until: number): Promise<void> =>
  open.database.transact('job:spec', (tx) =>
    writeStretches(tx, by, [{ part, from: -from * 1_000, until: -until * 1_000 }], 0),
  );
const log = (): Promise<{ part: string; began: string; ended: string; by: string[] }[]> =>
  open.database.query(
    `select part, to_char(began_at at time zone 'UTC', 'HH24:MI:SS') as began,
            to_char(ended_at at time zone 'UTC', 'HH24:MI:SS') as ended, seen_by as by from outage order by part, began_at`,
  );

describe('the log of outages', () => {
  it('turns how long ago it was into instants of the database’s clock, whatever the clock of a process says (edge case 6)', async () => {
    await saw('a', 'database', 600, 300);
    expect(await log()).toEqual([{ part: 'database', began: '09:50:00', ended: '09:55:00', by: ['a'] }]);
  });

  it('makes one stretch of what several processes saw of it, also where it only touches or bridges two', async () => {
    await saw('a', 'database', 600, 500);
    await saw('b', 'database', 550, 400);
    await saw('c', 'database', 300, 200);
    expect(await log()).toHaveLength(2);
    await saw('d', 'database', 400, 300);
    expect(await log()).toEqual([{ part: 'database', began: '09:50:00', ended: '09:56:40', by: ['a', 'b', 'c', 'd'] }]);
  });

  it('keeps parts, and stretches with time between them, apart', async () => {
    await saw('a', 'database', 600, 500);
    await saw('a', 'store', 600, 500);
    await saw('a', 'database', 400, 300);
    expect((await log()).map(({ part }) => part)).toEqual(['database', 'database', 'store']);
  });

  it('has one stretch in the end, also where thirty processes write theirs at once', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => saw(`process ${n}`, 'database', 600 - n * 10, 550 - n * 10)),
    );
    const lines = await log();
    expect(lines.map(({ began, ended }) => [began, ended])).toEqual([['09:50:00', '09:55:40']]);
    expect(lines[0]?.by).toHaveLength(30);
  });

  it('cannot hold a part that fails twice at once: the database refuses it', async () => {
    await saw('a', 'database', 600, 500);
    await expect(
      open.database.query(
        `insert into outage (part, began_at, ended_at, seen_by) values ('database', '2026-11-02T09:51:00Z', '2026-11-02T09:52:00Z', '{}')`,
      ),
    ).rejects.toThrow('outage_one_at_a_time');
  });

  it('writes a stretch that goes on again and again, longer, as one', async () => {
    for (const until of [590, 400, 100]) await saw('a', 'store', 600, until);
    expect(await log()).toEqual([{ part: 'store', began: '09:50:00', ended: '09:58:20', by: ['a'] }]);
  });
});

describe('nobody being there', () => {
  it('is noticed by the next process that starts, and is no silence where another gave a sign of life', async () => {
    await open.database.query(`delete from sign_of_life`);
    expect(await silenceMs(open.database)).toBe(0);
    await open.database.query(
      `insert into sign_of_life (process, at) values ('dead', clock_timestamp() - interval '10 minutes')`,
    );
    const silent = await silenceMs(open.database);
    expect([silent >= 600_000, silent < 660_000]).toEqual([true, true]);
    await giveSignOfLife(open.database, 'alive');
    expect(await silenceMs(open.database)).toBe(0);
  });

  it('is written as an outage of the whole service', async () => {
    await open.database.query(`update sign_of_life set at = clock_timestamp() - interval '10 minutes'`);
    const watch = open.app.get(OutageWatch, { strict: false });
    await watch.start();
    watch.beforeApplicationShutdown();
    expect((await log()).map(({ part, ended }) => [part, ended])).toEqual([['service', '10:00:00']]);
    await watch.start();
    watch.beforeApplicationShutdown();
    expect(await log()).toHaveLength(1);
  });
});

describe('a try to submit that we answer with a fault', () => {
  it('is kept with whose it was and when, and no other fault is', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    await giveBooking(open, person, await giveWindow(open, { opensOn: '2026-11-10', bookingClosesOn: '2026-11-10' }));
    await open.settle();
    // A row names bytes that the store has not got: the fault of a store that lost them.
    await open.database.query(
      `insert into document (enrolment_id, attempt_no, component, original_name, sha256, size, kind, state, scan, uploaded_by, uploaded_at)
       values ($1, 1, 'account-T1', 'one.docx', repeat('a', 64), 10, 'docx', 'checked', 'off', $2, app_now())`,
      [person.enrolmentId, person.signInId],
    );
    const quiet = console.error;
    console.error = () => undefined;
    const answer = await api(open, person, '/submission', { manifestHash: 'x' });
    console.error = quiet;
    expect(answer.status).toBe(500);
    await api(open, person, '/declarations', { kinds: 7 });
    await open.app.get(OutageWatch, { strict: false }).round();
    const kept = await open.database.query(
      `select path, status, sign_in_id as who, at between app_now() - interval '1 minute' and app_now() as now from failed_request`,
    );
    expect(kept).toEqual([{ path: '/submission', status: 500, who: person.signInId, now: true }]);
    await open.app.get(OutageWatch, { strict: false }).round();
    expect(await open.database.query(`select 1 from failed_request`)).toHaveLength(1);
  });
});
