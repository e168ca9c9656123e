/** The database that the specs' own are cloned from. */
export const template = 'scriptorium';

/** The same server and role, another database. */
export function at(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
