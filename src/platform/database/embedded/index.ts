import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findBinaries } from './binaries.js';
import { startCluster, stopCluster } from './cluster.js';
import { mayReach } from './reach.js';
import { prepareRoles, type RolePasswords } from './roles.js';
import { unprivilegedIdentity } from './unprivileged.js';

export { answers, freePort } from './postmaster.js';

/** Where root keeps what the user who runs PostgreSQL could not reach in the checkout. */
const rootsElsewhere = '/var/lib/scriptorium';

export interface EmbeddedPostgresSettings {
  /** Where the database lives, absolute; made where it is missing. */
  readonly directory: string;
  readonly database: string;
  readonly passwords: RolePasswords & { readonly superuser: string };
  readonly preferredPort?: number;
  readonly isThrowaway?: boolean;
}

export interface EmbeddedPostgres {
  /** Where it really lives: elsewhere than asked when PostgreSQL's user could not have reached it. */
  readonly directory: string;
  readonly port: number;
  readonly pid: number;
  /** As the role that serves, as the role that owns the schema, and as the superuser. */
  readonly urls: { readonly app: string; readonly owner: string; readonly superuser: string };
  readonly stop: () => Promise<void>;
}

/**
 * PostgreSQL from npm, running on `directory` on the loopback address: made on the first start, adopted where it still
 * runs (after kill -9 of whoever started it), recovered where it was killed itself. Two starters end with one server.
 */
export async function startEmbeddedPostgres(settings: EmbeddedPostgresSettings): Promise<EmbeddedPostgres> {
  const { database, passwords } = settings;
  const runAs = unprivilegedIdentity();
  mkdirSync(join(settings.directory, '..'), { recursive: true });
  const isWithinReach = mayReach(join(settings.directory, '..'), runAs);
  const directory = isWithinReach ? settings.directory : join(rootsElsewhere, nameFor(settings.directory));
  const { port, pid } = await startCluster({
    directory,
    binaries: findBinaries(runAs, rootsElsewhere),
    runAs,
    password: passwords.superuser,
    ...(settings.preferredPort !== undefined && { preferredPort: settings.preferredPort }),
    ...(settings.isThrowaway !== undefined && { isThrowaway: settings.isThrowaway }),
  });
  const url = (role: string, password: string, name: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;
  await prepareRoles(url('postgres', passwords.superuser, 'postgres'), database, passwords);
  return {
    directory,
    port,
    pid,
    urls: {
      app: url('scriptorium_app', passwords.app, database),
      owner: url('scriptorium_owner', passwords.owner, database),
      superuser: url('postgres', passwords.superuser, database),
    },
    stop: () => stopCluster(directory),
  };
}

function nameFor(directory: string): string {
  return createHash('sha256').update(directory).digest('hex').slice(0, 16);
}
