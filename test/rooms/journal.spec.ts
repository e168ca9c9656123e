import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { verifyJournal } from '../../src/platform/journal/verify-journal.js';
import { openTestApp, type TestApp } from '../support/app.js';

let open: TestApp;
let intruder: pg.Client;
beforeAll(async () => {
  open = await openTestApp();
  intruder = new pg.Client({ connectionString: open.test.superuserUrl });
  await intruder.connect();
});
afterAll(async () => {
  await intruder?.end();
  await open?.close();
});

/** Five acts on a thing of its own. */
async function write(id: string): Promise<void> {
  for (let act = 1; act <= 5; act += 1) {
    await open.database.transact('job:test', (tx) =>
      tx.journal({ aggregate: 'thing', id, act: `act.${act}`, facts: { act } }),
    );
  }
}

/** Does what only a superuser can: past the triggers. */
async function tamper(sql: string, parameters: unknown[]): Promise<void> {
  await intruder.query('set session_replication_role = replica');
  await intruder.query(sql, parameters);
  await intruder.query('set session_replication_role = origin');
}

describe('the journal', () => {
  it('is written once: the role that serves can neither change nor empty it', async () => {
    await write('kept');
    for (const sql of [`update journal_entry set act = 'x'`, `delete from journal_entry`, `truncate journal_entry`]) {
      await expect(open.database.query(sql)).rejects.toThrow();
    }
    await expect(intruder.query(`update journal_entry set act = 'x'`)).rejects.toThrow('written once');
  });

  it('holds where nobody touched it, also when writers of one thing come at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        open.database.transact('job:test', (tx) => tx.journal({ aggregate: 'thing', id: 'busy', act: `act.${index}` })),
      ),
    );
    const verdict = await verifyJournal(open.database);
    expect(verdict.touched).toBeNull();
    expect(verdict.entries).toBeGreaterThanOrEqual(25);
  });

  it.each([
    ['altered', `update journal_entry set why = 'another' where aggregate_id = $1 and seq = 3`, 3],
    ['taken away', `delete from journal_entry where aggregate_id = $1 and seq = 3`, 4],
    ['swapped', `update journal_entry set seq = 7 - seq where aggregate_id = $1 and seq in (3, 4)`, 3],
  ])('names the first entry that was %s', async (what, sql, seq) => {
    await write(`touched ${what}`);
    if (what === 'swapped') {
      await tamper(`update journal_entry set seq = seq + 1000 where aggregate_id = $1 and seq in (3, 4)`, [
        `touched ${what}`,
      ]);
      await tamper(`update journal_entry set seq = 1007 - seq where aggregate_id = $1 and seq > 1000`, [
        `touched ${what}`,
      ]);
    } else {
      await tamper(sql, [`touched ${what}`]);
    }
    const { touched } = await verifyJournal(open.database);
    expect(touched).toMatchObject({ id: `touched ${what}`, seq });
    await tamper(`delete from journal_entry where aggregate_id = $1`, [`touched ${what}`]);
  });
});
