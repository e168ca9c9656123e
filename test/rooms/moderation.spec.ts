import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redraw, type PublicRecord } from '#libs/sampling';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { allMarks, giveMarkedWindow, type MarkedWindow } from '../support/story/moderation.js';
import { batchStory, type BatchStory } from '../support/story/moderated-batch.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let lead: Person;
let moderators: readonly Person[];
let story: BatchStory;
beforeAll(async () => {
  open = await openTestApp();
  story = await batchStory(open);
  lead = story.lead;
  moderators = story.moderators;
});
afterAll(async () => {
  await open?.close();
});

interface Item {
  readonly script: string;
  readonly moderatorId: string | null;
  readonly state: string;
}

async function freeze(window: MarkedWindow): Promise<string> {
  const frozen = await post(open, lead, `/windows/${window.windowId}/moderation`);
  expect(frozen.status).toBe(303);
  await open.settle();
  return String(frozen.location).split('/').at(-1) ?? '';
}

const items = (batchId: string): Promise<Item[]> =>
  open.database.query<Item>(
    `select script_number as script, moderator_id as "moderatorId", state from sample_item where batch_id = $1 order by 1`,
    [batchId],
  );

const moderatorOf = (item: Item | undefined): Person =>
  moderators.find(({ staffId }) => staffId === item?.moderatorId) as Person;

async function confirmAll(batchId: string): Promise<void> {
  for (const item of await items(batchId)) {
    if (item.state !== 'waiting') continue;
    await story.markBlind(batchId, item.script);
    const answer = await post(open, moderatorOf(item), `/moderation/${batchId}/scripts/${item.script}`, {
      decision: 'confirm',
    });
    expect(answer.status).toBe(303);
  }
}

describe('a batch that is confirmed', () => {
  it('is frozen before its seed, sampled so that anybody can repeat it, shared with another provider, confirmed and cleared by two people', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 24 }, (_, index) => allMarks(framework, index === 0 ? 0 : index % 3 === 0 ? 1 : 2)),
    );
    const batchId = await freeze(window);
    const batch = await open.database.one<{ frozen: Date; drawn: Date; hash: string }>(
      `select frozen_at as frozen, seed_drawn_at as drawn, frame_hash as hash from moderation_batch where id = $1`,
      [batchId],
    );
    expect(batch.drawn.getTime()).toBeGreaterThan(batch.frozen.getTime());
    const record = JSON.parse((await visit(open, lead, `/moderation/${batchId}/record`)).text) as PublicRecord;
    expect(redraw(record)).toEqual({ equal: true, differences: [] });
    const sample = await items(batchId);
    const peers = sample.filter(({ moderatorId }) => moderatorId === moderators[2]?.staffId).length;
    expect(peers * 100).toBeGreaterThanOrEqual(20 * sample.length);
    expect((await visit(open, lead, `/moderation/${batchId}`)).text).toContain('What this sample can find');

    const early = await post(open, moderatorOf(sample[0]), `/moderation/${batchId}/confirmation`);
    expect(early.problems.join()).toContain('still to be decided');
    await confirmAll(batchId);
    const confirmed = await post(open, moderatorOf(sample[0]), `/moderation/${batchId}/confirmation`);
    expect(confirmed.status).toBe(303);
    expect((await visit(open, lead, `/moderation/${batchId}`)).text).toContain('Clear for release');
    const cleared = await Promise.all([1, 2, 3].map(() => post(open, lead, `/moderation/${batchId}/clearing`)));
    expect(cleared.map(({ status }) => status)).toEqual([303, 303, 303]);
    await open.settle();
    const acts = await open.database.query(
      `select from journal_entry where aggregate = 'moderation-batch' and aggregate_id = $1 and act = 'batch.clear'`,
      [batchId],
    );
    expect(acts).toHaveLength(1);
  });

  it('is not cleared by the person who confirmed it', async () => {
    const both = await givePerson(open, { roles: ['moderator', 'lead'] });
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    const batchId = await freeze(window);
    await open.database.query(`update sample_item set moderator_id = $2 where batch_id = $1`, [batchId, both.staffId]);
    const [item] = await items(batchId);
    await post(open, both, `/moderation/${batchId}/scripts/${item?.script}`, { decision: 'confirm' });
    expect((await post(open, both, `/moderation/${batchId}/confirmation`)).status).toBe(303);
    const refused = await post(open, both, `/moderation/${batchId}/clearing`);
    expect(refused.problems.join()).toContain('somebody else has to clear it');
  });
});

describe('a window that is not ready', () => {
  it('is not frozen while a script is still being marked', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2), allMarks(framework, 2)]);
    await open.database.query(`update marking set state = 'agreeing' where script_number = $1`, [
      window.scripts[0]?.number,
    ]);
    const refused = await post(open, lead, `/windows/${window.windowId}/moderation`);
    expect(refused.problems.join()).toContain('1 of 2 scripts are still being marked');
  });

  it('is frozen once by two leads at once', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    const both = await Promise.all([1, 2, 3, 4].map(() => post(open, lead, `/windows/${window.windowId}/moderation`)));
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
    await open.settle();
    expect(
      await open.database.query(`select from moderation_batch where window_id = $1`, [window.windowId]),
    ).toHaveLength(1);
  });

  it('is nobody else’s: a lead of another provider does not find it', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
    expect((await post(open, stranger, `/windows/${window.windowId}/moderation`)).status).toBe(404);
  });
});

describe('an adjustment', () => {
  it('names an error, and one that turns the outcome counts only when a second moderator agrees', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 1)]);
    const batchId = await freeze(window);
    const [item] = await items(batchId);
    const first = moderatorOf(item);
    const second = moderators.find((one) => one !== first) as Person;
    const path = `/moderation/${batchId}/scripts/${item?.script}`;
    const area = window.framework.criteria.filter((criterion) => criterion.area === 1);
    const marks = Object.fromEntries(area.map(({ code }) => [`mark_${code}`, '0']));
    expect((await post(open, first, path, { decision: 'adjust', ...marks })).problems.join()).toContain(
      'Choose the error',
    );
    expect(
      (await post(open, first, path, { decision: 'adjust', reason: 'criteria-misapplied' })).problems.join(),
    ).toContain('another mark');
    expect(
      (await post(open, first, path, { decision: 'adjust', reason: 'criteria-misapplied', ...marks })).status,
    ).toBe(303);
    expect((await items(batchId))[0]?.state).toBe('awaiting-second');
    expect((await post(open, first, `${path}/second`, { agrees: 'yes' })).problems.join()).toContain('Somebody else');
    const before = await open.database.one<{ passed: boolean }>(
      `select passed from provisional_result where script_number = $1`,
      [item?.script],
    );
    expect(before.passed).toBe(true);
    expect((await post(open, second, `${path}/second`, { agrees: 'yes' })).status).toBe(303);
    const after = await open.database.one<{ passed: boolean; source: string }>(
      `select passed, source from provisional_result where script_number = $1`,
      [item?.script],
    );
    expect(after).toEqual({ passed: false, source: 'moderated' });
    const rule = (await api(open, first, `/moderation/${batchId}/confirmation`, {})).json() as { decision: string };
    // Every decision was looked at: there is nothing to extend to.
    expect(rule.decision).toBe('confirm');
  });

  it('is not asked of somebody who marked the script', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    await open.database.query(`insert into staff_role (staff_id, role) values ($1, 'moderator')`, [
      window.assessors[0]?.staffId,
    ]);
    const batchId = await freeze(window);
    const [item] = await items(batchId);
    expect(item?.moderatorId).not.toBe(window.assessors[0]?.staffId);
    expect(
      (await visit(open, window.assessors[0] as Person, `/moderation/${batchId}/scripts/${item?.script}`)).status,
    ).toBe(404);
  });
});

describe('the pages', () => {
  it('take at most five statements, whatever the size of the sample', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 40 }, () => allMarks(framework, 0)),
    );
    const batchId = await freeze(window);
    for (const [who, path] of [
      [lead, `/moderation/${batchId}`],
      [lead, '/moderation'],
      [moderators[0] as Person, '/moderation'],
    ] as const) {
      const answer = await visit(open, who, path);
      expect(Number(/desc="(\d+)"/.exec(String(answer.headers['server-timing']))?.[1])).toBeLessThanOrEqual(5);
    }
  });
});
