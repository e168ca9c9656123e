import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openWeb } from '../../src/open-app.js';
import { readConfig, type Config } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.js';
import { WorkLoop } from '../../src/platform/jobs/work-loop.js';
import { queuesRedisUrl } from './redis.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

/** The whole application on a database of its own, with queues and worker in the same process. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly test: TestDatabase;
  readonly config: Config;
  /**
   * Waits until nothing that is due is waiting or running; throws where work failed, unless `mayFail`. Work without a reason
   * did not fail: its lease ran out on a busy machine, and it is looked at again.
   */
  settle(mayFail?: boolean): Promise<void>;
  /** Holds the clock at an instant, ISO 8601. */
  holdClock(instant: string): Promise<void>;
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
  if (today) await startClockAt(database, today);
  app.get(WorkLoop).start();
  return {
    app,
    database,
    test,
    config,
    settle: (mayFail = false) => settle(database, mayFail),
    holdClock: async (instant) => {
      await database.query(
        `insert into demo_clock (held_at) values ($1) on conflict (only_row) do update set held_at = excluded.held_at`,
        [instant],
      );
    },
    close: async () => {
      await app.close();
      await test.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function settle(database: Database, mayFail: boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const open = await database.one<{ open: number; failed: string | null }>(
      `select (select count(*)::int from work_item where state in ('waiting', 'running') and due_at <= app_now())
            + (select count(*)::int from outbox where dispatched_at is null) as open,
              (select string_agg(kind || ': ' || coalesce(reason, ''), '; ') from work_item
               where state = 'failed' or (state = 'waiting' and tries > 0 and reason is not null)) as failed`,
    );
    if (open.failed && !mayFail) throw new Error(`Work failed: ${open.failed}`);
    if (open.open === 0) return;
    if (performance.now() > deadline) throw new Error(`${open.open} pieces of work are still open after a minute`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
