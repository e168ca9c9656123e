import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { compilePlanningThread } from '../support/story/allocation.js';
import { accept, handIn, letBeFinal, markAll, type Assessor } from '../support/story/marking.js';
import { allocateFirst, seedScene, seedsOf, type SeedScene } from '../support/story/seeds.js';
import { everythingFor, reached, type Known } from '../support/twins.js';

let open: TestApp;
let thread: Awaited<ReturnType<typeof compilePlanningThread>>;
beforeAll(async () => {
  thread = await compilePlanningThread();
  open = await openTestApp();
  thread.use(open);
});
beforeEach(async () => {
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
  thread?.remove();
});

/** A script as its assessor knows it: its number, its documents' ids. Their texts are the same in this story. */
async function knownOf(number: string): Promise<Known> {
  const documents = await open.database.query<{ id: string }>(
    `select id from script_document where script_number = $1 order by position`,
    [number],
  );
  const ids = documents.map(({ id }) => id);
  return { number: [number], document: ids, documentId: ids };
}

/** All that the assessor receives about one script, with what names it put aside, and the two scripts' places in lists. */
async function received(who: Assessor, number: string, all: readonly string[]): Promise<Map<string, string>> {
  const known = await knownOf(number);
  const got = await everythingFor(open, who, known);
  expect(reached(got)).toBeGreaterThan(10);
  const sets = await open.database.query<{ id: string }>(`select id from mark_set where script_number = $1`, [number]);
  const named = [number, ...(known['document'] ?? []), ...sets.map(({ id }) => id)];
  const put = (text: string): string => {
    const own = named.reduce((left, name, at) => left.replaceAll(name, `«${at}»`), text);
    // Every other script of the assessor's, whichever it is, is one of the others.
    return all.filter((one) => one !== number).reduce((left, name) => left.replaceAll(name, '«other»'), own);
  };
  return new Map(
    [...got].filter(([line]) => line.includes(number)).map(([line, bytes]) => [put(line), put(bytes)] as const),
  );
}

/** Accepts, marks, hands in: the same for both, one after the other within the held second. */
const steps: readonly (readonly [string, (number: string, who: Assessor) => Promise<unknown>])[] = [
  ['assigned', async () => undefined],
  ['accepted', async (number, who) => accept(open, { number }, who)],
  ['marked', async (number, who) => markAll(open, { number }, who, await setOf(number))],
  ['handed in', async (number, who) => handIn(open, { number }, who, await setOf(number))],
  ['locked', async (number) => letBeFinal(open, await setOf(number))],
];
const setOf = async (number: string): Promise<string> =>
  (await open.database.one<{ id: string }>(`select id from mark_set where script_number = $1`, [number])).id;

describe('an assessor', () => {
  let scene: SeedScene;
  let who: Assessor;
  let live = '';
  let seed = '';
  let all: string[] = [];
  beforeAll(async () => {
    await open.holdClock('2026-11-23T10:00:00Z');
    scene = await seedScene(open, { provider: 'SB1', live: 4 });
    await allocateFirst(open, scene);
    who = scene.assessors[0] as Assessor;
    live = scene.live[0]?.number ?? '';
    [seed = ''] = await seedsOf(open, who.staffId);
    all = [...scene.live.map(({ number }) => number), seed];
  });

  it('has one more script than there are, in one letter, all due on one day', async () => {
    expect(seed).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const { count, days } = await open.database.one<{ count: number; days: number }>(
      `select count(*)::int as count, count(distinct due_on)::int as days from assignment where assessor_id = $1`,
      [who.staffId],
    );
    expect([count, days]).toEqual([5, 1]);
    const letters = await open.database.query<{ subject: string }>(
      `select subject from mail_message where to_address = $1`,
      [who.email],
    );
    expect(letters.map(({ subject }) => subject)).toEqual([expect.stringContaining('5 scripts to mark')]);
  });

  it.each(steps)('receives the same bytes of a seed script and of a live one: %s', async (_, act) => {
    for (const number of [live, seed]) await act(number, who);
    await open.settle();
    const [ofLive, ofSeed] = [await received(who, live, all), await received(who, seed, all)];
    const different = [...new Set([...ofLive.keys(), ...ofSeed.keys()])].filter(
      (line) => ofLive.get(line) !== ofSeed.get(line),
    );
    expect(different).toEqual([]);
    expect(ofLive.size).toBeGreaterThan(8);
  });

  it('sees both in lists by the same rule, in which nothing but number and day decides', async () => {
    const lists = await everythingFor(open, who, {});
    const texts = [...lists.values()].join('\n');
    expect(texts).toContain(seed);
    expect(texts).not.toMatch(/seed/i);
    for (const { number } of scene.definitive) expect(texts).not.toContain(number);
    const queue = [...(lists.get('GET /api/v1/marking') ?? '').matchAll(/"number":"([0-9A-Z]{4}-[0-9A-Z]{4})"/g)];
    const order = queue.map(([, number = '']) => number).filter((number) => number !== live && number !== seed);
    expect(order).toHaveLength(3);
    expect(order).toEqual([...order].sort());
  });

  it('is not told of it by anything that names the definitive script, its documents or its author', async () => {
    const got = [...(await everythingFor(open, who, await knownOf(seed))).values()].join('\n');
    for (const { number, participantId, submissionId, documentIds, enrolmentId } of scene.definitive)
      for (const name of [number, participantId, submissionId, enrolmentId, ...documentIds])
        expect(got).not.toContain(name);
  });
});
