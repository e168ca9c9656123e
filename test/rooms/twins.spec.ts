import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { feedback, totals, type MarkSet } from '#libs/rubric';
import { redraw, type PublicRecord } from '#libs/sampling';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, visit } from '../support/browse.js';
import { accept, assign, failingLevels, giveAssessor, giveLockedMarks } from '../support/story/marking.js';
import { allMarks, giveMarkedWindow, type MarkedWindow } from '../support/story/moderation.js';
import { batchStory, type BatchStory } from '../support/story/moderated-batch.js';
import { sessionFor, type Person } from '../support/story/people.js';
import { giveScript } from '../support/story/scripts.js';
import { differences, everythingFor, reached, rewrite, type Known } from '../support/twins.js';

let open: TestApp;
let story: BatchStory;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  story = await batchStory(open);
});
afterAll(async () => {
  await open?.close();
});

/** Another result for a script: every mark, the outcome, its source and its words. */
const otherResult = (
  window: MarkedWindow,
  number: string,
  marks: MarkSet,
  passed: boolean,
): readonly [string, readonly unknown[]] => [
  `update provisional_result set marks = $2, passed = $3, totals = $4, feedback = $5, source = 'adjudicated', version = version + 4 where script_number = $1`,
  [
    number,
    JSON.stringify(marks),
    passed,
    JSON.stringify(totals(window.framework, marks)),
    JSON.stringify(feedback(window.framework, marks, { '1.4.1': 'A longer comment, in other words' })),
  ],
];

function known(window: MarkedWindow, batchId: string, script: string): Known {
  const given = window.scripts.find(({ number }) => number === script);
  const ids = [batchId, window.windowId, given?.enrolmentId, given?.submissionId, given?.attemptId].filter(
    (id) => id !== undefined,
  );
  return {
    id: ids,
    number: [script],
    script: [script],
    documentId: given?.documentIds.slice(0, 1) ?? [],
    document: given?.documentIds.slice(0, 1) ?? [],
    windowId: [window.windowId],
  };
}

describe('a participant, before the release', () => {
  it('receives the same bytes for a future pass and a future fail, and in the sample or out of it', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 14 }, () => allMarks(framework, 2)),
    );
    const batchId = await story.freeze(window);
    const [inside] = await story.items(batchId);
    const script = inside?.script ?? '';
    const given = window.scripts.find(({ number }) => number === script);
    const who = await sessionFor(open, given?.signInId ?? '');
    const knows = known(window, batchId, script);
    const before = await everythingFor(open, who, knows);
    expect(reached(before)).toBeGreaterThan(8);
    await rewrite(open, ['provisional_result'], [otherResult(window, script, allMarks(window.framework, 0), false)]);
    expect(differences(before, await everythingFor(open, who, knows))).toEqual([]);
    await rewrite(
      open,
      ['sample_item', 'moderation_batch'],
      [
        [`delete from sample_item where batch_id = $1 and script_number = $2`, [batchId, script]],
        [`update moderation_batch set state = 'cleared', cleared_at = app_now() where id = $1`, [batchId]],
      ],
    );
    expect(differences(before, await everythingFor(open, who, knows))).toEqual([]);
  });
});

describe('an assessor', () => {
  it('receives the same bytes whether a script that they marked is in the sample, adjusted or neither', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 14 }, () => allMarks(framework, 2)),
    );
    const who = window.assessors[0] as Person;
    const script = window.scripts[0]?.number ?? '';
    const knows = known(window, '00000000-0000-4000-8000-000000000000', script);
    const before = await everythingFor(open, who, knows);
    expect(reached(before)).toBeGreaterThan(8);
    const batchId = await story.freeze(window);
    expect(differences(before, await everythingFor(open, who, knows))).toEqual([]);
    await rewrite(
      open,
      ['sample_item', 'moderation_decision', 'provisional_result'],
      [
        [
          `insert into sample_item (batch_id, script_number, reasons, moderator_id, state) values ($1, $2, '{"stratum": "random", "reasons": ["random"]}', $3, 'decided')
         on conflict (batch_id, script_number) do update set state = 'decided'`,
          [batchId, script, story.moderators[0]?.staffId],
        ],
        otherResult(window, script, allMarks(window.framework, 0), false),
      ],
    );
    expect(differences(before, await everythingFor(open, who, knows))).toEqual([]);
  });
});

describe('a second assessor', () => {
  it('receives the same bytes for different first marks, until both are locked', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    const markSetId = await giveLockedMarks(open, script, first, await failingLevels(open));
    await assign(open, script, second, 'second');
    await accept(open, script, second);
    const knows: Known = {
      number: [script.number],
      script: [script.number],
      id: [markSetId, script.windowId],
      document: script.documentIds,
      documentId: script.documentIds,
    };
    const before = await everythingFor(open, second, knows);
    expect(reached(before)).toBeGreaterThan(8);
    await rewrite(
      open,
      ['mark', 'mark_set', 'marking'],
      [
        [
          `update mark set level = 2, comment = 'Much longer, and quite different', version = 7 where mark_set_id = $1`,
          [markSetId],
        ],
        [`update mark_set set locked_at = locked_at - interval '2 days', version = 9 where id = $1`, [markSetId]],
        [`update marking set second_reasons = '["drawn"]', version = 12 where script_number = $1`, [script.number]],
      ],
    );
    expect(differences(before, await everythingFor(open, second, knows))).toEqual([]);
  });
});

describe('a moderator who marks blind first', () => {
  it('receives the same bytes whatever marks and comments stand, and others once their own are kept', async () => {
    const window = await giveMarkedWindow(open, (framework) => [
      allMarks(framework, 0),
      ...Array.from({ length: 3 }, () => allMarks(framework, 2)),
    ]);
    const batchId = await story.freeze(window);
    const item = (await story.items(batchId)).find(({ isBlind }) => isBlind);
    const who = story.moderatorOf(item);
    const script = item?.script ?? '';
    const knows = known(window, batchId, script);
    const before = await everythingFor(open, who, knows);
    expect(reached(before)).toBeGreaterThan(8);
    const other = otherResult(window, script, allMarks(window.framework, 1), false);
    await rewrite(open, ['provisional_result'], [other]);
    expect(differences(before, await everythingFor(open, who, knows))).toEqual([]);
    const own = Object.fromEntries(window.framework.criteria.map(({ code }) => [`mark_${code}`, '1']));
    expect((await post(open, who, `/moderation/${batchId}/scripts/${script}/blind-marks`, own)).status).toBe(303);
    const opened = await everythingFor(open, who, knows);
    expect(differences(before, opened)).toContain(`GET /moderation/${batchId}/scripts/${script}`);
    await rewrite(open, ['provisional_result'], [otherResult(window, script, allMarks(window.framework, 0), false)]);
    expect(differences(opened, await everythingFor(open, who, knows))).toContain(
      `GET /api/v1/moderation/${batchId}/scripts/${script}`,
    );
  });
});

describe('a moderator whose script leaves the sample (edge case 28)', () => {
  it('receives the same bytes for one that was withdrawn and one that is held: pages, JSON, letters, and the record', async () => {
    const window = await giveMarkedWindow(open, (framework) =>
      Array.from({ length: 40 }, () => allMarks(framework, 2)),
    );
    const batchId = await story.freeze(window);
    const { sample } = await recordFor(story.lead, batchId);
    const random = sample.items.flatMap(({ script, stratum }) => (stratum === 'random' ? [script] : []));
    const drawn = (await story.items(batchId)).filter(({ script }) => random.includes(script));
    const sharesOf = ({ staffId }: Person): string[] =>
      drawn.flatMap(({ script, moderatorId }) => (moderatorId === staffId ? [script] : []));
    const who = story.moderators.find((one) => sharesOf(one).length > 1) as Person;
    const [held = '', left = ''] = sharesOf(who);
    const enrolmentOf = (script: string): string | undefined =>
      window.scripts.find(({ number }) => number === script)?.enrolmentId;
    const written = await lettersToModerators();
    const because = { source: 'metadata', reason: 'Suspicion', told: 'The file names another author.' };
    expect((await post(open, story.lead, `/enrolments/${enrolmentOf(held)}/hold`, because)).status).toBe(303);
    await open.settle();
    await open.database.query(`update enrolment set state = 'withdrawn' where id = $1`, [enrolmentOf(left)]);
    await open.database.transact('job:story', (tx) =>
      tx.order({ kind: 'moderation.sweep', key: `twins ${batchId}`, subject: {} }),
    );
    await open.settle();
    const letters = [...(await lettersToModerators())].flatMap(([key, letter]) => (written.has(key) ? [] : [letter]));
    expect(letters.map((letter) => letter.replace(/Dear .*,/, ''))).toEqual([
      expect.stringContaining('1 script waits'),
      expect.stringContaining('1 script waits'),
    ]);
    for (const person of story.moderators) {
      const [ofHeld, ofLeft] = [await seenBy(person, held), await seenBy(person, left)];
      expect(reached(ofHeld)).toBeGreaterThan(8);
      expect(differences(ofHeld, ofLeft)).toEqual([]);
    }
    const page = await visit(open, who, `/moderation/${batchId}`);
    const rows = page.text.split('<tr').filter((row) => row.includes(held) || row.includes(left));
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map(bare)).size).toBe(1);
    await story.confirmAll(batchId);
    expect((await story.applyRule(batchId)).decision).toBe('confirm');
    // The record opens to moderators now: it is repeated, and does not tell one from the other.
    const shown = await recordFor(who, batchId);
    expect(shown.sample.changes.map(({ kind }) => kind)).toEqual(['left', 'left']);
    expect(redraw(shown)).toEqual({ equal: true, differences: [] });
    const { changes } = (await recordFor(story.lead, batchId)).sample;
    expect(changes.map(({ kind }) => kind)).toEqual(['held', 'left']);

    function bare(text: string): string {
      const plain = text.replaceAll(held, 'X').replaceAll(left, 'X');
      return plain.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
    }
    /** All that a person receives who asks for one of the two, with the number of either written as X. */
    async function seenBy(person: Person, script: string): Promise<ReadonlyMap<string, string>> {
      const received = await everythingFor(open, person, { id: [batchId], script: [script] });
      return new Map([...received].map(([line, text]) => [bare(line), bare(text)]));
    }
  });

  const recordFor = async (person: Person, batchId: string): Promise<PublicRecord> =>
    JSON.parse((await visit(open, person, `/moderation/${batchId}/record`)).text) as PublicRecord;

  /** What was written to moderators, by its key. */
  async function lettersToModerators(): Promise<ReadonlyMap<string, string>> {
    const rows = await open.database.query<{ key: string; letter: string }>(
      `select key, subject || body as letter from mail_message where to_address = any($1)`,
      [story.moderators.map(({ email }) => email)],
    );
    return new Map(rows.map(({ key, letter }) => [key, letter]));
  }
});
