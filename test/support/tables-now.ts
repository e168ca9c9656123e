import type { TestApp } from './app.js';

/** The application's own housekeeping: when a session was seen last. */
const leftOut: Readonly<Record<string, string>> = { web_session: `- 'last_seen_at'` };

/** A fingerprint of every table's rows: two are alike only where nothing was added, changed or removed between them. */
export async function tablesNow(open: TestApp): Promise<Readonly<Record<string, string>>> {
  const tables = await open.database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  );
  const each = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(coalesce(string_agg(row, '' order by row), '')) as rows
       from (select (to_jsonb(t) ${leftOut[name] ?? ''})::text as row from "${name}" t) as rows`,
  );
  const rows = await open.database.query<{ name: string; rows: string }>(each.join(' union all '));
  return Object.fromEntries(rows.map(({ name, rows: fingerprint }) => [name, fingerprint]));
}
