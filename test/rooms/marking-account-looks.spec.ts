import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { npqel2017, type Mark } from '#libs/rubric';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import {
  accept,
  assign,
  giveAssessor,
  giveLockedMarks,
  handIn,
  letBeFinal,
  markAll,
  type Assessor,
} from '../support/story/marking.js';
import { givePerson } from '../support/story/people.js';
import { giveScripts, type GivenScript } from '../support/story/scripts.js';

let open: TestApp;
let scripts: GivenScript[];
let first: Assessor;
let second: Assessor;
let senior: Assessor;

const criteriaOf = (account: string): string[] =>
  npqel2017.criteria.filter(({ task }) => task === account).map(({ code }) => code);
/** The shipped version with second marks by account in two goes, and no class but that of fails. */
async function publishByAccount(): Promise<void> {
  const { budget, ...secondMarking } = npqel2017.secondMarking;
  const definition = {
    ...npqel2017,
    secondMarking: {
      ...secondMarking,
      mandatory: ['first-mark-fails'],
      randomPct: 0,
      allWhenAtMost: 0,
      budget: { ...budget, percent: 50, leastChancePct: 0, scope: 'account', firstGoPct: 50 },
    },
  };
  await open.database.query(
    `insert into framework_version (id, title, provenance, definition, published_at) values ('by-account', 'A version', 'reconstructed', $1, app_now())`,
    [JSON.stringify(definition)],
  );
}

interface Spending {
  readonly go: number;
  readonly budget: number;
  readonly looks: readonly { script: string; account: string; by: string; share: number }[];
}
const spendings = async (): Promise<Spending[]> =>
  open.database.query(`select go, budget, looks from second_mark_spending where window_id = $1 order by go`, [
    scripts[0]!.windowId,
  ]);
interface MarkingRow {
  readonly state: string;
  readonly account: string | null;
  readonly scope: string[] | null;
  readonly reasons: string[];
}
const markingOf = async ({ number }: GivenScript): Promise<MarkingRow> =>
  open.database.one(
    `select state, second_account as account, second_scope as scope, second_reasons as reasons from marking where script_number = $1`,
    [number],
  );
const resultOf = async ({ number }: GivenScript): Promise<{ source: string; marks: Record<string, Mark> }> =>
  open.database.one(`select source, marks from provisional_result where script_number = $1`, [number]);

/** 0 on every criterion of one area of account T2 and 2 elsewhere: it fails, and only that account can turn it. */
const failing = Object.fromEntries(
  npqel2017.criteria.map(({ code, area }): [string, Mark] => [code, area === 2 ? 0 : 2]),
);

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  await publishByAccount();
  scripts = await giveScripts(open, 4);
  [first, second, senior] = [await giveAssessor(open), await giveAssessor(open), await giveAssessor(open, true)];
  // Two on the threshold of every area, one that fails, one that is safe.
  for (const [at, levels] of ([1, 1, failing, 2] as const).entries())
    await giveLockedMarks(open, scripts[at]!, first, levels);
});
afterAll(() => open.close());

describe('a second mark by account', () => {
  it('is asked where the chance is large for the time that it takes, within the first part of the budget', async () => {
    const [spending, ...more] = await spendings();
    expect(more).toEqual([]);
    // Two whole markings for four scripts, half of it at first: two accounts are 0.96 to 1.04.
    expect(spending?.budget).toBe(2);
    expect(spending?.looks).toHaveLength(2);
    expect(spending!.looks.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1);
    for (const { script, account, by } of spending!.looks) {
      expect(by).toBe('second');
      expect([scripts[0]!.number, scripts[1]!.number]).toContain(script);
      const row = await markingOf(scripts.find(({ number }) => number === script)!);
      expect(row).toEqual({ state: 'second-marking', account, scope: criteriaOf(account), reasons: ['may-flip'] });
    }
  });

  it('is of one account for every other reason too, so that what is asked tells no reason from another', async () => {
    expect(await markingOf(scripts[2]!)).toEqual({
      state: 'second-marking',
      account: 'T2',
      scope: criteriaOf('T2'),
      reasons: ['first-mark-fails'],
    });
  });

  it('is announced to allocation with its account', async () => {
    const [{ subject } = { subject: null }] = await open.database.query<{ subject: unknown }>(
      `select subject from outbox where event = 'second.wanted' and subject ->> 'scriptNumber' = $1`,
      [scripts[2]!.number],
    );
    expect(subject).toEqual({ scriptNumber: scripts[2]!.number, account: 'T2' });
  });

  it('shows that account alone, takes no mark of the other, and is handed in without it', async () => {
    const script = scripts[2]!;
    await assign(open, script, second, 'second');
    const markSetId = await accept(open, script, second);
    const page = await visit(open, second, `/scripts/${script.number}`);
    expect(textOf(page.text)).toContain('You are asked for one account alone');
    for (const code of criteriaOf('T2')) expect(page.text).toContain(`level-${code}`);
    for (const code of criteriaOf('T1')) expect(page.text).not.toContain(`level-${code}`);
    const change = { id: randomUUID(), criterion: '1.4.1', baseVersion: 0, level: 2, comment: '', pointers: [] };
    const refused = await api(open, second, `/scripts/${script.number}/marks`, { markSetId, changes: [change] });
    expect(refused.status).toBe(422);
    expect(refused.json()).toMatchObject({ code: 'not-in-scope' });
    const queue = await api(open, second, '/marking');
    expect(queue.json()).toMatchObject({ scripts: [{ number: script.number, criteria: criteriaOf('T2').length }] });
    await markAll(open, script, second, markSetId, { '2.4.1': 1, '2.4.2': 0 });
    await handIn(open, script, second, markSetId);
    await letBeFinal(open, markSetId);
  });

  it('is compared within its account, agreed there, and the other account stands as it was marked first', async () => {
    const script = scripts[2]!;
    expect((await markingOf(script)).state).toBe('provisional');
    expect((await resultOf(script)).source).toBe('first');
    expect((await resultOf(script)).marks).toEqual(failing);
  });
});

describe('what a second marker of an account receives', () => {
  it('is the same bytes whatever the first marks are, and whatever the reason is', async () => {
    const [spending] = await spendings();
    const script = scripts.find(({ number }) => number === spending!.looks[0]!.script)!;
    await assign(open, script, second, 'second');
    await accept(open, script, second);
    const received = async (): Promise<string[]> => {
      const of = `/scripts/${script.number}`;
      const answers = [];
      for (const path of ['/', '/marking', of, `${of}/lock`, `${of}/versions`, `${of}/decline`, `${of}/agreement`])
        answers.push(await visit(open, second, path), await api(open, second, path));
      return answers.map(({ status, text }) =>
        `${status} ${text}`.replaceAll(/name="_key" value="[^"]+"/g, '').replaceAll(/nonce="[^"]+"/g, ''),
      );
    };
    const before = await received();
    expect(before[4]).toContain('200');
    const owner = await new DataSource({ type: 'postgres', url: open.test.ownerUrl }).initialize();
    try {
      await owner.query(`alter table mark disable trigger mark_in_open_set`);
      await owner.query(
        `update mark set level = 2, comment = 'Quite different', version = 7 from mark_set s join assignment a on a.id = s.assignment_id
         where mark.mark_set_id = s.id and a.script_number = $1 and a.role = 'first'`,
        [script.number],
      );
      await owner.query(
        `update marking set second_reasons = '["first-mark-fails", "drawn"]' where script_number = $1`,
        [script.number],
      );
      expect(await received()).toEqual(before);
    } finally {
      await owner.query(
        `update mark set level = 1 from mark_set s join assignment a on a.id = s.assignment_id
         where mark.mark_set_id = s.id and a.script_number = $1 and a.role = 'first'`,
        [script.number],
      );
      await owner.query(`alter table mark enable trigger mark_in_open_set`);
      await owner.query(`update marking set second_reasons = '["may-flip"]' where script_number = $1`, [script.number]);
      await owner.destroy();
    }
  });
});

describe('what is left of the budget', () => {
  it('is not spent while a second mark is to come, and once when all are settled, by adjudicators where two have looked', async () => {
    const [begun] = (await spendings())[0]!.looks.map(({ script }) => scripts.find(({ number }) => number === script)!);
    expect(await spendings()).toHaveLength(1);
    const [inHand] = await open.database.query<{ id: string }>(
      `select s.id from mark_set s join assignment a on a.id = s.assignment_id where a.script_number = $1 and a.role = 'second'`,
      [begun!.number],
    );
    // One mark apart on two criteria: the decision may be wrong still, and nothing is discrepant.
    await markAll(open, begun!, second, inHand!.id, 1);
    await handIn(open, begun!, second, inHand!.id);
    await letBeFinal(open, inHand!.id);
    for (const script of scripts)
      if ((await markingOf(script)).state === 'second-marking')
        await giveLockedMarks(open, script, second, 1, 'second');
    const all = await spendings();
    expect(all.map(({ go }) => go)).toEqual([1, 2]);
    const spent = all.flatMap(({ looks }) => looks).reduce((sum, { share }) => sum + share, 0);
    expect(spent).toBeLessThanOrEqual(2);
    const asked = all[1]!.looks.filter(({ by }) => by === 'adjudicator');
    expect(asked.length).toBeGreaterThanOrEqual(1);
    for (const { script, account } of asked) {
      const row = await markingOf(scripts.find(({ number }) => number === script)!);
      expect(row).toMatchObject({ state: 'adjudicating', account });
    }
  });

  it('lets an adjudicator decide that account, beside what both gave, and leaves the other', async () => {
    const [look] = (await spendings())[1]!.looks.filter(({ by }) => by === 'adjudicator');
    const script = scripts.find(({ number }) => number === look!.script)!;
    const { marks: before } = await resultOf(script);
    await assign(open, script, senior, 'adjudicator');
    const markSetId = await accept(open, script, senior);
    const page = textOf((await visit(open, senior, `/scripts/${script.number}`)).text);
    expect(page).toContain('Assessor 1');
    expect(page).toContain('You are asked for one account alone');
    await markAll(open, script, senior, markSetId, 2);
    await handIn(open, script, senior, markSetId);
    await letBeFinal(open, markSetId);
    const { source, marks } = await resultOf(script);
    expect(source).toBe('adjudicated');
    const own = criteriaOf(look!.account);
    expect(marks).toEqual(
      Object.fromEntries(Object.entries(before).map(([code, mark]) => [code, own.includes(code) ? 2 : mark])),
    );
    expect(await spendings()).toHaveLength(2);
  });

  it('is shown to the lead, each go with what it looked at and what it leaves', async () => {
    const lead = await givePerson(open, { roles: ['lead'] });
    const text = textOf((await visit(open, lead, `/marking-progress/${scripts[0]!.windowId}/second-marks`)).text);
    expect(text).toContain('1 of 2 second marks spent, on 2 accounts');
    expect(text).toContain('Whoever is asked for one account can tell that theirs is a second mark');
    expect(text).toContain('What is still in doubt');
    expect(text).toMatch(/an adjudicator, account T[12]/);
    const figures = textOf((await visit(open, lead, `/marking-progress/${scripts[0]!.windowId}/agreement`)).text);
    expect(figures).toMatch(/of these \d in one account alone/);
    expect(figures).not.toMatch(/NaN|undefined/);
  });
});

describe('marks of an account that differ too much', () => {
  it('are agreed on the criteria of that account alone', async () => {
    const script = (await giveScripts(open, 1))[0]!;
    await giveLockedMarks(open, script, first, failing);
    expect((await markingOf(script)).account).toBe('T2');
    await giveLockedMarks(open, script, second, 2, 'second');
    expect((await markingOf(script)).state).toBe('agreeing');
    const proposals = ['2.4.1', '2.4.2'].map((criterion) => ({
      criterion,
      level: 1,
      rationale: 'Between the two.',
      reason: 'work-not-seen',
    }));
    for (const who of [first, second])
      expect((await api(open, who, `/scripts/${script.number}/agreement`, { proposals })).status).toBeLessThan(300);
    const { source, marks } = await resultOf(script);
    expect(source).toBe('agreed');
    expect(marks).toEqual({ ...failing, '2.4.1': 1, '2.4.2': 1 });
  });

  it('go to an adjudicator for that account, and nobody asks for one when it is settled', async () => {
    const script = (await giveScripts(open, 1))[0]!;
    await giveLockedMarks(open, script, first, failing);
    await giveLockedMarks(open, script, second, 2, 'second');
    await post(open, first, `/scripts/${script.number}/disagreement`, { reason: 'We do not see it alike.' });
    await giveLockedMarks(open, script, senior, { '2.4.1': 1 }, 'adjudicator');
    const { source, marks } = await resultOf(script);
    expect(source).toBe('adjudicated');
    expect(marks).toEqual({ ...failing, '2.4.1': 1, '2.4.2': 2 });
    expect((await post(open, first, `/scripts/${script.number}/disagreement`, { reason: 'Again.' })).status).not.toBe(
      303,
    );
    expect((await markingOf(script)).state).toBe('provisional');
  });
});

describe('fifty locks of the last two second marks at once', () => {
  it('spend what is left once', async () => {
    const two = await giveScripts(open, 2);
    for (const script of two) await giveLockedMarks(open, script, first, failing);
    const sets: string[] = [];
    for (const script of two) {
      await assign(open, script, second, 'second');
      const markSetId = await accept(open, script, second);
      await markAll(open, script, second, markSetId, { '2.4.1': 1, '2.4.2': 0 });
      await handIn(open, script, second, markSetId);
      sets.push(markSetId);
    }
    const goes = async (): Promise<number[]> =>
      (
        await open.database.query<{ go: number }>(
          `select go from second_mark_spending where window_id = $1 order by go`,
          [two[0]!.windowId],
        )
      ).map(({ go }) => go);
    expect(await goes()).toEqual([1]);
    // Whoever settles a last one waits for whoever settles the other: else neither would see that all are settled.
    let locks: Promise<unknown> = Promise.resolve();
    await open.database.transact('job:story', async (tx) => {
      await tx.query(`select from assessment_window where id = $1 for no key update`, [two[0]!.windowId]);
      locks = Promise.all(Array.from({ length: 50 }, (_, at) => letBeFinal(open, sets[at % 2]!)));
      await delay(500);
      const settled = await tx.query(
        `select from marking where script_number = any($1) and state <> 'second-marking'`,
        [two.map(({ number }) => number)],
      );
      expect(settled).toEqual([]);
    });
    await locks;
    expect(await goes()).toEqual([1, 2]);
    const states = await Promise.all(two.map(markingOf));
    for (const { state } of states) expect(['provisional', 'adjudicating']).toContain(state);
    const asked = await open.database.query<{ n: number }>(
      `select count(*)::int as n from outbox where event = 'adjudicator.wanted' and subject ->> 'scriptNumber' = any($1) group by subject`,
      [two.map(({ number }) => number)],
    );
    for (const { n } of asked) expect(n).toBe(1);
    expect(asked.length).toBe(states.filter(({ state }) => state === 'adjudicating').length);
    expect(asked.length).toBeGreaterThanOrEqual(1);
  });
});
