import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redraw, type PublicRecord } from '#libs/sampling';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, visit } from '../support/browse.js';
import { giveLockedMarks, type Assessor } from '../support/story/marking.js';
import { allMarks, giveMarkedWindow, type MarkedWindow } from '../support/story/moderation.js';
import { batchStory, type BatchStory } from '../support/story/moderated-batch.js';
import { givePerson, type Person } from '../support/story/people.js';
import { ProvisionalResults } from '../../src/marking/index.js';

let open: TestApp;
let story: BatchStory;
beforeAll(async () => {
  open = await openTestApp();
  story = await batchStory(open);
});
afterAll(async () => {
  await open?.close();
});

const recordOf = async (batchId: string): Promise<PublicRecord> =>
  JSON.parse((await visit(open, story.lead, `/moderation/${batchId}/record`)).text) as PublicRecord;

const withdraw = (window: MarkedWindow, number: string): Promise<unknown> =>
  open.database.query(`update enrolment set state = 'withdrawn' where id = $1`, [
    window.scripts.find((script) => script.number === number)?.enrolmentId,
  ]);

const passes = (number: string): Promise<{ passed: boolean; version: number }> =>
  open.database.one(`select passed, version from provisional_result where script_number = $1`, [number]);

async function sweep(): Promise<void> {
  await open.database.transact('job:story', (tx) =>
    tx.order({ kind: 'moderation.sweep', key: `story ${performance.now()}`, subject: {} }),
  );
  await open.settle();
}

describe('edge case 27: a mark changes after the sample was drawn', () => {
  it('joins the sample where the outcome turned outside it, is logged where not, once each, and is never a new draw', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 40 }, () => allMarks(framework, 2)),
    );
    const batchId = await story.freeze(window);
    const before = await recordOf(batchId);
    const [turned = '', slight = ''] = before.sample.replacements;
    const results = open.app.get(ProvisionalResults, { strict: false });
    const first = window.framework.criteria.filter(({ area }) => area === 1).map(({ code }) => code);
    await open.database.transact('job:story', (tx) =>
      results.moderate(tx, turned, Object.fromEntries(first.map((code) => [code, 0]))),
    );
    await open.database.transact('job:story', (tx) => results.moderate(tx, slight, { [first[0] ?? '']: 1 }));
    await open.settle();
    // The same news again, in the other order.
    for (const script of [slight, turned, slight])
      await open.database.transact('job:story', (tx) =>
        tx.announce('script.provisional', { scriptNumber: script, windowId: window.windowId }),
      );
    await open.settle();
    const after = await recordOf(batchId);
    expect(after.sample.changes).toEqual([{ kind: 'outcome-changed', script: turned }]);
    expect(after.sample.permutation).toEqual(before.sample.permutation);
    expect(after.sample.seed).toBe(before.sample.seed);
    expect(redraw(after)).toEqual({ equal: true, differences: [] });
    const items = await story.items(batchId);
    expect(items.find(({ script }) => script === turned)?.state).toBe('waiting');
    expect(items.find(({ script }) => script === slight)).toBeUndefined();
    const logged = await open.database.query<{ script: string }>(
      `select facts ->> 'script' as script from journal_entry where aggregate_id = $1 and act = 'item.result-changed' order by seq`,
      [batchId],
    );
    expect(logged.map(({ script }) => script).sort()).toEqual([turned, slight].sort());
    expect((await visit(open, story.lead, `/moderation/${batchId}`)).text).toContain('turned outside the sample');
  });

  it('is refused by the database itself, whoever would draw a second time', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    const batchId = await story.freeze(window);
    await expect(
      open.database.query(`update moderation_batch set seed = repeat('0', 64) where id = $1`, [batchId]),
    ).rejects.toThrow('is drawn');
    await expect(
      open.database.query(`update moderation_batch set frame_hash = repeat('0', 64) where id = $1`, [batchId]),
    ).rejects.toThrow('is drawn');
  });
});

describe('edge case 28: a sampled script leaves', () => {
  it('is replaced by the next of the permutation, the guarantee is that of those who remain, and all of it is repeatable', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 40 }, () => allMarks(framework, 2)),
    );
    const batchId = await story.freeze(window);
    const before = await recordOf(batchId);
    const random = before.sample.items.filter(({ stratum }) => stratum === 'random').map(({ script }) => script);
    const [waiting = '', decided = ''] = random;
    await story.confirmItem(batchId, decided);
    for (const script of [waiting, decided]) await withdraw(window, script);
    await sweep();
    await sweep();
    const after = await recordOf(batchId);
    expect(after.sample.changes.map(({ kind }) => kind)).toEqual(['left', 'left']);
    expect(after.sample.drawn).toBe(before.sample.drawn);
    expect(after.sample.decisions).toBe(before.sample.decisions - 2);
    const items = await story.items(batchId);
    for (const script of [waiting, decided])
      expect(items.find((item) => item.script === script)?.state).toBe('withdrawn');
    for (const script of before.sample.replacements.slice(0, 2))
      expect(items.find((item) => item.script === script)?.state).toBe('waiting');
    expect(redraw(after).equal).toBe(true);
  });

  it('is seen at the confirmation too, so that nobody confirms over the head of one who just left', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 40 }, () => allMarks(framework, 2)),
    );
    const batchId = await story.freeze(window);
    const { sample } = await recordOf(batchId);
    await story.confirmAll(batchId);
    await withdraw(window, sample.items.find(({ stratum }) => stratum === 'random')?.script ?? '');
    const early = await post(open, story.moderators[0] as Person, `/moderation/${batchId}/confirmation`);
    expect(early.problems.join()).toContain('1 scripts of the sample are still to be decided');
  });
});

describe('edge case 29: small and lopsided batches', () => {
  it.each<[string, number, 0 | 2]>([
    ['N = 1', 1, 2],
    ['N = 3, smaller than the sample', 3, 2],
    ['all fail', 12, 0],
  ])('%s: every decision is looked at, and the batch is confirmed and cleared', async (_, n, level) => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: n }, () => allMarks(framework, level)),
    );
    const batchId = await story.freeze(window);
    expect(await story.items(batchId)).toHaveLength(n);
    await story.confirmAll(batchId);
    expect((await story.applyRule(batchId)).decision).toBe('confirm');
    expect((await post(open, story.lead, `/moderation/${batchId}/clearing`)).status).toBe(303);
  });

  it('N = 0: nothing is frozen, and the lead reads why', async () => {
    const window = await giveMarkedWindow(open, () => []);
    const refused = await post(open, story.lead, `/windows/${window.windowId}/moderation`);
    expect(refused.problems.join()).toContain('nothing to moderate');
  });

  it('N = 0 because everybody left: the same', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    await withdraw(window, window.scripts[0]?.number ?? '');
    const refused = await post(open, story.lead, `/windows/${window.windowId}/moderation`);
    expect(refused.problems.join()).toContain('nothing to moderate');
  });

  it('N = 1 and its outcome turns: it is corrected by two, there is nothing to extend to, and the batch is confirmed', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    const batchId = await story.freeze(window);
    await story.turn(batchId, window, (await story.items(batchId))[0]?.script ?? '');
    expect(await story.applyRule(batchId)).toMatchObject({ decision: 'confirm', reasons: ['single-flip-explained'] });
  });

  it.each([
    ['all from one assessor', () => 0],
    ['one assessor with one script', (at: number) => (at === 0 ? 1 : 0)],
  ])('%s: each is seen as often as there are scripts, twice at most', async (_, whose) => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 30 }, () => allMarks(framework, 2)),
    );
    for (const [at, { number }] of window.scripts.entries())
      await open.database.query(`update assignment set assessor_id = $2 where script_number = $1`, [
        number,
        window.assessors[whose(at)]?.staffId,
      ]);
    const batchId = await story.freeze(window);
    const { frame, sample } = await recordOf(batchId);
    const chosen = new Set(sample.items.map(({ script }) => script));
    for (const assessor of new Set(frame.items.flatMap(({ assessors }) => assessors))) {
      const theirs = frame.items.filter(({ assessors }) => assessors.includes(assessor));
      const seen = theirs.filter(({ script }) => chosen.has(script)).length;
      expect(seen).toBeGreaterThanOrEqual(Math.min(2, theirs.length));
    }
  });
});

describe('edge case 30: moderation turns a pass into a fail', () => {
  it('makes the feedback anew, keeps both results on the record, and shows the participant neither', async () => {
    const window = await giveMarkedWindow(open, (framework) => [allMarks(framework, 2)]);
    const [script] = window.scripts;
    const batchId = await story.freeze(window);
    const feedbackOf = (): Promise<{ feedback: unknown }> =>
      open.database.one(`select feedback from provisional_result where script_number = $1`, [script?.number]);
    const before = await feedbackOf();
    await story.turn(batchId, window, script?.number ?? '');
    expect(await passes(script?.number ?? '')).toEqual({ passed: false, version: 2 });
    const { feedback } = await feedbackOf();
    expect(feedback).not.toEqual(before.feedback);
    expect(JSON.stringify(feedback)).toContain('"mark":0');
    const [decision] = await open.database.query<{ changes: Record<string, { from: number; to: number }> }>(
      `select changes from moderation_decision where batch_id = $1`,
      [batchId],
    );
    expect(Object.values(decision?.changes ?? {})[0]).toEqual({ from: 2, to: 0 });
    const outcomes = await open.database.query(`select from outcome where script_number = $1`, [script?.number]);
    expect(outcomes).toHaveLength(0);
  });
});

describe('edge case 31: marking again, twice at most, and then the board', () => {
  it('sends the scripts to somebody else, freezes a second cycle, asks the board, and ends', async () => {
    const window = await giveMarkedWindow(open, (framework) => Array.from({ length: 4 }, () => allMarks(framework, 2)));
    const first = await story.freeze(window);
    await turnTwo(first, window);
    expect((await story.applyRule(first)).decision).toBe('remark-all');
    const refused = await post(open, story.lead, `/windows/${window.windowId}/moderation`);
    expect(refused.problems.join()).toContain('still being marked');
    const others = await Promise.all([1, 2].map(() => givePerson(open, { roles: ['assessor'] })));
    for (const script of window.scripts) {
      const [marker, second] = others as Assessor[];
      await giveLockedMarks(open, script, marker as Assessor, 2);
      const { state } = await open.database.one<{ state: string }>(
        `select state from marking where script_number = $1`,
        [script.number],
      );
      if (state === 'second-marking') await giveLockedMarks(open, script, second as Assessor, 2, 'second');
    }
    const second = await story.freeze(window);
    await turnTwo(second, window);
    expect((await story.applyRule(second)).decision).toBe('board');
    const page = await visit(open, story.lead, `/moderation/${second}`);
    expect(page.text).toContain('The board decides');
    const path = `/moderation/${second}/board-decision`;
    expect((await post(open, story.lead, path, {})).problems.join()).toContain('Choose what the board');
    expect((await post(open, story.lead, path, { decision: 'let-stand' })).problems.join()).toContain('reasons');
    const decided = await Promise.all(
      Array.from({ length: 10 }, () => post(open, story.lead, path, { decision: 'look-at-all', reason: 'Minute 4' })),
    );
    expect(decided.filter(({ status }) => status === 303)).toHaveLength(1);
    await story.confirmAll(second);
    expect((await story.applyRule(second)).decision).toBe('confirm');
    const own = await post(open, story.lead, `/moderation/${second}/clearing`);
    expect(own.problems.join()).toContain('somebody else has to clear it');
    const otherLead = await givePerson(open, { roles: ['lead'] });
    expect((await post(open, otherLead, `/moderation/${second}/clearing`)).status).toBe(303);
    const again = await post(open, story.lead, `/windows/${window.windowId}/moderation`);
    expect(again.problems.join()).toContain('frozen already');
  });

  /** Outcomes of two assessors turn. */
  async function turnTwo(batchId: string, window: MarkedWindow): Promise<void> {
    const markers = await open.database.query<{ script: string; assessorId: string }>(
      `select script_number as script, assessor_id as "assessorId" from assignment
       where script_number = any($1) and state = 'locked' and role = 'first' order by script_number`,
      [window.scripts.map(({ number }) => number)],
    );
    const other = markers.find(({ assessorId }) => assessorId !== markers[0]?.assessorId) ?? markers[1];
    await story.turn(batchId, window, markers[0]?.script ?? '');
    await story.turn(batchId, window, other?.script ?? '');
    await story.confirmAll(batchId);
  }
});
