import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBrowser } from '../support/chromium.js';
import { queuesRedisUrl } from '../support/redis.js';
import { isAlive, startPart, type StartedPart } from '../support/processes.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let database: TestDatabase;
let home: string;
let environment: Record<string, string>;
const started: StartedPart[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(join(tmpdir(), 'scriptorium-parts-'));
  environment = {
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    STORE_DIRECTORY: join(home, 'store'),
    KEYS_DIRECTORY: join(home, 'keys'),
  };
});

afterAll(async () => {
  await Promise.all(started.map((part) => part.kill()));
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

async function start(name: 'web' | 'worker', more: Record<string, string> = {}): Promise<StartedPart> {
  const part = await startPart(name, { ...environment, ...more });
  started.push(part);
  return part;
}

describe('the parts of the product', () => {
  it('say when they are ready, and end in order when told to', async () => {
    const [web, worker] = await Promise.all([start('web'), start('worker')]);
    expect((await fetch(`${web.address}/readyz`)).status).toBe(200);
    await Promise.all([web.stop(), worker.stop()]);
    expect([web, worker].map(({ child }) => isAlive(child.pid ?? 0))).toEqual([false, false]);
  });

  it('take the queues that the environment names', async () => {
    const onPostgres = await start('worker');
    const onRedis = await start('worker', { REDIS_URL: queuesRedisUrl() ?? '' });
    expect(onPostgres.said()).toContain('"queues":"postgresql"');
    expect(onRedis.said()).toContain('"queues":"redis"');
    await Promise.all([onPostgres.stop(), onRedis.stop()]);
  });

  it('show a page to a real browser', async () => {
    const web = await start('web');
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(web.address ?? '');
      expect(await page.title()).toContain('Scriptorium');
      const styles = await page.evaluate(() => document.styleSheets[0]?.cssRules.length ?? 0);
      expect(styles).toBeGreaterThan(100);
    } finally {
      await browser.close();
    }
    await web.stop();
  });
});
