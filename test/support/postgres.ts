import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { at, template } from './template-name.js';

export interface TestDatabase {
  /** As the role that serves: DATABASE_URL. */
  readonly url: string;
  /** As the role that owns the schema: MIGRATION_DATABASE_URL. */
  readonly ownerUrl: string;
  /** As the superuser, for a spec that plays the intruder or the operator. */
  readonly superuserUrl: string;
  /** Cuts the connections that are still open, then removes the database. */
  readonly drop: () => Promise<void>;
}

/**
 * A migrated, empty database of the caller's own, cloned from the template in some 50 ms. Call it in `beforeAll`,
 * and `drop()` in `afterAll`.
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return cloneDatabase(template);
}

/** The same, cloned from another database that nobody is connected to. */
export async function cloneDatabase(source: string): Promise<TestDatabase> {
  const name = `t_${process.env['JEST_WORKER_ID'] ?? '0'}_${randomBytes(6).toString('hex')}`;
  await asSuperuser(`create database ${name} template ${source} owner scriptorium_owner`);
  return {
    url: at(started('TEST_POSTGRES_APP_URL'), name),
    ownerUrl: at(started('TEST_POSTGRES_OWNER_URL'), name),
    superuserUrl: at(started('TEST_POSTGRES_URL'), name),
    drop: () => asSuperuser(`drop database if exists ${name} with (force)`),
  };
}

async function asSuperuser(sql: string): Promise<void> {
  const client = new Client({ connectionString: at(started('TEST_POSTGRES_URL'), 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function started(variable: string): string {
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is not set: this spec's Jest project has no PostgreSQL (jest.config.mjs)`);
  return url;
}
