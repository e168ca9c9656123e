import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit } from '../support/browse.js';
import {
  changeOutcome,
  giveClearedBatch,
  giveLeads,
  outcomeIdOf,
  planRelease,
  type GivenBatch,
  type ResultWish,
} from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

let provider = 0;
async function released(
  wishes: readonly ResultWish[],
  code = `R${(provider += 1)}`,
): Promise<{ code: string; batch: GivenBatch; administrator: Person; leads: readonly [Person, Person] }> {
  await open.holdClock('2026-11-23T10:00:00Z');
  const batch = await giveClearedBatch(open, wishes, { provider: code });
  const leads = await giveLeads(open, code);
  const id = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
  await post(open, leads[1], `/releases/${id}/approval`);
  await open.holdClock('2026-11-27T10:00:00Z');
  await open.settle();
  return { code, batch, leads, administrator: await givePerson(open, { roles: ['administrator'], provider: code }) };
}

async function download(who: Person, path: string): Promise<Buffer> {
  const answer = await open.app.inject({ url: path, headers: who.headers });
  expect(answer.statusCode).toBe(200);
  return answer.rawPayload;
}

/** Paths of the files that the page offers, newest return first. */
async function filesOf(who: Person): Promise<string[]> {
  const { text } = await visit(open, who, '/returns');
  return [...text.matchAll(/href="(\/returns\/[\w-]+\/csv)"/g)].map(([, path]) => path ?? '');
}

describe('returns to the Department', () => {
  it('hold released outcomes once, and the same bytes at every download', async () => {
    const { administrator, batch } = await released([
      { result: 'passed', participantName: '=HYPERLINK("http://evil.invalid") Ada' },
      { result: 'failed' },
    ]);
    expect(textOf((await visit(open, administrator, '/')).text)).toContain('Return 2 outcomes to the Department');
    expect((await post(open, administrator, '/returns', { scope: 'new' })).status).toBe(303);
    const [path = ''] = await filesOf(administrator);
    const csv = await download(administrator, path);
    const rows = parse(csv, { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row['state'] ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual(['failed', 'passed']);
    expect(rows.every((row) => row['completion_date'] === '2026-11-27' && row['moderation_batch'] === batch.id)).toBe(
      true,
    );
    expect(rows.find(({ state }) => state === 'passed')?.['first_name']).toBe(`'=HYPERLINK("http://evil.invalid")`);
    // A name that is changed later changes no return that was made.
    await open.database.query(`update participant set name = 'Another Name' where id = $1`, [
      batch.scripts[0]?.participantId,
    ]);
    expect((await download(administrator, path)).equals(csv)).toBe(true);
    const marked = await download(administrator, `${path}?bom=1`);
    expect(marked.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(marked.subarray(3).equals(csv)).toBe(true);
    const legacy = (await download(administrator, path.replace('/csv', '/legacy'))).toString();
    expect(legacy).toMatch(/^trn,npq_type,awarded_date\r\n\d{7},389040006,11\/27\/2026\r\n$/);
  });

  it('refuse a second one while there is nothing new, and give everything when asked', async () => {
    const { administrator } = await released([{ result: 'passed' }]);
    await post(open, administrator, '/returns', { scope: 'new' });
    const refused = await post(open, administrator, '/returns', { scope: 'new' });
    expect(refused.problems).toEqual(['No outcome was released or changed since the last return']);
    expect((await post(open, administrator, '/returns', { scope: 'all' })).status).toBe(303);
    expect(await filesOf(administrator)).toHaveLength(2);
  });

  it('tell of an outcome that was voided later as a new row, and never edit the old one', async () => {
    const { administrator, batch, leads } = await released([{ result: 'passed' }, { result: 'passed' }]);
    await post(open, administrator, '/returns', { scope: 'new' });
    const [first = ''] = await filesOf(administrator);
    const before = await download(administrator, first);
    await changeOutcome(open, leads, await outcomeIdOf(open, batch.scripts[0]?.number), {
      kind: 'void',
      reason: 'Released in error',
    });
    await post(open, administrator, '/returns', { scope: 'new' });
    const [second = ''] = await filesOf(administrator);
    const rows = parse(await download(administrator, second), { columns: true }) as Record<string, string>[];
    expect(rows).toMatchObject([{ state: 'voided', previous_state: 'passed', change_reason: 'Released in error' }]);
    expect((await download(administrator, first)).equals(before)).toBe(true);
    expect((await download(administrator, second.replace('/csv', '/legacy'))).toString()).toBe(
      'trn,npq_type,awarded_date\r\n',
    );
  });

  it('hold nothing that is scheduled', async () => {
    await open.holdClock('2026-11-23T10:00:00Z');
    const code = `R${(provider += 1)}`;
    const batch = await giveClearedBatch(open, [{ result: 'passed' }], { provider: code });
    const leads = await giveLeads(open, code);
    const id = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
    await post(open, leads[1], `/releases/${id}/approval`);
    const administrator = await givePerson(open, { roles: ['administrator'], provider: code });
    expect((await post(open, administrator, '/returns', { scope: 'all' })).status).toBe(422);
    expect(textOf((await visit(open, administrator, '/')).text)).not.toContain('to the Department');
  });

  it('are numbered without a gap, and tell of each outcome once, when several are made at once', async () => {
    const { administrator, code } = await released([{ result: 'passed' }, { result: 'failed' }]);
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(open, administrator, '/returns', { scope: 'new' })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422, 422, 422]);
    await Promise.all([1, 2, 3].map(() => post(open, administrator, '/returns', { scope: 'all' })));
    const numbers = await open.database.query<{ number: number }>(
      `select r.number from outcome_return r join provider p on p.id = r.provider_id where p.code = $1 order by 1`,
      [code],
    );
    expect(numbers.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it('are the own provider’s, and written once', async () => {
    const { administrator } = await released([{ result: 'passed' }]);
    await post(open, administrator, '/returns', { scope: 'new' });
    const [path = ''] = await filesOf(administrator);
    const other = await givePerson(open, { roles: ['administrator'], provider: 'R999' });
    expect((await visit(open, other, path)).status).toBe(404);
    expect(await filesOf(other)).toEqual([]);
    const lead = await givePerson(open, { roles: ['lead'], provider: 'R999' });
    expect((await visit(open, lead, '/returns')).status).toBe(403);
    await expect(open.database.query(`update outcome_return set rows = 0`)).rejects.toThrow();
    await expect(open.database.query(`delete from outcome_return`)).rejects.toThrow();
  });
});
