import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { answers, freePort, isPostmasterOf, runningPostmaster, type Postmaster } from './postmaster.js';
import type { Identity } from './unprivileged.js';

export interface ClusterSettings {
  /** Holds `cluster/` and `postgres.log`; made where it is missing. */
  readonly directory: string;
  readonly binaries: Binaries;
  /** Whom PostgreSQL runs as, null: the user who starts it. */
  readonly runAs: Identity | null;
  /** Of the superuser `postgres`; used when the cluster is made. */
  readonly password: string;
  readonly preferredPort?: number;
  /** For a test's throwaway cluster: nothing of it need survive a power cut. */
  readonly isThrowaway?: boolean;
}

/** BullMQ takes about four connections a queue in each process; a test run has as many products as Jest has workers. */
const connections = { kept: 200, throwaway: 600 };

/** Crash recovery after kill -9 takes a second; a slow disk is given sixty. */
const patienceMs = 60_000;

/** Makes the cluster where there is none, then adopts the server that already runs on it or starts one. */
export async function startCluster(settings: ClusterSettings): Promise<Postmaster> {
  prepareDirectory(settings);
  const cluster = join(settings.directory, 'cluster');
  if (!existsSync(join(cluster, 'PG_VERSION'))) makeCluster(settings, cluster);
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await wait(200)) {
    const running = runningPostmaster(cluster);
    if (running && (await answers(running.port))) return running;
    const started = await startServer(settings, cluster, deadline);
    if (started) return started;
  }
  throw new Error(`PostgreSQL did not start:\n${lastLines(join(settings.directory, 'postgres.log'))}`);
}

/** Stops the server cleanly (open connections are cut, nothing committed is lost) and waits until it is gone. */
export async function stopCluster(directory: string): Promise<void> {
  const cluster = join(directory, 'cluster');
  const running = runningPostmaster(cluster);
  if (!running) return;
  process.kill(running.pid, 'SIGINT');
  for (let waited = 0; isPostmasterOf(running.pid, cluster); waited += 20) {
    if (waited === 10_000) process.kill(running.pid, 'SIGQUIT');
    await wait(20);
  }
}

function prepareDirectory({ directory, runAs }: ClusterSettings): void {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o700);
  if (runAs) chownSync(directory, runAs.uid, runAs.gid);
}

/** Made aside and moved into place, so that a starter killed half-way leaves no half a cluster. */
function makeCluster(settings: ClusterSettings, cluster: string): void {
  const unfinished = `${cluster}.${process.pid}`;
  const passwordFile = join(settings.directory, `password.${process.pid}`);
  writeFileSync(passwordFile, settings.password, { mode: 0o600 });
  if (settings.runAs) chownSync(passwordFile, settings.runAs.uid, settings.runAs.gid);
  const made = spawnSync(
    settings.binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(settings.isThrowaway ? ['--no-sync'] : []),
    ],
    { ...asUser(settings), cwd: settings.directory, encoding: 'utf8' },
  );
  rmSync(passwordFile);
  if (made.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  }
  try {
    renameSync(unfinished, cluster);
  } catch (error) {
    // A second starter was faster, and its cluster is as good.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error;
  }
}

/** Null when the server ended before it was ready: the port was taken, or a predecessor's shared memory is still in use. */
async function startServer(settings: ClusterSettings, cluster: string, deadline: number): Promise<Postmaster | null> {
  const port = await freePort(settings.preferredPort);
  const log = openSync(join(settings.directory, 'postgres.log'), 'a');
  const server = spawn(settings.binaries.postgres, ['-D', cluster, ...options(port, settings.isThrowaway ?? false)], {
    ...asUser(settings),
    cwd: settings.directory,
    // Its own process group: Ctrl-C in the terminal must not stop it before those that still write.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  server.unref();
  server.once('error', () => undefined);
  while (isRunning(server) && performance.now() < deadline) {
    const running = runningPostmaster(cluster);
    if (running && running.pid === server.pid && (await answers(port))) return { pid: running.pid, port };
    await wait(20);
  }
  return null;
}

/** False too when it could not be started at all. */
function isRunning(server: ChildProcess): boolean {
  return server.pid !== undefined && server.exitCode === null && server.signalCode === null;
}

function options(port: number, isThrowaway: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: isThrowaway ? connections.throwaway : connections.kept,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(isThrowaway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function asUser({ runAs }: ClusterSettings): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  // The starter's PG* variables mean other servers, not this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  return { ...(runAs && { uid: runAs.uid, gid: runAs.gid }), env: { ...env, LC_ALL: 'C' } };
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-10).join('\n') : 'it wrote no log';
}
