import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redraw, whatItCanFind, type PublicRecord } from '#libs/sampling';
import { invariants } from '../../src/platform/database/invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, visit } from '../support/browse.js';
import { allMarks, giveMarkedWindow, type MarkedWindow } from '../support/story/moderation.js';
import { batchStory, type BatchStory, type Item } from '../support/story/moderated-batch.js';
import { givePerson, type Person } from '../support/story/people.js';
import { ProvisionalResults } from '../../src/marking/index.js';

let open: TestApp;
let story: BatchStory;
let otherLead: Person;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  story = await batchStory(open);
  otherLead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

/** 40 passes, but for the first `fails`. */
const give = (fails = 0): Promise<MarkedWindow> =>
  giveMarkedWindow(open, (framework) => Array.from({ length: 40 }, (_, at) => allMarks(framework, at < fails ? 0 : 2)));
const recordOf = async (batchId: string): Promise<PublicRecord> =>
  JSON.parse((await visit(open, story.lead, `/moderation/${batchId}/record`)).text) as PublicRecord;
const stratum = ({ sample }: PublicRecord, wanted: string): string[] =>
  sample.items.filter((item) => item.stratum === wanted).map(({ script }) => script);
const enrolmentOf = (window: MarkedWindow, number: string): string =>
  window.scripts.find((script) => script.number === number)?.enrolmentId ?? '';
const itemOf = async (batchId: string, number: string): Promise<Item | undefined> =>
  (await story.items(batchId)).find(({ script }) => script === number);
const withdraw = (window: MarkedWindow, number: string): Promise<unknown> =>
  open.database.query(`update enrolment set state = 'withdrawn' where id = $1`, [enrolmentOf(window, number)]);

/** What the invariants about samples and holds find. */
const neverFound = async (): Promise<string[]> => {
  const meant = invariants.filter(({ sentence }) => sentence.includes('held'));
  const found = await Promise.all(meant.map(({ sql }) => open.database.query<{ what: string }>(sql)));
  return found.flat().map(({ what }) => what);
};

/** A lead holds the outcome, and what follows from the news has happened. Gives the hold's path. */
async function hold(window: MarkedWindow, number: string): Promise<string> {
  const because = { source: 'metadata', reason: 'Suspicion of Zebulon', told: 'The file names another author.' };
  const placed = await post(open, story.lead, `/enrolments/${enrolmentOf(window, number)}/hold`, because);
  expect([placed.status, placed.problems]).toEqual([303, []]);
  await open.settle();
  return placed.location ?? '';
}
async function lift(path: string): Promise<void> {
  const lifted = await post(open, otherLead, `${path}/decision`, { finding: 'no-case', why: 'It is their own work.' });
  expect(lifted.status).toBe(303);
  await open.settle();
}
async function sweep(): Promise<void> {
  await open.database.transact('job:story', (tx) =>
    tx.order({ kind: 'moderation.sweep', key: `story ${performance.now()}`, subject: {} }),
  );
  await open.settle();
}

describe('edge case 28: a sampled script whose outcome is held', () => {
  it('is replaced by the next of the permutation, with those held beside it, and anybody repeats it without learning whose it was or why', async () => {
    const window = await give();
    const batchId = await story.freeze(window);
    const before = await recordOf(batchId);
    const [first = '', second = ''] = stratum(before, 'random');
    const unsampled = before.sample.replacements.findLast((one) =>
      before.sample.items.every(({ script }) => script !== one),
    );
    await hold(window, first);
    const once = await recordOf(batchId);
    expect(once.sample.changes).toEqual([{ kind: 'held', script: first }]);
    const stay = stratum(before, 'random').filter((one) => one !== first);
    expect(new Set(stratum(once, 'random'))).toEqual(new Set([...stay, before.sample.replacements[0]]));
    await hold(window, unsampled ?? '');
    await hold(window, second);
    // Found again by the sweep and by news that comes twice.
    await open.database.transact('job:story', (tx) =>
      tx.announce('script.hold-changed', { scriptNumber: first, windowId: window.windowId }),
    );
    await sweep();
    const after = await recordOf(batchId);
    expect(after.sample.changes).toEqual([first, unsampled, second].map((script) => ({ kind: 'held', script })));
    expect([after.sample.drawn, after.sample.decisions]).toEqual([before.sample.drawn, before.sample.decisions - 3]);
    expect(after.sample.permutation).toEqual(before.sample.permutation);
    for (const gone of [first, second, unsampled])
      expect([...after.sample.items.map(({ script }) => script), ...after.sample.replacements]).not.toContain(gone);
    for (const script of [first, second]) expect((await itemOf(batchId, script))?.state).toBe('withdrawn');
    for (const script of stratum(after, 'random')) expect((await itemOf(batchId, script))?.state).toBe('waiting');
    expect(redraw(after)).toEqual({ equal: true, differences: [] });
    expect((await visit(open, story.lead, `/moderation/${batchId}`)).text).toContain(whatItCanFind(after.sample));
    expect(JSON.stringify(after)).not.toMatch(/Zebulon|metadata|author/);
    const bare = { ...after, sample: { ...after.sample, changes: [] } };
    expect(redraw(bare).equal).toBe(false);
  });

  it('is seen by the sweep and at the confirmation where the news was lost', async () => {
    const window = await give();
    const batchId = await story.freeze(window);
    const [first = '', second = ''] = stratum(await recordOf(batchId), 'random');
    const holdWithoutNews = (number: string): Promise<unknown> =>
      open.database.query(
        `insert into outcome_hold (attempt_id, state, source, reason, told, placed_by, placed_at)
         select a.id, 'held', 'other', 'x', 'y', $2, app_now() from attempt a join enrolment e on e.id = a.enrolment_id and e.attempt_no = a.no
         where e.id = $1`,
        [enrolmentOf(window, number), story.lead.signInId],
      );
    await holdWithoutNews(first);
    expect(await neverFound()).toEqual([first]);
    await sweep();
    expect(await neverFound()).toEqual([]);
    expect((await recordOf(batchId)).sample.changes).toEqual([{ kind: 'held', script: first }]);
    for (const { script, state } of await story.items(batchId))
      if (state === 'waiting' && script !== second) await story.confirmItem(batchId, script);
    await holdWithoutNews(second);
    const early = await post(open, story.moderators[0] as Person, `/moderation/${batchId}/confirmation`);
    expect(early.problems.join()).toContain('1 scripts of the sample are still to be decided');
  });

  it('stays where it must be looked at, and where it is decided', async () => {
    const window = await give(2);
    const batchId = await story.freeze(window);
    const before = await recordOf(batchId);
    const [failed = ''] = before.frame.items.filter(({ outcome }) => outcome === 'fail').map(({ script }) => script);
    const [decided = ''] = stratum(before, 'random');
    expect((await story.confirmItem(batchId, decided)).status).toBe(303);
    await hold(window, failed);
    await hold(window, decided);
    await sweep();
    const after = await recordOf(batchId);
    expect(after.sample).toEqual(before.sample);
    expect((await itemOf(batchId, failed))?.state).toBe('waiting');
    expect((await itemOf(batchId, decided))?.state).toBe('decided');
  });

  it('comes back when the hold is lifted and is looked at; held again it stays, and after the confirmation nothing changes', async () => {
    const window = await give();
    const batchId = await story.freeze(window);
    const before = await recordOf(batchId);
    const [script = '', late = ''] = stratum(before, 'random');
    const path = await hold(window, script);
    const held = await recordOf(batchId);
    await lift(path);
    await sweep();
    const back = await recordOf(batchId);
    expect(back.sample.changes.map(({ kind }) => kind)).toEqual(['held', 'returned']);
    expect(back.sample.items.find((item) => item.script === script)).toMatchObject({ stratum: 'census' });
    expect(back.sample.decisions).toBe(held.sample.decisions);
    expect(await itemOf(batchId, script)).toMatchObject({ state: 'waiting', moderatorId: expect.any(String) });
    expect(redraw(back)).toEqual({ equal: true, differences: [] });
    const early = await post(open, story.moderators[0] as Person, `/moderation/${batchId}/confirmation`);
    expect(early.problems.join()).toContain('still to be decided');
    await hold(window, script);
    expect((await recordOf(batchId)).sample).toEqual(back.sample);
    const lateHold = await hold(window, late);
    await story.confirmAll(batchId);
    expect((await story.applyRule(batchId)).decision).toBe('confirm');
    const confirmed = await recordOf(batchId);
    await lift(lateHold);
    await sweep();
    expect((await recordOf(batchId)).sample).toEqual(confirmed.sample);
  });

  it('is looked at for certain where its outcome turns while it is held', async () => {
    const window = await give();
    const batchId = await story.freeze(window);
    const [script = ''] = stratum(await recordOf(batchId), 'random');
    const path = await hold(window, script);
    const area = window.framework.criteria.filter((criterion) => criterion.area === 1);
    await open.database.transact('job:story', (tx) =>
      open.app
        .get(ProvisionalResults, { strict: false })
        .moderate(tx, script, Object.fromEntries(area.map(({ code }) => [code, 0]))),
    );
    await open.settle();
    const turned = await recordOf(batchId);
    expect(turned.sample.items.find((item) => item.script === script)).toMatchObject({
      stratum: 'census',
      reasons: ['returned', 'outcome-changed'],
    });
    await lift(path);
    expect((await recordOf(batchId)).sample).toEqual(turned.sample);
    expect(redraw(turned).equal).toBe(true);
  });

  it('leaves for good where it is withdrawn while it is held, and never comes back', async () => {
    const window = await give();
    const batchId = await story.freeze(window);
    const [script = ''] = stratum(await recordOf(batchId), 'random');
    const path = await hold(window, script);
    await withdraw(window, script);
    await sweep();
    await open.database.query(
      `update outcome_hold set state = 'lifted', finding = 'no-case', decided_why = 'x', decided_by = $2, decided_at = app_now() where id = $1`,
      [path.split('/').at(-1), otherLead.signInId],
    );
    await sweep();
    const { sample } = await recordOf(batchId);
    expect(sample.changes.map(({ kind }) => kind)).toEqual(['held', 'left']);
    expect((await itemOf(batchId, script))?.state).toBe('withdrawn');
  });
});

describe('edge case 28: many at once', () => {
  it('replaces all who are held while others decide, and asks nobody about any of them', async () => {
    const window = await give();
    const batchId = await story.freeze(window);
    const before = await recordOf(batchId);
    const random = stratum(before, 'random');
    await Promise.all([
      ...random.slice(0, 6).map((number) => hold(window, number)),
      ...random.slice(4).map((number) => story.confirmItem(batchId, number)),
      sweep(),
    ]);
    await open.settle();
    const after = await recordOf(batchId);
    const items = await story.items(batchId);
    for (const number of random.slice(0, 4))
      expect(items.find(({ script }) => script === number)?.state).toBe('withdrawn');
    // Who was held and decided at once is one of the two.
    for (const number of random.slice(4, 6))
      expect(['withdrawn', 'decided']).toContain(items.find(({ script }) => script === number)?.state);
    const held = after.sample.changes.map((change) => (change.kind === 'held' ? change.script : ''));
    expect(new Set(held).size).toBe(held.length);
    expect(after.sample.drawn).toBe(before.sample.drawn);
    expect(redraw(after)).toEqual({ equal: true, differences: [] });
  });
});

describe('edge case 28: a hold that was there before the batch was frozen', () => {
  it('keeps a pass in the frame and out of the random draw, and a fail in the sample', async () => {
    const window = await give(1);
    const passes = window.scripts.slice(1, 37).map(({ number }) => number);
    const failed = window.scripts[0]?.number ?? '';
    for (const number of [...passes, failed]) await hold(window, number);
    const batchId = await story.freeze(window);
    const record = await recordOf(batchId);
    expect(record.frame.items).toHaveLength(40);
    expect(stratum(record, 'random').filter((script) => passes.includes(script))).toEqual([]);
    expect(record.sample.items.map(({ script }) => script)).toContain(failed);
    const mandatory = stratum(record, 'census');
    expect(record.sample.decisions).toBe(40 - new Set([...passes, ...mandatory]).size);
    for (const { script } of await story.items(batchId))
      expect(record.sample.items.map((one) => one.script)).toContain(script);
    expect(redraw(record)).toEqual({ equal: true, differences: [] });
  });
});

it('edge case 28 leaves nothing behind that must never be', async () => {
  expect(await neverFound()).toEqual([]);
});
