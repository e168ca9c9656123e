import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startProduct, type Product } from '../support/product.js';
import { holdAnswers, letAnswersBeHeld, startHolder } from '../support/held.js';
import { Life, type Answer, type Visitor } from './life.js';
import { startOwnPostgres, type OwnPostgres } from './own-postgres.js';
import { manifestOf } from './steps-of-participants.js';

let postgres: OwnPostgres;
let product: Product;
let life: Life;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  await letAnswersBeHeld(postgres.database.superuserUrl);
  product = await startProduct({ database: postgres.database });
  life = await Life.begin(product.address, product.database.url);
  await life.walk({ until: 'sponsor' });
  await life.goTo('2027-03-10T10:00:00Z');
});
afterAll(async () => {
  await life?.end();
  await product?.stop();
  await postgres?.stop();
});

/** What a client has of a request whose line may break: an answer, or nothing. */
async function tryOnce(who: Visitor, manifestHash: string, key: string): Promise<Answer | null> {
  return life.send(who, '/submission', { manifestHash }, key).catch(() => null);
}

/** What a browser does that is told to try again: the same request under the same key, until it is answered. */
async function tryAgain(who: Visitor, manifestHash: string, key: string): Promise<string> {
  let last: Answer | null = null;
  await life.until(async () => {
    last = await tryOnce(who, manifestHash, key);
    return last?.status === 200 || JSON.stringify(last);
  }, 'the answer to the same request');
  return String((last as Answer | null)?.body['receipt']);
}

const receipts = (): Promise<{ number: string }[]> => life.database.query(`select number from receipt order by at`);

describe('a database that is killed between submit and receipt', () => {
  it('before the commit: nobody is told that it worked, and the same request then does it once', async () => {
    const [who] = life.participants as [Visitor, Visitor];
    const manifestHash = await manifestOf(life, who);
    const key = randomUUID();
    const holder = await startHolder(product.database.superuserUrl);
    await holder.hold('lock table receipt in share mode');
    const answer = tryOnce(who, manifestHash, key);
    await holder.untilWaitedFor();
    await postgres.kill();
    expect((await answer)?.status ?? 503).toBe(503);
    await holder.letGo();
    expect((await tryOnce(who, manifestHash, key))?.status ?? 503).toBe(503);
    await postgres.startAgain();
    const receipt = await tryAgain(who, manifestHash, key);
    expect(await receipts()).toEqual([{ number: receipt }]);
  });

  it('after the commit: the same request gets the receipt that was made', async () => {
    const [, who] = life.participants as [Visitor, Visitor];
    const manifestHash = await manifestOf(life, who);
    const key = randomUUID();
    const before = await startHolder(product.database.superuserUrl);
    const after = await startHolder(product.database.superuserUrl);
    await before.hold('lock table receipt in share mode');
    const answer = tryOnce(who, manifestHash, key);
    await before.untilWaitedFor();
    await after.hold(holdAnswers);
    await before.letGo();
    await after.untilWaitedFor();
    const made = (await receipts()).at(-1)?.number;
    await postgres.kill();
    expect((await answer)?.status ?? 503).toBe(503);
    await after.letGo();
    await postgres.startAgain();
    expect(await tryAgain(who, manifestHash, key)).toBe(made);
    expect(await receipts()).toHaveLength(2);
  });

  it('is in the log with when it was away, and the tries to submit that failed by it with whose they were', async () => {
    const ready = async (): Promise<number> => (await fetch(`${product.address}/readyz`)).status;
    const [{ before }] = (await life.database.query(`select app_now() as before`)) as [{ before: Date }];
    await postgres.kill();
    expect(await ready()).toBe(503);
    for (const who of life.participants) await tryOnce(who, 'x', randomUUID());
    await postgres.startAgain();
    await life.until(async () => (await ready()) === 200, 'a web that is ready');
    const log = (): Promise<{ began_at: Date; ended_at: Date; length: number }[]> =>
      life.database.query(
        `select began_at, ended_at, extract(epoch from ended_at - began_at)::float8 as length from outage
         where part = 'database' and ended_at > $1`,
        [before],
      );
    await life.until(async () => (await log()).length > 0, 'the outage in the log');
    const [outage, ...more] = await log();
    expect(more).toEqual([]);
    expect(outage?.length).toBeGreaterThan(0);
    // It is one with the failure before it, where the two were not five seconds apart.
    expect(outage?.ended_at.getTime()).toBeGreaterThan(before.getTime());
    const failed = (): Promise<{ n: number }[]> =>
      life.database.query(
        `select count(distinct sign_in_id)::int as n from failed_request where path = '/submission' and status >= 500`,
      );
    await life.until(async () => (await failed())[0]?.n === 2, 'both tries in the log');
  });

  it('comes back to a web and a worker that were never started again, and the life goes on', async () => {
    for (const part of [product.parts.web, product.parts.worker]) expect(part.child.exitCode).toBeNull();
    await life.walk();
    expect(await life.broken()).toEqual([]);
  });
});
