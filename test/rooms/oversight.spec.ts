import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyStatement } from '#libs/ledger';
import { MakeCheckpoint } from '../../src/oversight/index.js';
import { verifyCheckpoints } from '../../src/platform/journal/verify-checkpoints.js';
import { Keys } from '../../src/platform/keys/keys.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { giveClearedBatch, giveLeads, planRelease } from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  // No checkpoint of the timetable's: each spec makes its own.
  await open.keepFromTimetable('oversight.checkpoint');
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
});

/** Runs statements as the superuser with triggers off: whoever gets at the database past the application. */
async function intrude(sql: string): Promise<void> {
  const intruder = new pg.Client({ connectionString: open.test.superuserUrl });
  await intruder.connect();
  try {
    await intruder.query(`set session_replication_role = replica; ${sql}`);
  } finally {
    await intruder.end();
  }
}

const act = (count: number, id = 'x'): Promise<void> =>
  open.database.transact('job:test', async (tx) => {
    for (let at = 0; at < count; at += 1)
      await tx.journal({ aggregate: 'story', id, act: 'story.told', facts: { at } });
  });
const checkpoint = (): Promise<string> => open.app.get(MakeCheckpoint, { strict: false }).run('job:test');
const verified = async (): Promise<string | null> =>
  (await verifyCheckpoints(open.database, open.app.get(Keys, { strict: false }).published)).touched?.what ?? null;

describe('signed checkpoints of the journal', () => {
  it('go on from one another, hold, and make none where there is nothing new', async () => {
    await act(7);
    expect(await checkpoint()).toBe('made');
    expect(await checkpoint()).toBe('nothing');
    await act(6);
    expect(await checkpoint()).toBe('made');
    expect(await verified()).toBeNull();
    const lead = await givePerson(open, { roles: ['lead'] });
    const signed = JSON.parse((await visit(open, lead, '/journal/checkpoint')).text) as object;
    expect(verifyStatement(signed, open.app.get(Keys, { strict: false }).published)).toEqual({ valid: true });
  });

  it('wait for a transaction that wrote an entry before and has not committed', async () => {
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    let isWritten = (): void => undefined;
    const written = new Promise<void>((resolve) => (isWritten = resolve));
    const slow = open.database.transact('job:test', async (tx) => {
      await tx.journal({ aggregate: 'story', id: 'slow', act: 'story.told' });
      isWritten();
      await held;
    });
    await written;
    await act(1, 'quick');
    const made = checkpoint();
    setTimeout(finish, 1_800);
    expect(await made).toBe('made');
    await slow;
    expect(await verified()).toBeNull();
    const { size } = await open.database.one<{ size: number }>(`select max(size)::int as size from journal_checkpoint`);
    const { entries } = await open.database.one<{ entries: number }>(
      `select count(*)::int as entries from journal_entry`,
    );
    expect(size).toBe(entries);
  });

  it('show a tail that was cut off, which the chains cannot', async () => {
    await act(3, 'tail');
    await checkpoint();
    await intrude(`create table kept as select * from journal_entry where id = (select max(id) from journal_entry);
                   delete from journal_entry where id = (select max(id) from journal_entry)`);
    expect(await verified()).toMatch(/^\d+ entries were there, and \d+ are$/);
    await intrude(`insert into journal_entry overriding system value select * from kept; drop table kept`);
    expect(await verified()).toBeNull();
  });

  it('show an entry that was altered with a hash that fits', async () => {
    await intrude(`update journal_entry set hash = repeat('a', 64) where id = 2`);
    expect(await verified()).toBe('an entry before it was altered, or everything was hashed anew');
    await intrude(`update journal_entry j set hash = n.previous_hash from journal_entry n
                   where j.id = 2 and (n.aggregate, n.aggregate_id, n.seq) = (j.aggregate, j.aggregate_id, j.seq + 1)`);
    expect(await verified()).toBeNull();
  });

  it('show a checkpoint that was rewritten', async () => {
    await intrude(`update journal_checkpoint set statement = jsonb_set(statement, '{size}', '1') where id = 1`);
    expect(await verified()).toBe('its signature does not hold: altered');
    await intrude(
      `update journal_checkpoint set statement = jsonb_set(statement, '{size}', to_jsonb(size)) where id = 1`,
    );
    expect(await verified()).toBeNull();
  });
});

describe('verification by page', () => {
  it('runs as a job, once however many ask, and says what it found', async () => {
    const administrator = await givePerson(open, { roles: ['administrator'] });
    const answers = await Promise.all([1, 2, 3].map(() => post(open, administrator, '/journal/verification')));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    await open.settle();
    expect(textOf((await visit(open, administrator, '/journal/verification')).text)).toMatch(
      /It held on Monday 23 November 2026 at 10am \(UK time, GMT\): \d+ entries and \d+ signed checkpoints/,
    );
  });

  it('names the entry that was touched, there and on the first page', async () => {
    const lead = await givePerson(open, { roles: ['lead'] });
    await intrude(
      `update journal_entry set facts = '{"at":99}' where aggregate = 'story' and aggregate_id = 'x' and seq = 3`,
    );
    await post(open, lead, '/journal/verification');
    await open.settle();
    const found = 'story x, entry 3: its content was altered';
    expect(textOf((await visit(open, lead, '/journal/verification')).text)).toContain(found);
    expect(textOf((await visit(open, lead, '/')).text)).toContain(found);
    await intrude(
      `update journal_entry set facts = '{"at":2}' where aggregate = 'story' and aggregate_id = 'x' and seq = 3`,
    );
    await post(open, lead, '/journal/verification');
    await open.settle();
    expect(textOf((await visit(open, lead, '/journal/verification')).text)).toContain('It held on');
  });
});

describe('the journal by page', () => {
  it('shows a provider its own things, newest first, fifty at a time', async () => {
    const leads = await giveLeads(open, 'JA');
    const batch = await giveClearedBatch(
      open,
      Array.from({ length: 60 }, () => ({ result: 'passed' as const })),
      { provider: 'JA' },
    );
    const id = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
    const first = await visit(open, leads[0], '/journal');
    expect(first.text.match(/class="journal__line"/g)).toHaveLength(50);
    const counted = Number(/sql;desc="(\d+)"/.exec(String(first.headers['server-timing']))?.[1]);
    expect(counted).toBeLessThanOrEqual(5);
    const after = async (page: { text: string }): ReturnType<typeof visit> =>
      visit(open, leads[0], `/journal?${/before=(\d+)/.exec(page.text)?.[0] ?? ''}`);
    const second = await after(first);
    expect(second.text.match(/class="journal__line"/g)).toHaveLength(50);
    // Sixty scripts that were frozen, as many outcomes, and the release.
    expect((await after(second)).text.match(/class="journal__line"/g)).toHaveLength(21);
    const one = textOf((await visit(open, leads[0], `/journal?aggregate=release&id=${id}`)).text);
    expect(one).toContain('release.planned');
    expect(one).toContain('Ada Planner');

    const other = await givePerson(open, { roles: ['lead'], provider: 'JB' });
    for (const path of ['/journal', `/journal?aggregate=release&id=${id}`])
      expect((await visit(open, other, path)).text).toContain('There is no entry for this');
  });

  it('is not thrown by a question about a thing that is none', async () => {
    const lead = await givePerson(open, { roles: ['lead'], provider: 'JA' });
    const asked = await visit(open, lead, `/journal?aggregate=release&id=${encodeURIComponent("' or 1=1 --")}`);
    expect([asked.status, asked.text.includes('There is no entry for this')]).toEqual([200, true]);
  });
});

describe('the quality agent', () => {
  let agent: Person;
  beforeAll(async () => {
    agent = await givePerson(open, { roles: ['qa-agent'], provider: 'DFE' });
  });

  it('reads what a sample can find, the sampled scripts and their clean copies, and nobody’s name', async () => {
    const wishes = Array.from({ length: 12 }, () => ({
      result: 'passed' as const,
      participantName: 'Canary Participant',
    }));
    const batch = await giveClearedBatch(open, wishes, { provider: 'QA', windowName: 'Window of the agent' });
    expect(textOf((await visit(open, agent, '/')).text)).toContain('moderated batch');
    const list = textOf((await visit(open, agent, '/oversight')).text);
    expect(list).toContain('Window of the agent');
    expect(list).toContain('2 of 12 decisions looked at.');
    expect(list).toContain(
      'If more than 5 % of these 12 decisions were wrong, this sample would show at least one with 16 % probability.',
    );
    const page = await visit(open, agent, `/oversight/${batch.id}`);
    const script = /scripts\/([0-9A-Z]{4}-[0-9A-Z]{4})"/.exec(page.text)?.[1] ?? '';
    const shown = await visit(open, agent, `/oversight/${batch.id}/scripts/${script}`);
    expect(textOf(shown.text)).toContain('What was seen about 1.4.1.');
    const copy = /\/oversight\/[\w-]+\/scripts\/[\w-]+\/documents\/[\w-]+/.exec(shown.text)?.[0] ?? '';
    expect((await visit(open, agent, copy)).text).toContain('A strategy for steady growth');
    for (const path of ['/oversight', `/oversight/${batch.id}`, `/oversight/${batch.id}/scripts/${script}`]) {
      const answer = await api(open, agent, path);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain('Canary');
    }
    const unsampled = batch.scripts.find(({ number }) => !page.text.includes(number));
    expect((await visit(open, agent, `/oversight/${batch.id}/scripts/${unsampled?.number}`)).status).toBe(404);
    expect((await visit(open, agent, copy.replace(script, unsampled?.number ?? ''))).status).toBe(404);
  });

  it('sees no batch that is not confirmed', async () => {
    const batch = await giveClearedBatch(open, [{ result: 'passed' }], { provider: 'QA2' });
    await open.database.query(
      `update moderation_batch set state = 'moderating', confirmed_at = null, confirmed_by = null, cleared_at = null, cleared_by = null where id = $1`,
      [batch.id],
    );
    expect((await visit(open, agent, `/oversight/${batch.id}`)).status).toBe(404);
    expect((await visit(open, agent, '/oversight')).text).not.toContain(batch.id);
  });
});
