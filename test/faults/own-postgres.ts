import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  isStillRunning,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresSettings,
} from '../../src/platform/database/embedded/index.js';
import { migrate } from '../../src/platform/database/migrate.js';
import type { TestDatabase } from '../support/postgres.js';

/** A PostgreSQL that can be killed and comes back at its port, with a migrated database. */
export interface OwnPostgres {
  readonly database: TestDatabase;
  /** kill -9 of the postmaster: every backend ends, no connection is told, recovery at the next start. */
  readonly kill: () => Promise<void>;
  readonly startAgain: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Kept as production keeps it: the shared server of a test run answers before it has written (`synchronous_commit=off`),
 * and so may lose in a crash what it said was there. In memory where there is one, since the machine itself stays up.
 */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  // Named as the shared ones are: a run that was killed is tidied up by the next (test/support/throwaway-postgres.ts).
  const home = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'scriptorium-test-'));
  chmodSync(home, 0o755);
  writeFileSync(join(home, 'owner'), String(process.pid));
  const password = (): string => randomBytes(16).toString('hex');
  const settings: EmbeddedPostgresSettings = {
    directory: join(home, 'postgres'),
    database: 'scriptorium',
    passwords: { superuser: password(), owner: password(), app: password() },
  };
  let server: EmbeddedPostgres = await startEmbeddedPostgres(settings);
  const { urls, port } = server;
  await migrate(urls.owner, 'scriptorium_app');
  return {
    database: { url: urls.app, ownerUrl: urls.owner, superuserUrl: urls.superuser, drop: () => Promise.resolve() },
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      for (let waited = 0; isStillRunning(server) && waited < 10_000; waited += 10) await pause(10);
    },
    startAgain: async () => {
      server = await startEmbeddedPostgres({ ...settings, preferredPort: port });
      if (server.port !== port) throw new Error('Its port was taken meanwhile');
    },
    stop: async () => {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
