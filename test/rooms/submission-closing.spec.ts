import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { layClock } from '../../src/bench/clock-cohort.js';
import { SweepEnrolments } from '../../src/enrolment/participants/sweep-enrolments.js';
import { openContext } from '../../src/open-app.js';
import { readConfig } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.js';
import { verifyJournal } from '../../src/platform/journal/verify-journal.js';
import { CloseWindows } from '../../src/submission/index.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { workOf } from '../support/work.js';

let test: TestDatabase;
let context: INestApplicationContext;
let database: Database;
const settings = (home: string, url: string): Record<string, string> => ({
  DATABASE_URL: url,
  STORE_DIRECTORY: join(home, 'store'),
  KEYS_DIRECTORY: join(home, 'keys'),
});
const home = mkdtempSync(join(tmpdir(), 'scriptorium-'));

// 500 places in a window that is over: 250 with nothing but a draft, 250 handed in. No worker runs beside it.
beforeAll(async () => {
  test = await createTestDatabase();
  await layClock(test.ownerUrl, 2_500);
  context = await openContext(readConfig(settings(home, test.url)));
  database = context.get(Database);
});
afterAll(async () => {
  await context?.close();
  await test?.drop();
  rmSync(home, { recursive: true, force: true });
});

type Note = [done: number, total: number, note?: string];

/** Closes what is due, and dies as the `diesAt`th note of progress is written. */
async function close(diesAt = Infinity): Promise<Note[]> {
  const notes: Note[] = [];
  const progress = (...note: Note): Promise<void> => {
    notes.push(note);
    return notes.length === diesAt ? Promise.reject(new Error('The worker died')) : Promise.resolve();
  };
  const work = workOf('submission.close-windows', { progress });
  const closing = context.get(CloseWindows, { strict: false }).run(work);
  if (diesAt < Infinity) await expect(closing).rejects.toThrow('The worker died');
  else await closing;
  return notes;
}

const counts = (): Promise<Record<string, number>> =>
  database.one(
    `select (select count(*)::int from booking where state = 'no-show' and seat is null) as missed,
            (select count(*)::int from submission where state = 'no-show') as drafts,
            (select count(*)::int from charge where kind = 'no-show') as charges,
            (select count(*)::int from mail_message) as letters,
            (select count(*)::int from work_item where kind = 'mail.send') as sendings,
            (select count(*)::int from script) as scripts,
            (select count(*)::int from script_document) as documents,
            (select count(*)::int from outbox where event = 'window.closed') as closed`,
  );

describe('closing a window that its worker does not live to end', () => {
  it('keeps what was done, goes on with what is left, and does nothing twice', async () => {
    expect(await close(1)).toEqual([[200, 250, 'bookings closed']]);
    const first = { missed: 200, drafts: 200, charges: 200, letters: 200, sendings: 200 };
    expect(await counts()).toEqual({ ...first, scripts: 0, documents: 0, closed: 0 });

    expect(await close(3)).toEqual([
      [50, 50, 'bookings closed'],
      [25, 250, 'submissions accepted'],
      [50, 250, 'submissions accepted'],
    ]);
    const all = { missed: 250, drafts: 250, charges: 250, letters: 250, sendings: 250 };
    expect(await counts()).toEqual({ ...all, scripts: 50, documents: 150, closed: 0 });

    expect((await close()).at(-1)).toEqual([200, 200, 'submissions accepted']);
    expect(await counts()).toEqual({ ...all, scripts: 250, documents: 750, closed: 1 });

    expect(await close()).toEqual([]);
    expect(await counts()).toEqual({ ...all, scripts: 250, documents: 750, closed: 1 });
    // Five hundred places in four closings: half a minute on a busy machine.
  });

  it('writes of each what a single act would write, in chains that hold', async () => {
    const acts = await database.query(
      `select aggregate, act, from_state as "from", to_state as "to", count(*)::int as times from journal_entry
       where aggregate <> 'submission' or act = 'submission.close' group by 1, 2, 3, 4 order by 1, 2`,
    );
    expect(acts).toEqual([
      { aggregate: 'booking', act: 'booking.missed', from: 'confirmed', to: 'no-show', times: 250 },
      { aggregate: 'charge', act: 'charge.made', from: null, to: null, times: 250 },
      { aggregate: 'submission', act: 'submission.close', from: 'draft', to: 'no-show', times: 250 },
      { aggregate: 'window', act: 'window.closed', from: null, to: null, times: 1 },
    ]);
    expect((await verifyJournal(database)).touched).toBeNull();
  });
});

it('a sweep that died goes on with the enrolments that are left', async () => {
  const sweep = context.get(SweepEnrolments, { strict: false });
  const lapse = `update enrolment set present_by = current_date - 2 where id in
    (select e.id from enrolment e where e.state = 'active' and not exists (select from booking where enrolment_id = e.id)
     order by e.id limit 60)`;
  await database.query(lapse);
  const due = await database.one<{ n: number }>(
    `select count(*)::int as n from enrolment e where e.state = 'active' and e.present_by < london_date(app_now())`,
  );
  const died = sweep.run('job:enrolment.sweep', (done, total) => {
    if (done === 0) return Promise.resolve();
    expect([done, total]).toEqual([50, due.n]);
    return Promise.reject(new Error('The worker died'));
  });
  await expect(died).rejects.toThrow('The worker died');
  expect(await sweep.run('job:enrolment.sweep')).toBe(due.n - 50);
  expect(await sweep.run('job:enrolment.sweep')).toBe(0);
  const written = await database.one(
    `select (select count(*)::int from journal_entry where act = 'enrolment.lapsed') as acts,
            (select count(*)::int from mail_message where key like 'lapsed:%') as letters`,
  );
  expect(written).toEqual({ acts: due.n, letters: due.n });
});

it('a submission whose files are not those that were handed in keeps nobody else waiting, and is not accepted', async () => {
  const own = await createTestDatabase();
  await layClock(own.ownerUrl, 100);
  const other = await openContext(readConfig(settings(home, own.url)));
  try {
    const db = other.get(Database);
    const submitted = await db.query<{ id: string }>(
      `select id from submission where state = 'submitted' order by submitted_at, id`,
    );
    await db.query(
      `update document set sha256 = repeat('0', 64) where id = (select (manifest #>> '{items,0,documentId}')::uuid
         from submission where id = $1)`,
      [submitted[0]?.id],
    );
    const closing = other.get(CloseWindows, { strict: false }).run(workOf('submission.close-windows'));
    await expect(closing).rejects.toThrow(`The submission ${submitted[0]?.id} cannot be accepted`);
    const after = await db.one(
      `select (select count(*)::int from script) as scripts,
              (select count(*)::int from assessment_window where closed_at is not null) as closed,
              (select array_agg(id) from submission where state = 'submitted') as waiting`,
    );
    expect(after).toEqual({ scripts: submitted.length - 1, closed: 1, waiting: [submitted[0]?.id] });
  } finally {
    await other.close();
    await own.drop();
  }
});
