import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../platform/database/embedded/index.js';
import { migrate } from '../platform/database/migrate.js';

/** A PostgreSQL for one benchmark, kept as production keeps it, migrated and empty, and a directory beside it. */
export interface OwnPostgres {
  /** Of the role that serves, of the schema's owner, and of the superuser. */
  readonly urls: { readonly app: string; readonly owner: string; readonly superuser: string };
  readonly home: string;
  readonly stop: () => Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const home = mkdtempSync(join(tmpdir(), 'scriptorium-bench-'));
  chmodSync(home, 0o755);
  const password = (): string => randomBytes(16).toString('hex');
  const postgres = await startEmbeddedPostgres({
    directory: join(home, 'postgres'),
    database: 'scriptorium',
    passwords: { superuser: password(), owner: password(), app: password() },
    isThrowaway: false,
  });
  await migrate(postgres.urls.owner, 'scriptorium_app');
  return {
    urls: postgres.urls,
    home,
    stop: async () => {
      await postgres.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
