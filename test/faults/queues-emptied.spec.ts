import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { openStore } from '../../src/platform/storage/index.js';
import { startProduct, type Product } from '../support/product.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { Life } from './life.js';

let redis: TestRedis;
let product: Product;
let life: Life;
beforeAll(async () => {
  redis = await startRedis();
  product = await startProduct({ environment: { REDIS_URL: redis.url } });
  life = await Life.begin(product.address, product.database.url);
});
afterAll(async () => {
  await life?.end();
  await product?.stop();
  await redis?.stop();
});

const broken = (): Promise<string[]> =>
  life.broken({ store: openStore({ kind: 'directory', root: product.environment['STORE_DIRECTORY'] ?? '' }) });

describe('Redis is a doorbell', () => {
  it('is emptied after every step of a life, and nothing is lost', async () => {
    const client = new Redis(redis.url);
    await life.walk({
      until: 'declare and ask the sponsor',
      afterAnswers: async () => {
        await client.flushall();
      },
    });
    // Once as often as it goes while the queue works, so that rings are lost between being rung and being heard.
    await life.walk({
      until: 'close',
      afterAnswers: async () => {
        for (const end = performance.now() + 300; performance.now() < end;) await client.flushall();
      },
    });
    client.disconnect();
    expect(await broken()).toEqual([]);
  });

  it('may be away: pages answer, work waits, and is done when Redis is back with nothing in it', async () => {
    await redis.stop();
    await life.step('accredit');
    await life.step('plan the allocation');
    await pause(1_500);
    const waiting = await life.database.query(
      `select from work_item where kind = 'allocation.plan' and state = 'waiting'`,
    );
    expect(waiting).toHaveLength(1);
    for (const part of [product.parts.web, product.parts.worker]) expect(part.child.exitCode).toBeNull();
    redis = await startRedis(Number(new URL(redis.url).port));
    await life.settle();
    await life.walk();
    expect(await broken()).toEqual([]);
  });

  it('does not keep a worker from stopping while it is away', async () => {
    const { worker } = product.parts;
    const before = worker.said().length;
    await redis.stop();
    await life.until(
      async () => worker.said().slice(before).includes('The queues are away'),
      'a worker that misses its queues',
    );
    await life.goTo('2029-01-01T10:00:00Z');
    // It has begun to ring for what the timetable orders then, and waits for an answer.
    await life.until(async () => {
      const rung = await life.database.query(
        `select from work_item where state = 'waiting' and rung_at is not null and due_at >= '2029-01-01T10:00:00Z'`,
      );
      return rung.length > 0;
    }, 'a ring that waits');
    await worker.stop();
  });
});
