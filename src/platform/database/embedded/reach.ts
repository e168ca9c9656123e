import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Identity } from './unprivileged.js';

/**
 * Whether `who` may enter every directory on the way to `path`. A checkout under `/root` (mode 0700) is the case
 * in which he may not: PostgreSQL would then find neither its binaries nor its files.
 */
export function mayReach(path: string, who: Identity | null): boolean {
  if (!who) return true;
  for (let directory = path; ; directory = dirname(directory)) {
    if (!mayEnter(directory, who)) return false;
    if (directory === dirname(directory)) return true;
  }
}

function mayEnter(directory: string, who: Identity): boolean {
  const { mode, uid, gid } = statSync(directory);
  const bit = uid === who.uid ? 0o100 : gid === who.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}
