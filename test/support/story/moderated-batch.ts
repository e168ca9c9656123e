import { expect } from '@jest/globals';
import { ModerationBatch } from '../../../src/moderation/index.js';
import type { TestApp } from '../app.js';
import { api, post, type Answer } from '../browse.js';
import type { MarkedWindow } from './moderation.js';
import { givePerson, type Person } from './people.js';

/** A script of a sample as its batch has it. */
export interface Item {
  readonly script: string;
  readonly moderatorId: string | null;
  readonly state: string;
  readonly isBlind: boolean;
}

/** What moderators and leads do with batches, by name. */
export interface BatchStory {
  readonly lead: Person;
  readonly moderators: readonly Person[];
  freeze(window: MarkedWindow): Promise<string>;
  items(batchId: string): Promise<Item[]>;
  moderatorOf(item: Item | undefined): Person;
  /** Marks blind where that comes first, with marks that stand, and confirms. */
  confirmItem(batchId: string, script: string): Promise<Answer>;
  /** Confirms everything that waits. */
  confirmAll(batchId: string): Promise<void>;
  /** Gives blind marks where they come first: those that stand. */
  markBlind(batchId: string, script: string): Promise<void>;
  /** A pass becomes a fail: one moderator adjusts, another agrees. */
  turn(batchId: string, window: MarkedWindow, script: string): Promise<void>;
  applyRule(batchId: string): Promise<{ decision: string; reasons: string[] }>;
}

/** A lead, and three moderators of whom one is another provider's. */
export async function batchStory(open: TestApp): Promise<BatchStory> {
  const lead = await givePerson(open, { roles: ['lead'] });
  const moderators = [
    await givePerson(open, { roles: ['moderator'] }),
    await givePerson(open, { roles: ['moderator'] }),
    await givePerson(open, { roles: ['moderator'], provider: 'OTH' }),
  ];
  const items: BatchStory['items'] = (batchId) =>
    open.database.query<Item>(
      `select script_number as script, moderator_id as "moderatorId", state,
              blind_first and blind_marks is null as "isBlind" from sample_item where batch_id = $1 order by 1`,
      [batchId],
    );
  const moderatorOf = (item: Item | undefined): Person => {
    const found = moderators.find(({ staffId }) => staffId === item?.moderatorId);
    if (!found) throw new Error(`Nobody of the story moderates ${item?.script}`);
    return found;
  };
  const itemOf = async (batchId: string, script: string): Promise<Item> => {
    const found = (await items(batchId)).find((item) => item.script === script);
    if (!found) throw new Error(`${script} is not in the sample`);
    return found;
  };
  const markBlind: BatchStory['markBlind'] = async (batchId, script) => {
    const item = await itemOf(batchId, script);
    if (!item.isBlind) return;
    const { marks } = await open.database.one<{ marks: Record<string, number> }>(
      `select marks from provisional_result where script_number = $1`,
      [script],
    );
    const fields = Object.fromEntries(Object.entries(marks).map(([code, level]) => [`mark_${code}`, String(level)]));
    const given = await post(open, moderatorOf(item), `/moderation/${batchId}/scripts/${script}/blind-marks`, fields);
    expect(given.status).toBe(303);
  };
  const confirmItem: BatchStory['confirmItem'] = async (batchId, script) => {
    await markBlind(batchId, script);
    const who = moderatorOf(await itemOf(batchId, script));
    return post(open, who, `/moderation/${batchId}/scripts/${script}`, { decision: 'confirm' });
  };
  return {
    lead,
    moderators,
    items,
    moderatorOf,
    markBlind,
    confirmItem,
    freeze: async (window) => {
      const frozen = await post(open, lead, `/windows/${window.windowId}/moderation`);
      expect(frozen.problems).toEqual([]);
      await open.settle();
      return String(frozen.location).split('/').at(-1) ?? '';
    },
    confirmAll: async (batchId) => {
      for (const { script, state } of await items(batchId))
        if (state === 'waiting') expect((await confirmItem(batchId, script)).status).toBe(303);
    },
    turn: async (batchId, window, script) => {
      const first = moderatorOf(await itemOf(batchId, script));
      const second = moderators.find((one) => one !== first) as Person;
      const path = `/moderation/${batchId}/scripts/${script}`;
      const area = window.framework.criteria.filter((criterion) => criterion.area === 1);
      const marks = Object.fromEntries(area.map(({ code }) => [`mark_${code}`, '0']));
      const adjusted = await post(open, first, path, {
        decision: 'adjust',
        reason: 'criteria-misapplied',
        ...marks,
      });
      expect(adjusted.status).toBe(303);
      expect((await post(open, second, `${path}/second`, { agrees: 'yes' })).status).toBe(303);
    },
    applyRule: async (batchId) => {
      const who = moderatorOf((await items(batchId))[0]);
      const answer = await api(open, who, `/moderation/${batchId}/confirmation`, {});
      expect(answer.status).toBe(200);
      return answer.json() as { decision: string; reasons: string[] };
    },
  };
}

/** The row, for what no page says. */
export const batchRow = (open: TestApp, id: string): Promise<ModerationBatch | null> =>
  open.database.source.getRepository(ModerationBatch).findOneBy({ id });
