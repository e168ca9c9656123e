import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { answers, freePort } from '../../src/platform/database/embedded/postmaster.js';

export interface TestRedis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** A Redis of the caller's own on a free port, as production is told to run it but for the disk. About 30 ms. */
export async function startRedis(): Promise<TestRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'scriptorium-redis-'));
  const port = await freePort();
  const server = spawn(
    'redis-server',
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'],
      ...['--maxmemory-policy', 'noeviction', '--databases', '64'],
    ],
    { stdio: 'ignore' },
  );
  await ready(server, port);
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

async function ready(server: ChildProcess, port: number): Promise<void> {
  let failure: Error | undefined;
  server.once('error', (error) => (failure = error));
  server.once('exit', (code) => (failure ??= new Error(`redis-server ended with ${code}`)));
  for (let waited = 0; !failure && waited < 10_000; waited += 20) {
    if (await answers(port)) return;
    await wait(20);
  }
  throw new Error(
    `redis-server did not start: ${failure?.message ?? 'no answer in 10 s'}. Debian: apt-get install redis-server`,
  );
}

/**
 * Where this spec's queues run: a Redis URL of this Jest worker alone in the project `rooms-redis`, null where they
 * run on PostgreSQL. Pass it on as REDIS_URL.
 */
export function queuesRedisUrl(): string | null {
  if (process.env['TEST_QUEUES'] !== 'redis') return null;
  const url = process.env['TEST_REDIS_URL'];
  if (!url) throw new Error("TEST_REDIS_URL is not set: this spec's Jest project has no Redis (jest.config.mjs)");
  return `${url}/${process.env['JEST_WORKER_ID'] ?? '0'}`;
}
