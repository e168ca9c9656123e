import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { cloneDatabase, createTestDatabase, type TestDatabase } from './postgres.js';
import { startPart, type StartedPart } from './processes.js';
import { at } from './template-name.js';

/** The built product, web and worker as processes of their own, on a database and a store of its own. */
export interface Product {
  readonly address: string;
  readonly database: TestDatabase;
  /** The settings that web, worker and the operator's commands run with. */
  readonly environment: Readonly<Record<string, string>>;
  /** The parts as they run now: a spec that kills one starts the next by `start`. */
  readonly parts: { web: StartedPart; worker: StartedPart };
  /** Web at the address that it had before. */
  readonly start: (name: 'web' | 'worker') => Promise<StartedPart>;
  readonly stop: () => Promise<void>;
}

export interface ProductSettings {
  /** With the story planted, as a newcomer finds it; else empty. */
  readonly hasStory?: boolean;
  /** One of the caller's own, migrated: for a spec that restarts its server. */
  readonly database?: TestDatabase;
  /** Added to the environment: REDIS_URL, S3_*, CLAMD_HOST … */
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startProduct(wish: ProductSettings = {}): Promise<Product> {
  const { hasStory = false, environment = {} } = wish;
  const home = mkdtempSync(join(tmpdir(), 'scriptorium-product-'));
  const database = wish.database ?? (hasStory ? await databaseWithStory(home) : await createTestDatabase());
  const settings = { ...settingsFor(database, home), ...environment };
  const [web, worker] = await Promise.all([startPart('web', settings), startPart('worker', settings)]);
  const address = web.address ?? '';
  const parts = { web, worker };
  const again = { ...settings, PORT: new URL(address).port };
  return {
    address,
    database,
    environment: settings,
    parts,
    start: async (name) => (parts[name] = await startPart(name, again)),
    stop: async () => {
      await Promise.all([parts.web.stop(), parts.worker.stop()]);
      await database.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function settingsFor(database: Pick<TestDatabase, 'url' | 'ownerUrl'>, home: string): Record<string, string> {
  return {
    SCRIPTORIUM_MODE: 'demo',
    DATABASE_URL: database.url,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    STORE_DIRECTORY: join(home, 'store'),
    KEYS_DIRECTORY: join(home, 'keys'),
  };
}

const story = 'story';

/** The story is planted once in a test run, by whoever needs it first, and then cloned: rows and files. */
async function databaseWithStory(home: string): Promise<TestDatabase> {
  const planted = join(shared(), story);
  const client = new Client({ connectionString: at(process.env['TEST_POSTGRES_URL'] ?? '', 'postgres') });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('${story}'))`);
    const found = await client.query('select 1 from pg_database where datname = $1', [story]);
    if (found.rowCount === 0) await plant(client, planted);
  } finally {
    await client.end();
  }
  cpSync(planted, home, { recursive: true });
  return cloneDatabase(story);
}

async function plant(client: Client, home: string): Promise<void> {
  // What a planting that failed has left is not the story.
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  const database = await createTestDatabase();
  const planting = spawnSync(process.execPath, [join('dist', 'src', 'cli.js'), 'plant'], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...settingsFor(database, home) },
    encoding: 'utf8',
    timeout: 240_000,
  });
  if (planting.status !== 0) throw new Error(`The story was not planted:\n${planting.stdout}${planting.stderr}`);
  const name = new URL(database.url).pathname.slice(1);
  await client.query(`alter database ${name} rename to ${story}`);
  await client.query(`alter database ${story} with is_template true allow_connections false`);
}

function shared(): string {
  const directory = process.env['TEST_SHARED_DIRECTORY'];
  if (!directory)
    throw new Error('TEST_SHARED_DIRECTORY is not set: this spec runs outside the projects that need the product');
  return directory;
}
