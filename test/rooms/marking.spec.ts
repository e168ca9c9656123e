import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AskAdjudication } from '../../src/marking/ask-adjudication.js';
import { marksOf, ProvisionalResults, provisionalResults } from '../../src/marking/index.js';
import { MarkingJobs } from '../../src/marking/marking.jobs.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import {
  accept,
  assign,
  failingLevels,
  giveAssessor,
  giveLockedMarks,
  giveProvisional,
  letBeFinal,
  markAll,
  type Assessor,
} from '../support/story/marking.js';
import { givePerson } from '../support/story/people.js';
import {
  frameworkInForce,
  giveClosedWindow,
  giveScript,
  giveScripts,
  type GivenScript,
} from '../support/story/scripts.js';
import { workOf } from '../support/work.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(() => open.close());

const stateOf = async (script: GivenScript): Promise<string | undefined> =>
  (
    await open.database.query<{ state: string }>(`select state from marking where script_number = $1`, [script.number])
  )[0]?.state;
const announced = async (event: string, script: GivenScript): Promise<number> =>
  (
    await open.database.one<{ n: number }>(
      `select count(*)::int as n from outbox where event = $1 and subject ->> 'scriptNumber' = $2`,
      [event, script.number],
    )
  ).n;
const resultOf = async (
  script: GivenScript,
): Promise<{ source: string; passed: boolean; marks: Record<string, number>; version: number } | undefined> =>
  (
    await open.database.query<{ source: string; passed: boolean; marks: Record<string, number>; version: number }>(
      `select source, passed, marks, version from provisional_result where script_number = $1`,
      [script.number],
    )
  )[0];

/** Fifty in tens: the pool has ten connections, and whoever waits too long for one is told to come again. */
async function fiftyInTens<T>(act: (at: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let ten = 0; ten < 5; ten += 1)
    answers.push(...(await Promise.all(Array.from({ length: 10 }, (_, at) => act(ten * 10 + at)))));
  return answers;
}
const changesOf = (script: GivenScript): Promise<object[]> =>
  open.database.query(
    `select criterion, assessor_id as by, from_level as "from", to_level as "to", reason from agreed_change
     where script_number = $1 order by criterion, from_level`,
    [script.number],
  );

/** A script in hand, accepted. */
async function inHand(): Promise<{ script: GivenScript; assessor: Assessor; markSetId: string }> {
  const script = await giveScript(open);
  const assessor = await giveAssessor(open);
  await assign(open, script, assessor);
  return { script, assessor, markSetId: await accept(open, script, assessor) };
}
const change = (criterion: string, more: object = {}): object => ({
  id: randomUUID(),
  criterion,
  baseVersion: 0,
  level: 1,
  comment: 'Shows the options.',
  pointers: [],
  ...more,
});

describe('marking a script', () => {
  it('is walked without script: accept, fill the form, be told what is missing, lock', async () => {
    const script = await giveScript(open);
    const assessor = await giveAssessor(open);
    await assign(open, script, assessor);
    const { framework } = await frameworkInForce(open);
    expect(textOf((await visit(open, assessor, '/marking')).text)).toContain('To accept');
    const accepted = await post(open, assessor, `/scripts/${script.number}/acceptance`);
    expect(accepted).toMatchObject({ status: 303, location: `/scripts/${script.number}` });
    const pageText = (await visit(open, assessor, `/scripts/${script.number}`)).text;
    const markSetId = /name="markSetId" value="([^"]+)"/.exec(pageText)?.[1] ?? '';
    for (const { descriptors } of framework.criteria) expect(textOf(pageText)).toContain(descriptors[1]);
    const half = await post(open, assessor, `/scripts/${script.number}/sheet`, {
      markSetId,
      goOn: 'lock',
      'base-1.4.1': '0',
      'level-1.4.1': '1',
      'comment-1.4.1': '',
      'base-1.4.2': '0',
      'level-1.4.2': '2',
      'comment-1.4.2': '',
    });
    expect(half).toMatchObject({ status: 303, location: `/scripts/${script.number}/lock` });
    const refused = await post(open, assessor, `/scripts/${script.number}/lock`, { markSetId });
    expect(refused.status).toBe(422);
    expect(refused.problems).toEqual([
      expect.stringContaining('Choose 0, 1 or 2 for 1.4.3'),
      'Write a comment on 1.4.1: every mark below 2 needs one.',
    ]);
    const fields = Object.fromEntries(
      framework.criteria.flatMap(({ code }) => {
        const version = ['1.4.1', '1.4.2'].includes(code) ? '1' : '0';
        return [
          [`base-${code}`, version],
          [`level-${code}`, '2'],
          [`comment-${code}`, `Good on ${code}`],
        ];
      }),
    );
    expect(
      await post(open, assessor, `/scripts/${script.number}/sheet`, { markSetId, goOn: 'stay', ...fields }),
    ).toMatchObject({ status: 303 });
    const locked = await post(open, assessor, `/scripts/${script.number}/lock`, { markSetId });
    expect(locked).toMatchObject({ status: 303, location: '/marking' });
    await letBeFinal(open, markSetId);
    expect(await announced('marks.locked', script)).toBe(1);
    expect(textOf((await visit(open, assessor, '/marking')).text)).toContain('Locked');
    expect((await visit(open, assessor, `/scripts/${script.number}`)).text).toContain('readonly');
  });

  it('is walked by the API alike', async () => {
    const { script, assessor, markSetId } = await inHand();
    const { framework } = await frameworkInForce(open);
    const changes = framework.criteria.map(({ code }) =>
      change(code, { level: 2, pointers: [{ documentId: script.documentIds[0], place: 'page 3' }] }),
    );
    const saved = await api(open, assessor, `/scripts/${script.number}/marks`, { markSetId, changes });
    expect(saved.status).toBe(200);
    expect(saved.json()).toMatchObject({
      recorded: expect.arrayContaining([expect.objectContaining({ criterion: '1.4.1', applied: true, version: 1 })]),
    });
    expect((await api(open, assessor, `/scripts/${script.number}/lock`, { markSetId })).json()).toMatchObject({
      markSetId,
    });
  });

  it('shows reading copies under neutral names, in a sandbox', async () => {
    const { script, assessor } = await inHand();
    const copy = await visit(open, assessor, `/scripts/${script.number}/documents/${script.documentIds[0]}`);
    expect(copy.status).toBe(200);
    expect(String(copy.headers['content-disposition'])).toContain(
      `inline; filename="NPQEL-${script.number}-account1.html"`,
    );
    expect(String(copy.headers['content-security-policy'])).toContain('sandbox');
    expect((await visit(open, assessor, `/scripts/${script.number}/documents/${randomUUID()}`)).status).toBe(404);
  });

  it('offers one’s own earlier comments on a criterion, and nobody else’s', async () => {
    const { script, assessor } = await inHand();
    const other = await giveScript(open);
    await giveLockedMarks(open, other, assessor, 1);
    await giveLockedMarks(open, await giveScript(open), await giveAssessor(open), 0);
    const { comments } = (
      await api(open, assessor, `/scripts/${script.number}/earlier-comments?criterion=1.4.1`)
    ).json() as { comments: unknown[] };
    expect(comments).toEqual([{ level: 1, comment: `Words of ${assessor.name} on 1.4.1.` }]);
  });
});

describe('a change of a mark', () => {
  it('is one however often it comes', async () => {
    const { script, assessor, markSetId } = await inHand();
    const one = change('1.4.1');
    const answers = [];
    for (let times = 0; times < 3; times += 1)
      answers.push(
        (await api(open, assessor, `/scripts/${script.number}/marks`, { markSetId, changes: [one] })).json(),
      );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    const both = await Promise.all(
      [1, 2].map(() =>
        api(open, assessor, `/scripts/${script.number}/marks`, {
          markSetId,
          changes: [change('1.4.2', { id: '7d6e0e9a-3f4b-4b76-9df4-2f27a40a7f01' })],
        }),
      ),
    );
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(
      await open.database.query(`select criterion, version from mark where mark_set_id = $1 order by 1`, [markSetId]),
    ).toEqual([
      { criterion: '1.4.1', version: 1 },
      { criterion: '1.4.2', version: 1 },
    ]);
  });

  it('that is stale overwrites nothing: it is kept beside, shown, and settled by the assessor', async () => {
    const { script, assessor, markSetId } = await inHand();
    await api(open, assessor, `/scripts/${script.number}/marks`, {
      markSetId,
      changes: [change('1.4.1', { comment: 'From the first tab' })],
    });
    const stale = await api(open, assessor, `/scripts/${script.number}/marks`, {
      markSetId,
      changes: [change('1.4.1', { level: 0, comment: 'From the second tab' }), change('1.4.2')],
    });
    expect(stale.status).toBe(409);
    const { problems } = stale.json() as { problems: { code: string; facts: { recorded: { applied: boolean }[] } }[] };
    expect(problems.map(({ code }) => code)).toEqual(['saved-beside']);
    expect(problems[0]?.facts.recorded.map(({ applied }) => applied)).toEqual([false, true]);
    expect(
      await open.database.query(`select level, comment from mark where mark_set_id = $1 and criterion = '1.4.1'`, [
        markSetId,
      ]),
    ).toEqual([{ level: 1, comment: 'From the first tab' }]);
    const versions = await visit(open, assessor, `/scripts/${script.number}/versions`);
    expect(textOf(versions.text)).toContain('From the first tab');
    expect(textOf(versions.text)).toContain('From the second tab');
    await markAll(open, script, assessor, markSetId).catch(() => undefined);
    const lock = await post(open, assessor, `/scripts/${script.number}/lock`, { markSetId });
    expect(lock.problems.join()).toContain('Two versions wait');
    const event = /versions\/([0-9a-f-]{36})"/.exec(versions.text)?.[1] ?? '';
    const choice = {
      markSetId,
      criterion: '1.4.1',
      seenVersion: '1',
      stands: 'beside',
      'level-1.4.1': '0',
      'comment-1.4.1': 'Both together',
    };
    expect(
      (
        await post(open, assessor, `/scripts/${script.number}/versions/${event}`, { ...choice, seenVersion: '0' })
      ).problems.join(),
    ).toContain('changed again meanwhile');
    expect(await post(open, assessor, `/scripts/${script.number}/versions/${event}`, choice)).toMatchObject({
      status: 303,
    });
    expect(
      await open.database.query(
        `select level, comment, version from mark where mark_set_id = $1 and criterion = '1.4.1'`,
        [markSetId],
      ),
    ).toEqual([{ level: 0, comment: 'Both together', version: 2 }]);
    expect(
      (await post(open, assessor, `/scripts/${script.number}/versions/${event}`, choice)).problems.join(),
    ).toContain('decided on this version already');
  });

  it('loses nothing among fifty at once on one criterion', async () => {
    const { script, assessor, markSetId } = await inHand();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        api(open, assessor, `/scripts/${script.number}/marks`, {
          markSetId,
          changes: [change('1.4.1', { comment: `Version ${index}` })],
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    const kept = await open.database.one<{ applied: number; beside: number }>(
      `select count(*) filter (where applied)::int as applied, count(*) filter (where not applied)::int as beside from mark_event where mark_set_id = $1`,
      [markSetId],
    );
    expect(kept).toEqual({ applied: 1, beside: 49 });
  });

  it('is refused where the form belongs to another script, the set is locked, or what it names is not there', async () => {
    const { script, assessor, markSetId } = await inHand();
    const other = await giveScript(open);
    await assign(open, other, assessor);
    await accept(open, other, assessor);
    const send = async (number: string, more: object): Promise<unknown> =>
      (
        (
          await api(open, assessor, `/scripts/${number}/marks`, { markSetId, changes: [change('1.4.1', more)] })
        ).json() as { code: string }
      ).code;
    expect(await send(other.number, {})).toBe('form-of-another-script');
    expect(await send(script.number, { criterion: '9.9.9' })).toBe('not-in-scope');
    expect(await send(script.number, { pointers: [{ documentId: other.documentIds[0], place: 'page 1' }] })).toBe(
      'pointer-elsewhere',
    );
    expect(await send(script.number, { pointers: [{ documentId: script.documentIds[0], place: ' ' }] })).toBe(
      'pointer-without-place',
    );
    expect(
      await send(script.number, { pointers: [{ documentId: script.documentIds[0], place: 'x'.repeat(201) }] }),
    ).toBe('pointer-too-long');
    expect(await send(script.number, { comment: 'x'.repeat(5_001) })).toBe('comment-too-long');
    expect(
      (
        await api(open, assessor, `/scripts/${script.number}/marks`, {
          markSetId,
          changes: [change('1.4.1', { level: 1.5 })],
        })
      ).status,
    ).toBe(422);
    expect(
      (
        await api(open, assessor, `/scripts/${script.number}/marks`, {
          markSetId,
          changes: [change('1.4.1', { comment: 'a\u0000b\ud800' })],
        })
      ).status,
    ).toBe(200);
    await markAll(open, script, assessor, markSetId).catch(() => undefined);
  });

  it('cannot slip in after the lock, whatever the code does', async () => {
    const script = await giveScript(open);
    const assessor = await giveAssessor(open);
    const markSetId = await giveLockedMarks(open, script, assessor);
    expect(
      (
        (
          await api(open, assessor, `/scripts/${script.number}/marks`, {
            markSetId,
            changes: [change('1.4.1', { baseVersion: 1 })],
          })
        ).json() as { code: string }
      ).code,
    ).toBe('marks-locked');
    await expect(open.database.query(`update mark set level = 0 where mark_set_id = $1`, [markSetId])).rejects.toThrow(
      'the mark set is locked',
    );
  });
});

describe('locking', () => {
  it('happens once, asked for fifty times at once', async () => {
    const { script, assessor, markSetId } = await inHand();
    await markAll(open, script, assessor, markSetId);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(open, assessor, `/scripts/${script.number}/lock`, { markSetId })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    await Promise.all(Array.from({ length: 50 }, () => letBeFinal(open, markSetId)));
    expect(await announced('marks.locked', script)).toBe(1);
    expect(
      await open.database.query(
        `select act from journal_entry where aggregate = 'mark-set' and aggregate_id = $1 order by seq`,
        [markSetId],
      ),
    ).toEqual([{ act: 'marks.opened' }, { act: 'marks.handed-in' }, { act: 'marks.locked' }]);
  });

  it('and a change that comes in the same moment: either the change is in, or it is refused', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { script, assessor, markSetId } = await inHand();
      await markAll(open, script, assessor, markSetId);
      const [, saved] = await Promise.all([
        post(open, assessor, `/scripts/${script.number}/lock`, { markSetId }),
        api(open, assessor, `/scripts/${script.number}/marks`, {
          markSetId,
          changes: [change('1.4.1', { baseVersion: 1, level: 1, comment: 'Late' })],
        }),
      ]);
      const [row] = await open.database.query<{ level: number }>(
        `select level from mark where mark_set_id = $1 and criterion = '1.4.1'`,
        [markSetId],
      );
      expect(row?.level).toBe(saved.status === 200 ? 1 : 2);
    }
  });
});

describe('what follows the first marks', () => {
  it('in a small window every script is marked a second time; equal marks let the first stand', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, script, first);
    expect(await stateOf(script)).toBe('second-marking');
    expect(await announced('second.wanted', script)).toBe(1);
    await giveLockedMarks(open, script, second, { '1.4.1': 1 }, 'second');
    expect(await stateOf(script)).toBe('provisional');
    expect(await resultOf(script)).toMatchObject({ source: 'first', passed: true, version: 1, marks: { '1.4.1': 2 } });
    expect(await announced('script.provisional', script)).toBe(1);
  });

  it('in a window of twenty only the drawn share is, and a fail always', async () => {
    const scripts = await giveScripts(open, 20);
    const assessor = await giveAssessor(open);
    const failing = await failingLevels(open);
    for (const [index, script] of scripts.entries())
      await giveLockedMarks(open, script, assessor, index === 0 ? failing : 2);
    const states = await open.database.query<{ number: string; state: string; reasons: string[] }>(
      `select script_number as number, state, second_reasons as reasons from marking where script_number = any($1)`,
      [scripts.map(({ number }) => number)],
    );
    expect(states.find(({ number }) => number === scripts[0]?.number)).toMatchObject({
      state: 'second-marking',
      reasons: expect.arrayContaining(['first-mark-fails']),
    });
    const passing = states.filter(({ number }) => number !== scripts[0]?.number);
    expect(passing.filter(({ state }) => state === 'provisional').length).toBeGreaterThan(8);
    for (const { state, reasons } of passing) expect(state === 'second-marking').toBe(reasons.includes('drawn'));
  });
});

describe('two sets that differ too much', () => {
  it('are agreed on the differing criteria alone, and never averaged', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, script, first, { '1.4.1': 0 });
    await giveLockedMarks(open, script, second, { '1.4.2': 1 }, 'second');
    expect(await stateOf(script)).toBe('agreeing');
    expect(textOf((await visit(open, first, '/')).text)).toContain('Agree on 1 script');
    const shown = (await api(open, first, `/scripts/${script.number}/agreement`)).json() as {
      criteria: { code: string }[];
    };
    expect(shown.criteria.map(({ code }) => code)).toEqual(['1.4.1', '1.4.2']);
    const path = `/scripts/${script.number}/agreement`;
    expect((await post(open, first, path, { 'level-1.4.1': '0', 'rationale-1.4.1': '' })).problems).toEqual([
      'Say why, for 1.4.1.',
    ]);
    expect((await post(open, first, path, { 'rationale-1.4.1': 'Because' })).problems).toEqual([
      'Choose 0, 1 or 2 for 1.4.1.',
    ]);
    expect((await post(open, first, path, { 'level-6.4.1': '1', 'rationale-6.4.1': 'Because' })).problems).toEqual([
      'Both gave the same mark for 6.4.1, so it is not open.',
    ]);
    const mine = {
      'level-1.4.1': '1',
      'rationale-1.4.1': 'Two changes are named.',
      'level-1.4.2': '2',
      'rationale-1.4.2': 'All options are weighed.',
    };
    expect((await post(open, first, path, mine)).problems).toEqual(['You gave 0 for 1.4.1 and propose 1: choose why.']);
    expect((await post(open, first, path, { ...mine, 'reason-1.4.1': 'because' })).problems).toHaveLength(1);
    expect(
      (await post(open, first, path, { ...mine, 'reason-1.4.1': 'work-not-seen', 'reason-1.4.2': 'input-error' }))
        .problems,
    ).toEqual(['You keep your own 2 for 1.4.2. Choose “I keep my mark”, or propose another mark.']);
    expect(await open.database.query(`select from agreed_mark where script_number = $1`, [script.number])).toEqual([]);
    expect(await post(open, first, path, { ...mine, 'reason-1.4.1': 'work-not-seen' })).toMatchObject({
      status: 303,
      location: path,
    });
    const seen = textOf((await visit(open, second, path)).text);
    expect(seen).toContain('Two changes are named.');
    expect(seen).toContain('Why they leave their own mark: A part of the work was not seen');
    expect(await stateOf(script)).toBe('agreeing');
    const theirs = { ...mine, 'reason-1.4.1': 'other-reading-convinces', 'reason-1.4.2': 'levels-misapplied' };
    expect(await post(open, second, path, theirs)).toMatchObject({ status: 303, location: '/marking' });
    expect(await changesOf(script)).toEqual([
      { criterion: '1.4.1', by: first.staffId, from: 0, to: 1, reason: 'work-not-seen' },
      { criterion: '1.4.1', by: second.staffId, from: 2, to: 1, reason: 'other-reading-convinces' },
      { criterion: '1.4.2', by: second.staffId, from: 1, to: 2, reason: 'levels-misapplied' },
    ]);
    expect(await resultOf(script)).toMatchObject({ source: 'agreed', marks: { '1.4.1': 1, '1.4.2': 2, '6.4.1': 2 } });
    expect((await post(open, first, path, mine)).problems.join()).toContain('is over');
  });

  it('agreed by both fifty times in the same moment are one result, with one record of what was changed', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, script, first, { '1.4.1': 0 });
    await giveLockedMarks(open, script, second, 2, 'second');
    const proposal = { criterion: '1.4.1', level: 2, rationale: 'Named in the annex.' };
    const answers = await fiftyInTens((at) =>
      at % 2 === 0
        ? api(open, first, `/scripts/${script.number}/agreement`, {
            proposals: [{ ...proposal, reason: 'work-not-seen' }],
          })
        : api(open, second, `/scripts/${script.number}/agreement`, { proposals: [proposal] }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 422]));
    expect(await resultOf(script)).toMatchObject({ source: 'agreed', version: 1, marks: { '1.4.1': 2 } });
    expect(await announced('script.provisional', script)).toBe(1);
    expect(await changesOf(script)).toEqual([
      { criterion: '1.4.1', by: first.staffId, from: 0, to: 2, reason: 'work-not-seen' },
    ]);
    await expect(
      open.database.query(`update agreed_change set reason = 'input-error' where script_number = $1`, [script.number]),
    ).rejects.toThrow('written once');
  });

  it('agreed, and an adjudicator asked for, fifty times in the same moment: one of the two happens', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, script, first, { '1.4.1': 0 });
    await giveLockedMarks(open, script, second, 2, 'second');
    const proposal = { criterion: '1.4.1', level: 0, rationale: 'No change is named.' };
    await api(open, first, `/scripts/${script.number}/agreement`, { proposals: [proposal] });
    await fiftyInTens((at) =>
      at % 2 === 0
        ? api(open, second, `/scripts/${script.number}/agreement`, {
            proposals: [{ ...proposal, reason: 'other-reading-convinces' }],
          })
        : api(open, first, `/scripts/${script.number}/disagreement`, { reason: 'We read it differently.' }),
    );
    const isAgreed = (await stateOf(script)) === 'provisional';
    expect(await announced('adjudicator.wanted', script)).toBe(isAgreed ? 0 : 1);
    expect(await changesOf(script)).toHaveLength(isAgreed ? 1 : 0);
    expect((await resultOf(script))?.source).toBe(isAgreed ? 'agreed' : undefined);
  });

  it('need a reason by the database’s word too', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, script, first, { '1.4.1': 0 });
    await giveLockedMarks(open, script, second, 2, 'second');
    for (const [level, reason] of [
      [2, null],
      [2, ' '],
      [0, 'input-error'],
    ] as const)
      await expect(
        open.database.query(
          `insert into agreed_mark (script_number, criterion, assessor_id, own_level, level, rationale, reason, at)
           values ($1, '1.4.1', $2, 0, $3, 'x', $4, app_now())`,
          [script.number, first.staffId, level, reason],
        ),
      ).rejects.toThrow('agreed_mark_says_why_it_changed');
  });

  it('edge case 26: go to an adjudicator who is neither, by word or by the clock', async () => {
    const [byWord, byClock] = [await giveScript(open), await giveScript(open)];
    const [first, second, senior] = [
      await giveAssessor(open),
      await giveAssessor(open),
      await giveAssessor(open, true),
    ];
    for (const script of [byWord, byClock]) {
      await giveLockedMarks(open, script, first, { '1.4.1': 0 });
      await giveLockedMarks(open, script, second, 2, 'second');
    }
    expect((await post(open, first, `/scripts/${byWord.number}/disagreement`, { reason: ' ' })).problems).toEqual([
      'Say why.',
    ]);
    expect(
      await post(open, first, `/scripts/${byWord.number}/disagreement`, { reason: 'We read the annex differently.' }),
    ).toMatchObject({ status: 303 });
    expect(await stateOf(byWord)).toBe('adjudicating');
    const due = await open.database.one<{ by: Date }>(`select agree_by as by from marking where script_number = $1`, [
      byClock.number,
    ]);
    expect(due.by.toISOString()).toBe('2026-12-01T00:00:00.000Z');
    await sweepAt('2026-11-30T23:59:59Z');
    expect(await stateOf(byClock)).toBe('agreeing');
    await sweepAt('2026-12-01T00:00:00Z');
    await sweepAt('2026-12-01T00:00:00Z');
    expect(await stateOf(byClock)).toBe('adjudicating');
    await open.holdClock('2026-11-23T10:00:00Z');
    expect(await announced('adjudicator.wanted', byClock)).toBe(1);
    await expect(assign(open, byWord, first, 'adjudicator')).rejects.toThrow('assignment_one_role_a_person');
    await assign(open, byWord, senior, 'adjudicator');
    const markSetId = await accept(open, byWord, senior);
    const seen = textOf((await visit(open, senior, `/scripts/${byWord.number}`)).text);
    expect(seen).toContain('Assessor 1 gave 0.');
    expect(seen).toContain('Assessor 2 gave 2.');
    expect(seen).not.toContain(`${first.name} `.trim() + '</');
    await markAll(open, byWord, senior, markSetId, { '1.4.1': 1 });
    await post(open, senior, `/scripts/${byWord.number}/lock`, { markSetId });
    await letBeFinal(open, markSetId);
    expect(await resultOf(byWord)).toMatchObject({ source: 'adjudicated', marks: { '1.4.1': 1 } });
  });
});

async function sweepAt(instant: string): Promise<void> {
  await open.holdClock(instant);
  await open.app.get(AskAdjudication, { strict: false }).runDue('job:marking.sweep');
}

describe('news of a confirmed round', () => {
  it('opens the marking of its scripts once, however often it comes', async () => {
    const scripts = await giveScripts(open, 2);
    const assessor = await giveAssessor(open);
    const round = await open.database.one<{ id: string }>(
      `insert into allocation_round (window_id, purpose, state, seed, requested_at) values ($1, 'first', 'planning', 'seed', app_now()) returning id`,
      [scripts[0]?.windowId],
    );
    for (const script of scripts) await assign(open, script, assessor);
    await open.database.query(`update assignment set round_id = $1 where script_number = any($2)`, [
      round.id,
      scripts.map(({ number }) => number),
    ]);
    const news = workOf('allocation.confirmed', { subject: { roundId: round.id } });
    const jobs = open.app.get(MarkingJobs, { strict: false });
    await Promise.all([jobs.opened(news), jobs.opened(news)]);
    await jobs.opened(news);
    for (const script of scripts) {
      expect(await stateOf(script)).toBe('first-marking');
      expect(
        await open.database.query(`select act from journal_entry where aggregate = 'marking' and aggregate_id = $1`, [
          script.number,
        ]),
      ).toEqual([{ act: 'marking.opened' }]);
    }
  });
});

describe('what moderation may do to a provisional result', () => {
  it('a new version with the outcome and the words drawn anew; nothing out of scope, nothing that is no mark', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    const results = open.app.get(ProvisionalResults, { strict: false });
    const moderate = (changes: Record<string, 0 | 1 | 2>, comments = {}): Promise<unknown> =>
      open.database.transact('staff:moderator', (tx) => results.moderate(tx, script.number, changes, comments));
    expect(await moderate({ '1.4.1': 0 })).toMatchObject({ code: 'not-provisional' });
    await giveProvisional(open, [script], first, second);
    expect(await moderate({ '9.9.9': 0 })).toMatchObject({ code: 'change-not-a-mark' });
    expect(await moderate({ '1.4.1': 0, '1.4.2': 0, '1.4.3': 0 }, { '1.4.1': 'No change is named.' })).toEqual({
      passed: false,
      flipped: true,
    });
    const standing = await provisionalResults(open.database, script.windowId);
    const result = standing.find(({ number }) => number === script.number);
    expect(result).toMatchObject({
      source: 'moderated',
      version: 2,
      passed: false,
      state: 'provisional',
      marks: { '1.4.1': 0, '2.4.1': 2 },
      firstAssessorId: first.staffId,
    });
    expect(JSON.stringify(result?.feedback)).toContain('No change is named.');
    expect((await provisionalResults(open.database, script.windowId)).map(({ number }) => number)).toEqual([
      script.number,
    ]);
    expect(
      (await marksOf(open.database, script.number)).map(({ assessorId, role, marks }) => [
        assessorId,
        role,
        marks.length,
      ]),
    ).toEqual([
      [first.staffId, 'first', 17],
      [second.staffId, 'second', 17],
    ]);
  });

  it('a re-mark by others: the earlier assessors lose the script, the result stays until there is a new one', async () => {
    const script = await giveScript(open);
    const [first, second, third] = [await giveAssessor(open), await giveAssessor(open), await giveAssessor(open)];
    await giveProvisional(open, [script], first, second);
    const results = open.app.get(ProvisionalResults, { strict: false });
    const remark = (): Promise<unknown> =>
      open.database.transact('staff:lead', (tx) => results.openRemark(tx, script.number, 'Two flips on one assessor'));
    expect(await remark()).toEqual({ number: script.number });
    expect(await remark()).toMatchObject({ code: 'not-provisional' });
    expect((await visit(open, first, `/scripts/${script.number}`)).status).toBe(404);
    expect(await resultOf(script)).toMatchObject({ version: 1 });
    await giveProvisional(open, [script], third, await giveAssessor(open), await failingLevels(open));
    expect(await resultOf(script)).toMatchObject({ version: 2, source: 'first', passed: false });
  });
});

describe('giving a script back', () => {
  it('edge case 20: before or amid marking, with a reason; the successor sees nothing of it and the lead does', async () => {
    const { script, assessor, markSetId } = await inHand();
    await api(open, assessor, `/scripts/${script.number}/marks`, {
      markSetId,
      changes: [change('1.4.1', { comment: 'Half a thought' })],
    });
    expect((await post(open, assessor, `/scripts/${script.number}/decline`, {})).problems).toEqual(['Say why.']);
    expect((await post(open, assessor, `/scripts/${script.number}/decline`, { reason: 'other' })).problems).toEqual([
      'Say in a few words what the matter is.',
    ]);
    expect(await post(open, assessor, `/scripts/${script.number}/decline`, { reason: 'conflict' })).toMatchObject({
      status: 303,
      location: '/marking',
    });
    expect((await visit(open, assessor, `/scripts/${script.number}`)).status).toBe(404);
    const successor = await giveAssessor(open);
    await assign(open, script, successor);
    await accept(open, script, successor);
    expect((await visit(open, successor, `/scripts/${script.number}`)).text).not.toContain('Half a thought');
    const lead = await givePerson(open, { roles: ['lead'] });
    const [gone] = await open.database.query<{ id: string }>(
      `select id from assignment where script_number = $1 and state = 'declined'`,
      [script.number],
    );
    expect((await visit(open, lead, `/assignments/${gone?.id}`)).text).toContain('Half a thought');
    const progress = textOf((await visit(open, lead, `/marking-progress/${script.windowId}`)).text);
    expect(progress).toContain('given back');
    expect(progress).toContain('conflict');
  });

  it('by the lead: recalled with a reason, once; a locked one stays', async () => {
    const { script, assessor, markSetId } = await inHand();
    const lead = await givePerson(open, { roles: ['lead'] });
    const [row] = await open.database.query<{ id: string }>(`select id from assignment where script_number = $1`, [
      script.number,
    ]);
    expect((await post(open, lead, `/assignments/${row?.id}/recall`, { reason: '' })).problems).toEqual(['Say why.']);
    expect(await post(open, lead, `/assignments/${row?.id}/recall`, { reason: 'Unwell since Monday' })).toMatchObject({
      status: 303,
    });
    expect((await post(open, lead, `/assignments/${row?.id}/recall`, { reason: 'Again' })).problems.join()).toContain(
      'nothing left to do',
    );
    expect(
      (await api(open, assessor, `/scripts/${script.number}/marks`, { markSetId, changes: [change('1.4.1')] })).status,
    ).toBe(404);
    const locked = await giveScript(open);
    await giveLockedMarks(open, locked, assessor);
    const [other] = await open.database.query<{ id: string }>(`select id from assignment where script_number = $1`, [
      locked.number,
    ]);
    expect((await post(open, lead, `/assignments/${other?.id}/recall`, { reason: 'Late' })).problems.join()).toContain(
      'cannot be changed any more',
    );
    expect(
      (await post(open, assessor, `/scripts/${locked.number}/decline`, { reason: 'conflict' })).problems.join(),
    ).toContain('are locked');
  });
});

describe('who reaches what', () => {
  it('another assessor’s script, the lead of another provider, a participant: not there, or not allowed', async () => {
    const { script, assessor, markSetId } = await inHand();
    const stranger = await giveAssessor(open);
    const lead = await givePerson(open, { roles: ['lead'] });
    const otherLead = await givePerson(open, { roles: ['lead'], provider: 'OTHER' });
    const [assignment] = await open.database.query<{ id: string }>(
      `select id from assignment where script_number = $1`,
      [script.number],
    );
    for (const path of [
      '',
      '/lock',
      '/versions',
      '/decline',
      '/agreement',
      `/documents/${script.documentIds[0]}`,
      '/earlier-comments?criterion=1.4.1',
    ]) {
      expect([path, (await visit(open, stranger, `/scripts/${script.number}${path}`)).status]).toEqual([path, 404]);
      expect([path, (await visit(open, lead, `/scripts/${script.number}${path}`)).status]).toEqual([path, 403]);
    }
    for (const [path, body] of [
      ['marks', { markSetId, changes: [change('1.4.1')] }],
      ['lock', { markSetId }],
      ['take-back', { markSetId }],
      ['acceptance', {}],
      ['decline', { reason: 'conflict' }],
    ] as const)
      expect([path, (await api(open, stranger, `/scripts/${script.number}/${path}`, body)).status]).toEqual([
        path,
        404,
      ]);
    expect((await visit(open, assessor, '/scripts/0000-0000')).status).toBe(404);
    expect((await visit(open, assessor, '/marking-progress')).status).toBe(403);
    expect((await visit(open, lead, `/marking-progress/${script.windowId}`)).status).toBe(200);
    expect((await visit(open, otherLead, `/marking-progress/${script.windowId}`)).status).toBe(404);
    expect((await visit(open, otherLead, `/assignments/${assignment?.id}`)).status).toBe(404);
    expect((await api(open, null, '/marking')).status).toBe(401);
  });
});

describe('statements a page', () => {
  const statements = (answer: { headers: Readonly<Record<string, unknown>> }): number =>
    Number(/desc="(\d+)"/.exec(String(answer.headers['server-timing']))?.[1]);

  it('do not grow with the cohort', async () => {
    const window = await giveClosedWindow(open);
    const scripts = await giveScripts(open, 120, window);
    const assessor = await giveAssessor(open);
    const lead = await givePerson(open, { roles: ['lead'] });
    for (const script of scripts) await assign(open, script, assessor);
    const queue = await visit(open, assessor, '/marking');
    expect(statements(queue)).toBeLessThanOrEqual(5);
    expect(queue.text.match(/href="\/scripts\//g)).toHaveLength(50);
    const next = /href="(\/marking\?after=[^"]+)"/.exec(queue.text)?.[1] ?? '';
    const second = await visit(open, assessor, next.replaceAll('&amp;', '&'));
    const third = await visit(open, assessor, /href="(\/marking\?after=[^"]+)"/.exec(second.text)?.[1] ?? '');
    const numbers = [queue, second, third].flatMap(({ text }) =>
      [...text.matchAll(/href="\/scripts\/([0-9A-Z-]+)"/g)].map(([, number]) => number),
    );
    expect(new Set(numbers)).toEqual(new Set(scripts.map(({ number }) => number)));
    expect(numbers).toHaveLength(120);
    expect(statements(await visit(open, lead, '/marking-progress'))).toBeLessThanOrEqual(5);
    expect(statements(await visit(open, lead, `/marking-progress/${window}`))).toBeLessThanOrEqual(5);
    const [script] = scripts;
    if (!script) throw new Error('120 scripts were given');
    const markSetId = await accept(open, script, assessor);
    expect(statements(await visit(open, assessor, `/scripts/${script.number}`))).toBeLessThanOrEqual(6);
    // Session, subject, whether the script is as it was frozen, begin, the one statement of the change, commit.
    expect(
      statements(
        await api(open, assessor, `/scripts/${script.number}/marks`, { markSetId, changes: [change('1.4.1')] }),
      ),
    ).toBeLessThanOrEqual(8);
  });
});
