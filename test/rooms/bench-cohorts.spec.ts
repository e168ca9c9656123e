import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { layClock } from '../../src/bench/clock-cohort.js';
import { layCohort } from '../../src/bench/cohort.js';
import { layDrafting } from '../../src/bench/intake-cohort.js';
import { openStore } from '../../src/platform/storage/index.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let client: Client;
beforeEach(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});
const count = async (table: string): Promise<number> => Number((await client.query(`select from ${table}`)).rowCount);

// A bench is run by hand, and now and then: a migration that takes its cohort away from it is noticed here.
describe('what the benches lay down by SQL', () => {
  it('is a cohort that is judged, and grows', async () => {
    const root = mkdtempSync(join(tmpdir(), 'scriptorium-bench-'));
    const cohort = await layCohort(database.ownerUrl, openStore({ kind: 'directory', root }));
    await cohort.growTo(3);
    await cohort.growTo(12);
    await cohort.end();
    rmSync(root, { recursive: true });
    for (const table of ['participant', 'submission', 'script', 'mark_set', 'sample_item'])
      expect([table, await count(table)]).toEqual([table, 12]);
  });

  it('is a clock with a closed window', async () => {
    expect(await layClock(database.ownerUrl, 100)).toEqual({ enrolments: 100, bookings: 20, due: 1 });
    for (const [table, rows] of [
      ['enrolment', 100],
      ['booking', 20],
    ] as const)
      expect([table, await count(table)]).toEqual([table, rows]);
  });

  it('is people who send their accounts', async () => {
    expect(await layDrafting(database.ownerUrl, 4)).toHaveLength(4);
    expect(await count('booking')).toBe(4);
  });
});
