import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate, migrateDown } from '../../src/platform/database/migrate.js';
import { entities } from '../../src/entities.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(async () => {
  await test?.drop();
});

/** Every table, column and constraint of the schema, as text. */
async function schema(): Promise<string[]> {
  const client = new pg.Client({ connectionString: test.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ line: string }>(
    `select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as line from information_schema.columns
     where table_schema = 'public' and table_name <> 'migrations'
     union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'migrations'
     union all select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'migrations'
     union all select tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal
     union all select proname from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
  );
  await client.end();
  return rows.map(({ line }) => line);
}

describe('migrations', () => {
  it('can all be taken back, and brought forward again to the same schema', async () => {
    const before = await schema();
    expect(before.length).toBeGreaterThan(200);
    while (await migrateDown(test.ownerUrl));
    expect(await schema()).toEqual([]);
    await migrate(test.ownerUrl, 'scriptorium_app');
    expect(await schema()).toEqual(before);
  });

  it('do nothing when they have run', async () => {
    expect(await migrate(test.ownerUrl, 'scriptorium_app')).toEqual([]);
  });
});

describe('row classes', () => {
  let open: TestApp;
  beforeAll(async () => {
    open = await openTestApp();
  });
  afterAll(async () => {
    await open?.close();
  });

  it.each(entities.map((entity) => [entity.name, entity] as const))(
    '%s names columns that are there',
    async (_, entity) => {
      const { columns, tableName } = open.database.source.getMetadata(entity);
      const real = await open.database.query<{ name: string; nullable: boolean }>(
        `select column_name as name, is_nullable = 'YES' as nullable from information_schema.columns where table_name = $1`,
        [tableName],
      );
      for (const { databaseName, isNullable } of columns) {
        expect(real).toContainEqual({ name: databaseName, nullable: isNullable });
      }
    },
  );
});
