import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/platform/storage/index.js';
import { startProduct, type Product } from '../support/product.js';
import { makeDocx } from '../support/story/documents.js';
import { startHolder } from '../support/held.js';
import { Life, type Visitor } from './life.js';

let product: Product;
let life: Life;
const times: string[] = [];
beforeAll(async () => {
  product = await startProduct();
  life = await Life.begin(product.address, product.database.url);
  await life.walk({ until: 'book and confirm' });
});
afterAll(async () => {
  if (process.env['SAY_TIMES']) console.log(times.join('\n'));
  await life?.end();
  await product?.stop();
});

/**
 * Has `act` order work while the worker stands still, holds what the work will write, and kills the worker when it waits
 * for that: with the work in hand and half of its transaction done. Then the next worker is started.
 */
async function killWorkerAt(kinds: readonly string[], held: string, act: () => Promise<void>): Promise<void> {
  const { worker } = product.parts;
  const holder = await startHolder(product.database.superuserUrl);
  let cut: { id: string }[] = [];
  let killedAt = 0;
  try {
    worker.child.kill('SIGSTOP');
    await act();
    await holder.hold(held);
    worker.child.kill('SIGCONT');
    await holder.untilWaitedFor();
  } finally {
    await worker.kill();
    killedAt = performance.now();
    cut = await life.database.query(`select id from work_item where kind = any($1) and state = 'running'`, [kinds]);
    await holder.letGo();
    await product.start('worker');
  }
  expect(cut.length).toBeGreaterThan(0);
  await life.settle();
  times.push(`${kinds[0]} ${Math.round(performance.now() - killedAt)} ms`);
  // One more try each, or more where a busy machine let a lease run out: how often is not what is promised.
  const after = await life.database.query(
    `select distinct state, tries > 1 as "isTriedAgain" from work_item where id = any($1::uuid[])`,
    [cut.map(({ id }) => id)],
  );
  expect(after).toEqual([{ state: 'done', isTriedAgain: true }]);
}

async function acts(aggregate: string, act: string): Promise<number> {
  const { count } = await life.database.one<{ count: number }>(
    `select count(*)::int as count from journal_entry where aggregate = $1 and act = $2`,
    [aggregate, act],
  );
  return count;
}

const broken = (): Promise<string[]> =>
  life.broken({ store: openStore({ kind: 'directory', root: product.environment['STORE_DIRECTORY'] ?? '' }) });

describe('a worker that is killed', () => {
  it('in the middle of a document’s check leaves a document that is checked once', async () => {
    const who = life.participants[0] as Visitor;
    await killWorkerAt(['documents.read'], 'lock table document_reading in share mode', async () => {
      await life.upload(who, 'account-T1', 'one.docx', await makeDocx(3_000));
    });
    const documents = await life.database.query(`select state, counted from document`);
    expect(documents).toEqual([{ state: 'checked', counted: 3_000 }]);
    expect(await broken()).toEqual([]);
  });

  it('in the middle of an allocation leaves a plan that is proposed once', async () => {
    await life.walk({ until: 'accredit' });
    await killWorkerAt(['allocation.plan'], 'select from allocation_round for update', () =>
      life.step('plan the allocation'),
    );
    expect(await life.database.query(`select state from allocation_round`)).toEqual([{ state: 'proposed' }]);
    expect(await acts('allocation-round', 'allocation.proposed')).toBe(1);
    expect(await broken()).toEqual([]);
  });

  it('in the middle of a release leaves all outcomes released at once, with a letter each', async () => {
    await life.walk({ until: 'plan and approve the release' });
    // Whichever of the two comes first: the work that the approval ordered, or the sweep.
    await killWorkerAt(['outcomes.release', 'outcomes.sweep'], 'select from outcome for update', async () => {
      await life.goTo('2027-04-20T08:00:01Z');
      expect(await life.database.query(`select from outcome where state <> 'scheduled'`)).toEqual([]);
    });
    expect(await acts('outcome', 'outcome.released')).toBe(2);
    const released = await life.database.query(`select distinct released_at from outcome where state = 'released'`);
    expect(released).toHaveLength(1);
    const letters = await life.database.query(`select state from mail_message where key like 'outcome-released:%'`);
    expect(letters).toEqual([{ state: 'sent' }, { state: 'sent' }]);
    expect(await broken()).toEqual([]);
  });

  it('does not keep the life from its end', async () => {
    await life.walk();
    expect(await broken()).toEqual([]);
  });
});
