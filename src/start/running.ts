import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** One process of ours, and when it was started: a pid alone may by now be a stranger's. */
export interface Known {
  readonly name: string;
  readonly pid: number;
  readonly startedAt: string | null;
}

export interface Running {
  readonly supervisor: Known;
  readonly address: string | null;
  readonly parts: readonly Known[];
}

const fileIn = (home: string): string => join(home, 'running.json');

/** Written aside and moved into place: whoever reads it reads all of it. */
export function noteRunning(home: string, running: Running): void {
  const unfinished = `${fileIn(home)}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(running));
  renameSync(unfinished, fileIn(home));
}

export function noteStopped(home: string): void {
  rmSync(fileIn(home), { force: true });
}

export function known(name: string, pid: number): Known {
  return { name, pid, startedAt: startOf(pid) };
}

/**
 * Null when this start may go on and has taken the place, else the one that is running. Web and worker that outlived a
 * killed supervisor are stopped first: they would hold the port, and nobody would restart them.
 */
export async function claim(home: string, supervisor: Known): Promise<Running | null> {
  for (;;) {
    const noted = readNote(home);
    if (noted && isStillThat(noted.supervisor)) return noted;
    if (noted) {
      await Promise.all(noted.parts.map((part) => stop(part)));
      // Another start may have done the same meanwhile and taken the place.
      if (readNote(home)?.supervisor.pid === noted.supervisor.pid) noteStopped(home);
    }
    if (take(home, { supervisor, address: null, parts: [] })) return null;
  }
}

/** Linked into place, which only one of two can do, and whole when it appears. */
function take(home: string, running: Running): boolean {
  const mine = `${fileIn(home)}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(running));
  try {
    linkSync(mine, fileIn(home));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(mine);
  }
}

function readNote(home: string): Running | null {
  try {
    return JSON.parse(readFileSync(fileIn(home), 'utf8')) as Running;
  } catch {
    return null;
  }
}

async function stop(part: Known): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGTERM', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isStillThat(part)) return;
    process.kill(part.pid, signal);
    for (let waited = 0; waited < patienceMs && isStillThat(part); waited += 50) await wait(50);
  }
}

function isStillThat({ pid, startedAt }: Known): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === startedAt;
}

/** Field 22 of `/proc/PID/stat` (proc(5)), counted after the name, which may hold blanks; null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie runs nothing any more; field 3 is the state.
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
  } catch {
    return null;
  }
}
