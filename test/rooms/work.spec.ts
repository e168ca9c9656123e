import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunWork } from '../../src/platform/jobs/run-work.js';
import { writeLetter } from '../../src/platform/mail/mail.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

interface Item {
  readonly id: string;
  readonly state: string;
  readonly generation: number;
  readonly tries: number;
}

const item = (kind: string, key: string): Promise<Item> =>
  open.database.one<Item>(`select id, state, generation, tries from work_item where kind = $1 and key = $2`, [
    kind,
    key,
  ]);

async function letter(key: string): Promise<string> {
  await open.database.transact('job:test', (tx) =>
    writeLetter(tx, { key, to: 'somebody@demo.invalid', subject: 's', body: 'b' }),
  );
  const row = await open.database.one<{ id: string }>(`select id from mail_message where key = $1`, [key]);
  return row.id;
}

describe('work', () => {
  it('is ordered by the commit and by nothing else', async () => {
    await open.database
      .transact('job:test', async (tx) => {
        await writeLetter(tx, { key: 'never', to: 'somebody@demo.invalid', subject: 's', body: 'b' });
        throw new Error('the business act failed');
      })
      .catch(() => undefined);
    await open.settle();
    expect(await open.database.query(`select from mail_message where key = 'never'`)).toEqual([]);
  });

  it('is done once, however often and late its queue rings', async () => {
    const id = await letter('often');
    await open.settle();
    const { id: workId, generation } = await item('mail.send', id);
    const run = open.app.get(RunWork);
    await Promise.all([1, 2, 3, 4, 5].map(() => run.run({ id: workId, generation })));
    expect(await item('mail.send', id)).toMatchObject({ state: 'done', tries: 1 });
  });

  it('is given to another where its worker died, and the dead one’s ring finds nothing', async () => {
    const id = await letter('lost');
    await open.settle();
    await open.database.query(
      `update work_item set state = 'running', lease_until = clock_timestamp() - interval '1 second' where kind = 'mail.send' and key = $1`,
      [id],
    );
    await until('the letter is sent again', async () => (await item('mail.send', id)).state === 'done');
    const after = await item('mail.send', id);
    expect(after).toMatchObject({ state: 'done', generation: 2, tries: 2 });
    await open.app.get(RunWork).run({ id: after.id, generation: 1 });
    expect(await item('mail.send', id)).toMatchObject({ tries: 2 });
  });

  it('waits longer after each failure and is failed in the end, with its reason', async () => {
    await open.database.query(
      `insert into work_item (kind, key, subject, due_at, tries) values ('documents.read', 'poison', '{"documentId": "no uuid"}', app_now(), 2)`,
    );
    await open.settle(true);
    const failed = await open.database.one<{ state: string; reason: string }>(
      `select state, reason from work_item where key = 'poison'`,
    );
    expect(failed.state).toBe('failed');
    expect(failed.reason).toContain('uuid');
  });
});
