import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { timetable } from '../../src/jobs.js';
import { openWeb } from '../../src/open-app.js';
import { readConfig, type Config } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.js';
import { WorkLoop } from '../../src/platform/jobs/work-loop.js';
import { patience } from './patience.js';
import { queuesRedisUrl } from './redis.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

/** The whole application on a database of its own, with queues and worker in the same process. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly test: TestDatabase;
  readonly config: Config;
  /**
   * Waits until nothing that is due is waiting or running, and what the timetable orders at this time is done as well: while the
   * clock is held nothing comes of itself after that. Work that a spec holds, by a lease until 2099, is not waited for. Throws
   * where work failed, unless `mayFail`. Work without a reason did not fail: its lease ran out on a busy machine, and it is
   * looked at again.
   */
  settle(mayFail?: boolean): Promise<void>;
  /** Holds the clock at an instant, ISO 8601. With TEST_TIMETABLE=first what the timetable does then is done as well. */
  holdClock(instant: string): Promise<void>;
  /** Keeps the timetable from ordering a kind, until the given function is called; what it ordered before is over then. */
  keepFromTimetable(kind: string): Promise<() => Promise<void>>;
  /** From here on nothing works but what the spec does, and nothing is in hand: for one that does by hand what is ordered. */
  stopWork(): Promise<void>;
  close(): Promise<void>;
}

/** The clock begins at `today` and goes on from there, as if that were the day on which the specs are run. */
async function startClockAt(database: Database, today: string): Promise<void> {
  await database.query(`insert into demo_clock (ahead) values ($1::timestamptz - clock_timestamp())`, [today]);
}

/**
 * Opens the application; `settings` are added to its environment. Its queues run where the Jest project says, and its clock
 * begins at TEST_TODAY where that is set: an instant, ISO 8601.
 */
export async function openTestApp(settings: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  const test = await createTestDatabase();
  const home = mkdtempSync(join(tmpdir(), 'scriptorium-'));
  const config = readConfig({
    SCRIPTORIUM_MODE: 'demo',
    DATABASE_URL: test.url,
    MIGRATION_DATABASE_URL: test.ownerUrl,
    DATABASE_PATIENCE_SECONDS: '30',
    REDIS_URL: queuesRedisUrl() ?? undefined,
    STORE_DIRECTORY: join(home, 'store'),
    KEYS_DIRECTORY: join(home, 'keys'),
    ...settings,
  });
  const app = await openWeb(config);
  const database = app.get(Database);
  const today = process.env['TEST_TODAY'];
  // Production runs on real time.
  if (today && config.mode === 'demo') await startClockAt(database, today);
  app.get(WorkLoop).start();
  let isWorking = true;
  return {
    app,
    database,
    test,
    config,
    settle: (mayFail = false) => settle(database, mayFail),
    holdClock: async (instant) => {
      await holdClock(database, instant);
      if (isWorking && process.env['TEST_TIMETABLE'] === 'first') await settle(database, true);
    },
    stopWork: async () => {
      await settle(database, false);
      await app.get(WorkLoop).beforeApplicationShutdown();
      isWorking = false;
    },
    keepFromTimetable: (kind) => keepFromTimetable(database, kind),
    close: async () => {
      await app.close();
      await test.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/**
 * A clock that is put back, as no clock of the product is, takes along what was due already: a job of the timetable that was
 * ordered before would otherwise wait for the day on which the specs are run, and keep its kind from being ordered again. Locked,
 * since the relay orders by the clock at any moment.
 */
async function holdClock(database: Database, instant: string): Promise<void> {
  await database.transact('job:spec', async (tx) => {
    await tx.query(`lock table work_item in share row exclusive mode`);
    await tx.query(
      `update work_item set due_at = $1 where state in ('waiting') and due_at > $1 and due_at <= (select app_now())`,
      [instant],
    );
    await tx.query(
      `insert into demo_clock (held_at) values ($1) on conflict (only_row) do update set held_at = excluded.held_at`,
      [instant],
    );
  });
}

/** Work that waits is ordered by the timetable no second time. */
async function keepFromTimetable(database: Database, kind: string): Promise<() => Promise<void>> {
  await database.query(
    `insert into work_item (kind, key, subject, due_at) values ($1, 'kept from the timetable', '{}', '2099-01-01')`,
    [kind],
  );
  await settle(database, false);
  return async () => {
    await database.query(`delete from work_item where kind = $1 and key = 'kept from the timetable'`, [kind]);
  };
}

async function settle(database: Database, mayFail: boolean): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    const open = await database.one<{ open: number; toOrder: number; failed: string | null }>(
      `select (select count(*)::int from work_item where state in ('waiting', 'running') and due_at <= app_now()
                 and lease_until is distinct from timestamptz '2099-01-01')
            + (select count(*)::int from outbox where dispatched_at is null) as open,
              (select count(*)::int from unnest($1::text[], $2::int[]) as entry (kind, every)
               where not exists (select from work_item w where w.kind = entry.kind
                                 and w.key = floor(extract(epoch from app_now()) / 60 / every)::bigint::text)
                 and not exists (select from work_item w where w.kind = entry.kind and w.state in ('waiting', 'running'))) as "toOrder",
              (select string_agg(kind || ': ' || coalesce(reason, ''), '; ') from work_item
               where state = 'failed' or (state = 'waiting' and tries > 0 and reason is not null)) as failed`,
      [timetable.map(({ kind }) => kind), timetable.map(({ everyMinutes }) => everyMinutes)],
    );
    if (open.failed && !mayFail) throw new Error(`Work failed: ${open.failed}`);
    if (open.open + open.toOrder === 0) return;
    if (performance.now() > deadline) throw new Error(`${open.open + open.toOrder} pieces of work are still open`);
    // The relay looks every second, or when it is told.
    if (open.toOrder > 0) await database.query(`select pg_notify('work', '')`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
