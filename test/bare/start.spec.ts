import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, isAlive } from '../support/processes.js';
import { until } from '../support/until.js';

const home = mkdtempSync(join(tmpdir(), 'scriptorium-start-'));

interface Running {
  readonly supervisor: { readonly pid: number };
  readonly address: string;
  readonly parts: readonly { readonly name: string; readonly pid: number }[];
}

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
}

/** As `npm start` runs it, after installing and building. */
function start(): Started {
  const environment = {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join('.scriptorium', 'compile-cache'),
    SCRIPTORIUM_DIRECTORY: home,
  };
  const child = spawn(process.execPath, [join('dist', 'src', 'start.js')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  return { child, said: () => said };
}

async function startAndWait(): Promise<Started> {
  const started = start();
  await until(`runs\n${started.said()}`, () => started.said().includes('Ctrl-C stops it'));
  return started;
}

function running(): Running {
  return JSON.parse(readFileSync(join(home, 'running.json'), 'utf8')) as Running;
}

function pidOf(name: string): number {
  return running().parts.find((part) => part.name === name)?.pid ?? 0;
}

async function isServing(): Promise<boolean> {
  try {
    return (await fetch(`${running().address}/readyz`)).ok;
  } catch {
    return false;
  }
}

function databasePid(): number {
  return Number(readFileSync(join(home, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

let started: Started;

beforeAll(async () => {
  // The story takes a while to plant and has specs of its own.
  const password = (): string => randomBytes(8).toString('hex');
  // PostgreSQL, which does not run as root, has to get at its files.
  chmodSync(home, 0o755);
  const passwords = { superuser: password(), owner: password(), app: password() };
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ passwords, isPlanted: true }));
  started = await startAndWait();
});

afterAll(async () => {
  started.child.kill('SIGTERM');
  await ended(started.child);
  rmSync(home, { recursive: true, force: true });
});

describe('the product on one machine', () => {
  it('says where it runs, and serves there', async () => {
    expect(started.said()).toContain(`Scriptorium runs at ${running().address}`);
    expect(await isServing()).toBe(true);
  });

  it('refuses to run twice on the same files, and says where it runs', async () => {
    const second = start();
    await ended(second.child);
    expect(second.child.exitCode).toBe(1);
    expect(second.said()).toContain(`already runs here, at ${running().address}`);
    expect(await isServing()).toBe(true);
  });

  it.each(['web', 'worker'])('starts %s again when it is killed', async (name) => {
    const killed = pidOf(name);
    process.kill(killed, 'SIGKILL');
    await until('it has a successor', () => pidOf(name) !== killed && isAlive(pidOf(name)));
    await until('it serves', isServing);
  });

  it('starts PostgreSQL again when it is killed', async () => {
    const killed = databasePid();
    process.kill(killed, 'SIGKILL');
    await until('it has a successor', () => started.said().includes('PostgreSQL runs again'));
    expect(databasePid()).not.toBe(killed);
    await until('it serves', isServing);
  });

  it('leaves no part behind when whoever supervises them is killed, and starts at the same address', async () => {
    const { address, parts } = running();
    started.child.kill('SIGKILL');
    await ended(started.child);
    await until('its parts are gone', () => parts.every(({ pid }) => !isAlive(pid)));
    started = await startAndWait();
    expect(running().address).toBe(address);
    expect(await isServing()).toBe(true);
  });

  it('stops everything it started when it is told to', async () => {
    const pids = [...running().parts.map(({ pid }) => pid), databasePid()];
    started.child.kill('SIGINT');
    await ended(started.child);
    expect(started.child.exitCode).toBe(0);
    // What outlived an earlier supervisor ends under the machine's first process, which may take a moment to notice.
    await until('nothing is left', () => !pids.some((pid) => isAlive(pid)));
    expect(existsSync(join(home, 'running.json'))).toBe(false);
  });
});
