import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findBinaries } from './binaries.js';
import { startCluster, stopCluster, type ClusterSettings } from './cluster.js';
import { isPostmasterOf, type Postmaster } from './postmaster.js';
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
  const directory = isWithinReach ? settings.directory : join(rootsElsewhere, nameFor(settings));
  const cluster: ClusterSettings = {
    directory,
    binaries: findBinaries(runAs, rootsElsewhere),
    runAs,
    password: passwords.superuser,
    ...(settings.preferredPort !== undefined && { preferredPort: settings.preferredPort }),
    ...(settings.isThrowaway !== undefined && { isThrowaway: settings.isThrowaway }),
  };
  const { port, pid } = await startAnswering(cluster, (running) =>
    prepareRoles(urlOf(running.port, 'postgres', passwords.superuser, 'postgres'), database, passwords),
  );
  return {
    directory,
    port,
    pid,
    urls: {
      app: urlOf(port, 'scriptorium_app', passwords.app, database),
      owner: urlOf(port, 'scriptorium_owner', passwords.owner, database),
      superuser: urlOf(port, 'postgres', passwords.superuser, database),
    },
    stop: () => stopCluster(directory),
  };
}

/** False when it was stopped or killed. */
export function isStillRunning({ pid, directory }: EmbeddedPostgres): boolean {
  return isPostmasterOf(pid, join(directory, 'cluster'));
}

const attempts = 5;

/** A server killed this very moment may still look alive: what cannot be asked is started again. */
async function startAnswering(
  cluster: ClusterSettings,
  ask: (running: Postmaster) => Promise<void>,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const running = await startCluster(cluster);
    try {
      await ask(running);
      return running;
    } catch (error) {
      if (attempt === attempts || !isLostConnection(error)) throw error;
      await wait(attempt * 200);
    }
  }
}

/** 57P01 to 57P03: it is shutting down, has crashed, is starting up. */
function isLostConnection(error: unknown): boolean {
  const { code, message } = error as Error & { readonly code?: string };
  return /^(ECONN|EPIPE|57P0[1-3])/.test(code ?? '') || message.startsWith('Connection terminated');
}

function urlOf(port: number, role: string, password: string, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** Of the password too: a new checkout at the place of a removed one is another database. */
function nameFor({ directory, passwords }: EmbeddedPostgresSettings): string {
  return createHash('sha256').update(`${directory}\0${passwords.superuser}`).digest('hex').slice(0, 16);
}
