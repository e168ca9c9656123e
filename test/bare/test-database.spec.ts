import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

describe('the database of a spec', () => {
  it('has the newest schema, and the serving role may not change it', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const tables = await client.query(`select 1 from information_schema.tables where table_schema = 'public'`);
      expect(tables.rowCount).toBeGreaterThan(10);
      await expect(client.query('drop table work_item')).rejects.toThrow('must be owner');
    } finally {
      await client.end();
    }
  });

  it('is nobody else’s', async () => {
    const other = await createTestDatabase();
    expect(other.url).not.toBe(database.url);
    await other.drop();
  });
});
