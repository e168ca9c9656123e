import { Client } from 'pg';
import { migrate } from '../../src/platform/database/migrate.js';
import { at, template } from './template-name.js';

/** Migrates it, then closes it: PostgreSQL clones no database that somebody is connected to. */
export async function buildTemplate(urls: { readonly owner: string; readonly superuser: string }): Promise<void> {
  await migrate(urls.owner, 'scriptorium_app');
  const client = new Client({ connectionString: at(urls.superuser, 'postgres') });
  await client.connect();
  await client.query(`alter database ${template} with is_template true allow_connections false`);
  await client.end();
}
