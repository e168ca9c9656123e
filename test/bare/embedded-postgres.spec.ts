import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { isAlive } from '../support/processes.js';

let home: string;
let running: EmbeddedPostgres[];
const passwords = {
  superuser: randomBytes(8).toString('hex'),
  owner: randomBytes(8).toString('hex'),
  app: randomBytes(8).toString('hex'),
};

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    directory: join(home, 'postgres'),
    database: 'scriptorium',
    passwords,
  });
  running.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scriptorium-embedded-'));
  chmodSync(home, 0o755);
  running = [];
});

afterEach(async () => {
  await running.at(-1)?.stop();
  // Root's is elsewhere where the temporary directory is out of PostgreSQL's reach.
  for (const { directory } of running) rmSync(directory, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

describe('the PostgreSQL that comes along', () => {
  it('keeps what was committed over a stop and a start', async () => {
    const first = await start();
    await ask(first.urls.owner, 'create table kept as select 42 as answer');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await ask(second.urls.owner, 'select answer from kept')).toEqual([42]);
  });

  it('is adopted where it still runs, by however many start it', async () => {
    const first = await start();
    const [second, third] = await Promise.all([start(), start()]);
    expect([second.pid, third.pid]).toEqual([first.pid, first.pid]);
  });

  it('starts once when two start it at the same time', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.pid).toBe(other.pid);
    expect(await ask(one.urls.app, 'select current_user::text')).toEqual(['scriptorium_app']);
  });

  it('comes back with everything committed after kill -9', async () => {
    const first = await start();
    await ask(first.urls.owner, 'create table kept as select 42 as answer');
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    expect(await ask(second.urls.owner, 'select answer from kept')).toEqual([42]);
  });

  it('lets the serving role neither make tables nor read those it was not granted', async () => {
    const server = await start();
    await ask(server.urls.owner, 'create table secret as select 42 as answer');
    await expect(ask(server.urls.app, 'create table mine (n int)')).rejects.toThrow('permission denied');
    await expect(ask(server.urls.app, 'select answer from secret')).rejects.toThrow('permission denied');
    await expect(ask(server.urls.app.replace(passwords.app, 'wrong'), 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
  });
});
