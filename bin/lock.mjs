import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
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

/** Linked into place with its pid already in it: nobody ever reads a lock without a holder. */
function take(file) {
  const mine = `${file}.${process.pid}`;
  try {
    writeFileSync(mine, String(process.pid));
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Error(
      `${file} cannot be written (${error.code}): this checkout must be writable for the user who runs it.`,
      { cause: error },
    );
  } finally {
    remove(mine);
  }
}

/** The pid of whoever holds it, null when nobody does. */
function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || null;
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
    const adopter = holderOf(adopting);
    if (adopter !== null && !isAlive(adopter)) remove(adopting);
    return;
  }
  const holder = holderOf(file);
  // What is gone by now was given back, and may be somebody else's the next moment.
  const isDead = holder === null ? existsSync(file) : !isAlive(holder);
  if (isDead) remove(file);
  remove(adopting);
}

function remove(file) {
  try {
    unlinkSync(file);
  } catch {
    // Already gone.
  }
}
