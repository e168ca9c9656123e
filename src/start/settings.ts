import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a start remembers for the next one, so that addresses stay and the database opens. */
export interface Remembered {
  readonly passwords: { readonly superuser: string; readonly owner: string; readonly app: string };
  readonly databasePort?: number;
  readonly webPort?: number;
  /** The story is planted once. */
  readonly isPlanted?: boolean;
}

export function recall(home: string): Remembered {
  const file = join(home, 'settings.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Remembered;
  const password = (): string => randomBytes(18).toString('hex');
  return remember(home, { passwords: { superuser: password(), owner: password(), app: password() } });
}

/** Written aside and moved into place: a kill leaves the old settings or the new ones. */
export function remember(home: string, settings: Remembered): Remembered {
  mkdirSync(home, { recursive: true });
  const unfinished = join(home, `settings.json.${process.pid}`);
  writeFileSync(unfinished, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, join(home, 'settings.json'));
  return settings;
}
