import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { patience } from './patience.js';

/** Whether a process with this id runs, whoever owns it. One that has ended but was not yet asked how does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

/** `/proc/PID/stat`: the state is the letter after the name in brackets (proc(5)). */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

/** False too when it could not be started at all. */
export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Waits until the process is gone, as long as it may take. */
export async function ended(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  await once(child, 'exit', { signal: AbortSignal.timeout(patience) });
}

export interface StartedPart {
  readonly child: ChildProcess;
  /** Where web listens, 'http://127.0.0.1:PORT'; null of the worker. */
  readonly address: string | null;
  /** Everything it has written so far. */
  readonly said: () => string;
  /** As an operator stops it; waits until it is gone. */
  readonly stop: () => Promise<void>;
  /** kill -9; waits until it is gone. */
  readonly kill: () => Promise<void>;
}

/**
 * Web or worker of the built product (dist/) as a process of its own, once it has said that it is ready. `environment`
 * is all that it gets beside PATH: the settings of `src/platform/config/config.ts`.
 */
export async function startPart(
  name: 'web' | 'worker',
  environment: Readonly<Record<string, string>>,
): Promise<StartedPart> {
  const child = spawn(process.execPath, ['--enable-source-maps', join('dist', 'src', `${name}.js`)], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join('.scriptorium', 'compile-cache'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const address = await new Promise<string | null>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${name} ${why}:\n${said}`));
    const waiting = setTimeout(() => fail('did not become ready'), patience);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"ready":true')) return;
      clearTimeout(waiting);
      resolve((JSON.parse(line) as { address?: string }).address ?? null);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended(child);
  };
  return { child, address, said: () => said, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
