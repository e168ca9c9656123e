import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { api, post } from '../support/browse.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { holdAnswers, letAnswersBeHeld, startHolder } from '../support/held.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let assessor: Person;
beforeAll(async () => {
  open = await openTestApp();
  await letAnswersBeHeld(open.test.superuserUrl);
  assessor = await givePerson(open, { roles: ['assessor'] });
});
afterAll(async () => {
  await open?.close();
});

/** An act that nothing but its key keeps from being done twice: two ties to one person are two rows. */
const declare = (who: string, key: string): ReturnType<typeof api> =>
  api(open, assessor, '/account/conflicts', { kind: 'relative', participantEmail: who, fromDate: '2026-01-01' }, key);

const tiesTo = async (who: string): Promise<number> =>
  (await open.database.query(`select from conflict where participant_email = $1`, [who])).length;

const giveKeyToAnother = (key: string, seconds: number): Promise<unknown> =>
  open.database.query(
    `update answered_request set holder = gen_random_uuid(), at = clock_timestamp() - make_interval(secs => $2) where key = $1`,
    [key, seconds],
  );

/** Declares a tie, and cuts the line to the database between the commit and the keeping of the answer. */
async function loseAnswer(who: string, key: string): Promise<void> {
  const holder = await startHolder(open.test.superuserUrl);
  await holder.hold(holdAnswers);
  const first = declare(who, key);
  const pids = await holder.untilWaitedFor();
  expect(await tiesTo(who)).toBe(1);
  await holder.hold(`select pg_terminate_backend(pid) from unnest($1::int[]) pid`, [pids]);
  expect((await first).status).toBe(503);
  await holder.letGo();
}

describe('a request under a key', () => {
  it('is done once and answered twice', async () => {
    const key = randomUUID();
    const first = await declare('once@demo.invalid', key);
    expect(first.status).toBe(200);
    expect((await declare('once@demo.invalid', key)).text).toBe(first.text);
    expect(await tiesTo('once@demo.invalid')).toBe(1);
  });

  it('is not done again where its answer was lost after the commit', async () => {
    const key = randomUUID();
    await loseAnswer('cut@demo.invalid', key);
    expect((await declare('cut@demo.invalid', key)).json()).toMatchObject({ answerLost: true });
    expect(await tiesTo('cut@demo.invalid')).toBe(1);
  });

  it('is not done again by another process than the one that died over it', async () => {
    const key = randomUUID();
    await loseAnswer('died@demo.invalid', key);
    await giveKeyToAnother(key, 31);
    expect((await declare('died@demo.invalid', key)).json()).toMatchObject({ answerLost: true });
    expect(await tiesTo('died@demo.invalid')).toBe(1);
  });

  it('leads a browser whose answer was lost back to the page that it came from, and says so', async () => {
    const key = randomUUID();
    const fields = { kind: 'relative', participantEmail: 'form@demo.invalid', fromDate: '2026-01-01' };
    await post(open, assessor, '/account/conflicts', fields, key);
    await open.database.query(
      `update answered_request set status = null, holder = gen_random_uuid(), at = clock_timestamp() - interval '1 hour'
       where key = $1`,
      [key],
    );
    const again = await post(open, assessor, '/account/conflicts', fields, key);
    expect(again.status).toBe(303);
    expect(decodeURIComponent(again.cookies.join())).toContain('This was done before');
    expect(await tiesTo('form@demo.invalid')).toBe(1);
  });

  it('is given up where another process took the key over while this one was slow', async () => {
    const key = randomUUID();
    const holder = await startHolder(open.test.superuserUrl);
    await holder.hold('lock table conflict in share mode');
    const slow = declare('slow@demo.invalid', key);
    await holder.untilWaitedFor();
    await giveKeyToAnother(key, 0);
    await holder.letGo();
    expect((await slow).status).toBe(409);
    expect(await tiesTo('slow@demo.invalid')).toBe(0);
  });

  it('is free again after a refusal', async () => {
    const key = randomUUID();
    expect((await declare('', key)).status).toBe(422);
    expect(await open.database.query(`select from answered_request where key = $1`, [key])).toEqual([]);
  });
});
