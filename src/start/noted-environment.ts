import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const noted = ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'STORE_DIRECTORY', 'KEYS_DIRECTORY'] as const;

/** Notes where this start keeps its things, so that the operator's commands find them without being told. */
export function noteEnvironment(home: string, environment: NodeJS.ProcessEnv): void {
  const kept = Object.fromEntries(noted.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
  writeFileSync(join(home, 'environment.json'), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
}

/** What the last start noted; nothing where there was none. */
export function notedEnvironment(home: string): NodeJS.ProcessEnv {
  const file = join(home, 'environment.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ProcessEnv) : {};
}
