import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRegistry } from '../../src/platform/jobs/job-registry.js';
import { RunWork } from '../../src/platform/jobs/run-work.js';
import { FileStore } from '../../src/platform/storage/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { Life } from './life.js';

let open: TestApp;
let life: Life;
let deliveries = 0;
beforeAll(async () => {
  open = await openTestApp();
  deliverTwice(open.app.get(JobRegistry));
  await open.app.listen(0, '127.0.0.1');
  life = await Life.begin(await open.app.getUrl(), open.test.url);
});
afterAll(async () => {
  await life?.end();
  await open?.close();
});

/**
 * Every handler runs twice at once and a third time afterwards, as when a worker was thought dead and was not. One of two
 * may fail where they meet; then it is tried again, as failed work is.
 */
function deliverTwice(registry: JobRegistry): void {
  const once = registry.handler.bind(registry);
  registry.handler = (kind) => async (work) => {
    const handler = once(kind);
    const both = await Promise.allSettled([handler(work), handler(work)]);
    const failed = both.filter((one) => one.status === 'rejected');
    if (failed.length === 2) throw failed[0]?.reason;
    await handler(work);
    deliveries += 1;
  };
}

/** How many rows everything has that work could do twice, and what was written to whom. */
async function countRows(): Promise<unknown> {
  const tables = [
    'receipt',
    'script',
    'script_document',
    'assignment',
    'marking',
    'provisional_result',
    'sample_item',
    'outcome',
    'charge',
    'journal_entry',
    'mail_message',
    'outbox',
  ];
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  return life.database.one(`select ${counts.join(', ')}`);
}

describe('work that is delivered twice', () => {
  it('is done once, over a whole life', async () => {
    await life.walk();
    expect(deliveries).toBeGreaterThan(20);
    expect(await life.broken({ store: open.app.get(FileStore, { strict: false }) })).toEqual([]);
    const { receipts, letters } = await life.database.one<{ receipts: number; letters: number }>(
      `select (select count(*)::int from receipt) as receipts,
              (select count(*)::int from mail_message where subject like 'We have your NPQEL submission%') as letters`,
    );
    expect(letters).toBe(receipts);
  });

  it('changes nothing where its rings come late: of this generation, of an old one, of one to come', async () => {
    // Nothing comes by the clock meanwhile: it stands, and what the timetable orders at this time is done.
    await open.holdClock((await open.database.now()).toString());
    await open.settle(true);
    const before = await countRows();
    const items = await life.database.query<{ id: string; generation: number }>(
      `select id, generation from work_item where state = 'done'`,
    );
    const run = open.app.get(RunWork);
    const delivered = deliveries;
    for (const { id, generation } of items)
      await Promise.all([-1, 0, 1].map((shift) => run.run({ id, generation: generation + shift })));
    expect(deliveries).toBe(delivered);
    expect(await countRows()).toEqual(before);
  });
});
