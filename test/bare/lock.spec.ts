import { afterEach, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const name = `spec-${process.pid}`;
const file = join('.scriptorium', `${name}.lock`);
const lock = pathToFileURL(join('bin', 'lock.mjs')).href;

/** Holds the lock for 300 ms and says when it had it: `in`, then `out`, each with the milliseconds of the machine. */
const program = `
  const { exclusively } = await import(${JSON.stringify(lock)});
  await exclusively(${JSON.stringify(name)}, async () => {
    console.log('in ' + Date.now());
    await new Promise((resolve) => setTimeout(resolve, 300));
    console.log('out ' + Date.now());
  });`;

interface Held {
  readonly from: number;
  readonly to: number;
}

async function hold(): Promise<Held> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  const moment = (word: string): number => Number(new RegExp(`${word} (\\d+)`).exec(stdout)?.[1]);
  return { from: moment('in'), to: moment('out') };
}

afterEach(() => rmSync(file, { force: true }));

describe('work that one process of a checkout does at a time', () => {
  it('is done by each in turn', async () => {
    const held = (await Promise.all([hold(), hold(), hold()])).toSorted((one, other) => one.from - other.from);
    for (const [index, { from }] of held.entries()) {
      const before = held[index - 1];
      if (before) expect(from).toBeGreaterThanOrEqual(before.to);
    }
    expect(existsSync(file)).toBe(false);
  });

  it('is taken over from a process that was killed, by one of those who wait', async () => {
    const killed = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(existsSync(file)).toBe(true);
    const [one, other] = await Promise.all([hold(), hold()]);
    expect(one.from >= other.to || other.from >= one.to).toBe(true);
  });

  it('is taken over where the lock names nobody', async () => {
    mkdirSync('.scriptorium', { recursive: true });
    writeFileSync(file, '');
    expect((await hold()).to).toBeGreaterThan(0);
  });
});
