import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { stopCluster } from '../../src/platform/database/embedded/cluster.js';
import { isAlive } from './processes.js';

/** In memory where the machine offers it: a hundred databases are cloned here, and none need survive. */
const shelf = freeBytes('/dev/shm') > 2 ** 31 ? '/dev/shm' : tmpdir();
const prefix = 'scriptorium-test-';

function freeBytes(directory: string): number {
  if (!existsSync(directory)) return 0;
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

export interface ThrowawayPostgres extends EmbeddedPostgres {
  /** A directory that goes when the server goes. */
  readonly home: string;
}

/** A PostgreSQL of this test run alone. Removes what a run that was killed left behind. */
export async function startThrowawayPostgres(): Promise<ThrowawayPostgres> {
  await sweep();
  const home = mkdtempSync(join(shelf, prefix));
  chmodSync(home, 0o755);
  writeFileSync(join(home, 'owner'), String(process.pid));
  const password = (): string => randomBytes(16).toString('hex');
  const server = await startEmbeddedPostgres({
    directory: join(home, 'postgres'),
    database: 'scriptorium',
    passwords: { superuser: password(), owner: password(), app: password() },
    isThrowaway: true,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { ...server, home, stop };
}

async function sweep(): Promise<void> {
  for (const name of readdirSync(shelf).filter((entry) => entry.startsWith(prefix))) {
    const home = join(shelf, name);
    try {
      if (isAlive(Number(readFileSync(join(home, 'owner'), 'utf8')))) continue;
      await stopCluster(join(home, 'postgres'));
      rmSync(home, { recursive: true, force: true });
    } catch {
      // Another user's, or made this very moment: not ours to remove.
    }
  }
}
