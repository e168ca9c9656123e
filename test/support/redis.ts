import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { answers, freePort } from '../../src/platform/database/embedded/postmaster.js';
import { ended, isRunning } from './processes.js';

export interface TestRedis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const settings = { bind: '127.0.0.1', save: '', appendonly: 'no', 'maxmemory-policy': 'noeviction', databases: 64 };

/** A Redis of the caller's own, on `preferredPort` or a free port, as production is told to run it but for the disk. About 30 ms. */
export async function startRedis(preferredPort?: number): Promise<TestRedis> {
  const directory = mkdtempSync(join(tmpdir(), 'scriptorium-redis-'));
  const port = await freePort(preferredPort);
  const server = spawn('sh', ['-c', watched, 'sh', ...options(port, directory)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await ready(server, port);
  const stop = async (): Promise<void> => {
    server.stdin.end();
    await ended(server);
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

/** Redis ends when its standard input does: with the test run, however that ends. */
const watched = 'redis-server "$@" & server=$!; cat > /dev/null; kill -9 $server';

function options(port: number, dir: string): string[] {
  return Object.entries({ ...settings, port, dir }).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

async function ready(server: ChildProcess, port: number): Promise<void> {
  server.once('error', () => undefined);
  for (let waited = 0; isRunning(server) && waited < 10_000; waited += 20) {
    if (await answers(port)) return;
    await wait(20);
  }
  throw new Error('redis-server did not start. On Debian it comes with: apt-get install redis-server');
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
