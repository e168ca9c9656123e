import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { openTestApp, type TestApp } from '../support/app.js';
import { textOf, visit } from '../support/browse.js';
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
let assessors: [Assessor, Assessor];
let doneWhileHeld: number;
let beforeTheLast: { spent: number; reasons: string[][] };

/** Exactly on the threshold of every area: they pass, and one mark that is too high would fail them. */
const doubtful = 1;
/** The shipped version but for its class of areas near the threshold, which leaves next to nothing to a budget. */
async function publishWithoutThatClass(): Promise<void> {
  const secondMarking = { ...npqel2017.secondMarking, mandatory: ['first-mark-fails'] };
  await open.database.query(
    `insert into framework_version (id, title, provenance, definition, published_at) values ('budget-alone', 'A version', 'reconstructed', $1, app_now())`,
    [JSON.stringify({ ...npqel2017, secondMarking })],
  );
}
const spendings = async (): Promise<
  { budget: number; chosen: string[]; ranked: { script: string }[]; left: number }[]
> =>
  open.database.query(
    `select budget, chosen, ranked, expected_wrong_left as left from second_mark_spending where window_id = $1`,
    [scripts[0]!.windowId],
  );
const markings = async (): Promise<{ number: string; state: string; reasons: string[] }[]> =>
  open.database.query(
    `select script_number as number, state, second_reasons as reasons from marking where script_number = any($1) order by 1`,
    [scripts.map(({ number }) => number)],
  );

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  await publishWithoutThatClass();
  scripts = await giveScripts(open, 18);
  assessors = [await giveAssessor(open), await giveAssessor(open)];
  for (const [at, script] of scripts.slice(0, 16).entries())
    await giveLockedMarks(open, script, assessors[0], at < 8 ? doubtful : 2);
  beforeTheLast = { spent: (await spendings()).length, reasons: (await markings()).map(({ reasons }) => reasons) };
  // The last two at the same time: whichever comes second sees the other, and the budget is spent once.
  const last: string[] = [];
  for (const script of scripts.slice(16)) {
    await assign(open, script, assessors[1]);
    const markSetId = await accept(open, script, assessors[1]);
    await markAll(open, script, assessors[1], markSetId, 2);
    await handIn(open, script, assessors[1], markSetId);
    last.push(markSetId);
  }
  let done = 0;
  let both: Promise<unknown> = Promise.resolve();
  await open.database.transact('job:story', async (tx) => {
    await tx.query(`select from assessment_window where id = $1 for no key update`, [scripts[0]!.windowId]);
    both = Promise.all(
      last.map(async (one) => {
        await letBeFinal(open, one);
        done += 1;
      }),
    );
    await delay(500);
    doneWhileHeld = done;
  });
  await both;
});
afterAll(() => open.close());

describe('the budget of second marks', () => {
  it('is not spent while first marks are missing', () => {
    expect(beforeTheLast.spent).toBe(0);
    expect(beforeTheLast.reasons.flat().filter((reason) => reason === 'may-flip')).toEqual([]);
  });

  it('is spent once, from the top, on what no class and no draw took, and what is left is kept', async () => {
    const [spending, ...more] = await spendings();
    expect(more).toEqual([]);
    expect(spending?.budget).toBe(2);
    const drawn = new Set(
      (await markings()).filter(({ reasons }) => reasons.includes('drawn')).map(({ number }) => number),
    );
    const free = spending!.ranked.map(({ script }) => script).filter((number) => !drawn.has(number));
    expect(spending?.chosen).toEqual(free.slice(0, 2));
    expect(spending?.left).toBeGreaterThan(0);
    for (const { number, state, reasons } of await markings())
      if (spending?.chosen.includes(number))
        expect({ state, reasons }).toEqual({ state: 'second-marking', reasons: ['may-flip'] });
  });

  it('waits for whoever locks the other last script: else neither would see that all are there', () => {
    expect(doneWhileHeld).toBe(0);
  });

  it('asks for second markers as every other reason does', async () => {
    const [spending] = await spendings();
    const [{ n } = { n: 0 }] = await open.database.query<{ n: number }>(
      `select count(*)::int as n from outbox where event = 'second.wanted' and subject ->> 'scriptNumber' = any($1)`,
      [spending?.chosen],
    );
    expect(n).toBe(2);
  });

  it('lets the first marks stand, or not, as any second mark does, and is not spent again', async () => {
    const number = (await spendings())[0]!.chosen[0]!;
    await giveLockedMarks(
      open,
      scripts.find((script) => script.number === number)!,
      assessors[1],
      doubtful,
      'second',
    );
    const [row] = (await markings()).filter((one) => one.number === number);
    expect(row?.state).toBe('provisional');
    expect(await spendings()).toHaveLength(1);
  });

  it('is shown to the lead with its reasons and what is expected to be wrong', async () => {
    const lead = await givePerson(open, { roles: ['lead'] });
    const path = `/marking-progress/${scripts[0]!.windowId}/second-marks`;
    const text = textOf((await visit(open, lead, path)).text);
    expect(text).toContain('2 of 2 second marks spent');
    expect(text).toContain('the decision may be wrong');
    expect(text).toContain((await spendings())[0]!.left.toFixed(2));
    expect((await visit(open, assessors[0], path)).status).toBe(403);
  });

  it('tells no assessor: the page of a script is the same before and after', async () => {
    const [spending] = await spendings();
    const twin = scripts.find(({ number }) => number === spending!.chosen[1])!;
    const asked = textOf((await visit(open, assessors[0], `/scripts/${twin.number}`)).text);
    expect(asked).not.toMatch(/second|twice|may be wrong/i);
    await assign(open, twin, assessors[1], 'second');
    await accept(open, twin, assessors[1]);
    expect(textOf((await visit(open, assessors[1], `/scripts/${twin.number}`)).text)).not.toMatch(
      /second mark|twice|may be wrong/i,
    );
  });
});
