import { closeSync, mkdirSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { say } from './progress.mjs';
import { root } from './run.mjs';

/**
 * Runs `work` while no other process of this checkout runs work under the same name. Waits for the other, saying so;
 * a lock whose holder is dead is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(name, work) {
  const file = join(root, '.scriptorium', `${name}.lock`);
  makeDirectory(dirname(file));
  let hasSaid = false;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder === null || !isAlive(holder)) {
      adopt(file);
      continue;
    }
    if (!hasSaid) say(`Waiting for process ${holder}, which does the same (${name}) …`);
    hasSaid = true;
    await wait(250);
  }
  const release = () => remove(file);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function makeDirectory(directory) {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new Error(
      `${directory} cannot be made (${error.code}): this checkout must be writable for the user who runs it.`,
      { cause: error },
    );
  }
}

function take(file) {
  try {
    const opened = openSync(file, 'wx');
    writeSync(opened, String(process.pid));
    closeSync(opened);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Error(
      `${file} cannot be written (${error.code}): this checkout must be writable for the user who runs it.`,
      { cause: error },
    );
  }
}

/** The pid of whoever holds it; null when it is gone, or empty and older than the moment it takes to write a pid. */
function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0) return pid;
    return Date.now() - statSync(file).mtimeMs < 2000 ? process.ppid : null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Only one may remove a dead one's lock: the second to look could otherwise remove the first one's new lock. */
function adopt(file) {
  const adopting = `${file}.adopting`;
  if (!take(adopting)) {
    if (!isAlive(holderOf(adopting) ?? process.pid)) remove(adopting);
    return;
  }
  const holder = holderOf(file);
  if (holder === null || !isAlive(holder)) remove(file);
  remove(adopting);
}

function remove(file) {
  try {
    unlinkSync(file);
  } catch {
    // Already gone.
  }
}
