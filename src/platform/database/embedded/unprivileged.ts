import { readFileSync } from 'node:fs';

/** Whom PostgreSQL runs as: it refuses to run as root. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

const candidates = ['scriptorium', 'postgres', 'nobody'];

/**
 * Null when this process is an ordinary user, who then runs PostgreSQL himself. For root: the first of
 * `scriptorium`, `postgres` and `nobody` that this machine knows; throws, with the command that makes one, when it knows none.
 */
export function unprivilegedIdentity(passwd = '/etc/passwd'): Identity | null {
  if (process.getuid?.() !== 0) return null;
  const entries = readFileSync(passwd, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of candidates) {
    const entry = entries.find((fields) => fields[0] === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has no user to run it as. Make one: useradd --system scriptorium',
  );
}
