import type { TestApp } from './app.js';

/**
 * What tells a row from what it was: where it lies and which transaction wrote it, so that it counts as changed even where
 * it says the same again. Of a session what it says, but for the application's own housekeeping: when it was seen last.
 */
const version = `hashtidextended(t.ctid, t.xmin::text::bigint)`;
const versions: Readonly<Record<string, string>> = {
  web_session: `hashtextextended((to_jsonb(t) - 'last_seen_at')::text, 0)`,
};

/** A function that no parallel plan may contain: to start its workers takes five times as long as to read our few rows. */
const inOneProcess = `select null, set_config('max_parallel_workers_per_gather', '0', true)`;

/** A fingerprint of every table's rows: two are alike only where nothing was added, changed or removed between them. */
export async function tablesNow(open: TestApp): Promise<Readonly<Record<string, string>>> {
  const tables = await open.database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  );
  const each = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' ' || coalesce(sum(${versions[name] ?? version}), 0) as rows from "${name}" t`,
  );
  const rows = await open.database.query<{ name: string | null; rows: string }>(
    [...each, inOneProcess].join(' union all '),
  );
  return Object.fromEntries(
    rows.flatMap(({ name, rows: fingerprint }) => (name === null ? [] : [[name, fingerprint]])),
  );
}
