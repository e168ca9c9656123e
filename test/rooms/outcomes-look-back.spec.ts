import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { lookBackFrom } from '../../src/outcomes/changes/look-back.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { giveClearedBatch, giveLeads, outcomeIdOf, planRelease } from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

const marked = (number: string, { staffId }: Person, role = 'first'): Promise<unknown> =>
  open.database.query(
    `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
     values ($1, $2, $3, 'locked', london_date(app_now()), app_now())`,
    [number, role, staffId],
  );

it('edge case 32: from an outcome that turned out wrong, what else the same people marked, the unseen and nearest first', async () => {
  const code = 'LKB';
  await open.holdClock('2026-11-23T10:00:00Z');
  const batch = await giveClearedBatch(
    open,
    [{ result: 'failed' }, { result: 'passed' }, { result: 'failed' }, { result: 'passed' }, { result: 'passed' }],
    { provider: code },
  );
  const [one, other] = [
    await givePerson(open, { roles: ['assessor'], provider: code }),
    await givePerson(open, { roles: ['assessor'], provider: code }),
  ];
  const [wrong, seen, unseen, theirs, laterReleased] = batch.scripts.map(({ number }) => number) as [
    string,
    string,
    string,
    string,
    string,
  ];
  for (const number of [wrong, seen, unseen]) await marked(number, one);
  await marked(seen, other, 'second');
  await marked(theirs, other);
  await marked(laterReleased, other);
  const leads = await giveLeads(open, code);
  const release = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
  await post(open, leads[1], `/releases/${release}/approval`);
  await open.holdClock('2026-11-27T10:00:00Z');
  await open.settle();
  const [of, ofSeen, ofUnseen] = await Promise.all([wrong, seen, unseen].map((number) => outcomeIdOf(open, number)));
  const path = `/released-outcomes/${of}/look-back`;
  type Line = { outcomeId: string; seenBy: string[]; steps: number; role: string; assessor: string };
  const { lines } = (await api(open, leads[0], path)).json() as { lines: Line[] };
  // Moderation drew one of the five in this story; whichever it is says so.
  const drawn = new Set(
    (
      await open.database.query<{ n: string }>(
        `select script_number as n from moderation_decision where batch_id = $1`,
        [batch.id],
      )
    ).map(({ n }) => n),
  );
  expect(new Set(lines.map(({ outcomeId }) => outcomeId))).toEqual(new Set([ofSeen, ofUnseen]));
  const line = (id: string | undefined): Line | undefined => lines.find(({ outcomeId }) => outcomeId === id);
  expect(line(ofSeen)?.seenBy).toContain('second');
  expect(line(ofUnseen)?.seenBy).toEqual(drawn.has(unseen) ? ['moderator'] : []);
  const rank = ({ seenBy, steps }: Line): number => seenBy.length * 1_000 + steps;
  expect(lines.map(rank)).toEqual(lines.map(rank).toSorted((a, b) => a - b));
  expect(lines.every(({ role, steps }) => role === 'first' && steps > 0)).toBe(true);
  const page = textOf((await visit(open, leads[0], path)).text);
  expect(page).toContain('had a hand in 2 other released outcomes of this framework');
  expect(textOf((await visit(open, leads[0], `/released-outcomes/${of}`)).text)).toContain('Look back at what else');
  expect(page).not.toContain('there are older ones');
  const cut = await lookBackFrom(open.database, of ?? '', npqel2017, 1);
  expect([cut.lines.length, cut.isCut]).toEqual([1, true]);
  // Another provider's lead finds nothing there, an assessor is not let in, and one who marked nothing else has an empty list.
  const [stranger] = await giveLeads(open, 'LKC');
  expect((await visit(open, stranger, path)).status).toBe(404);
  expect((await visit(open, one, path)).status).toBe(403);
  const empty = await outcomeIdOf(open, theirs);
  const both = (await api(open, leads[0], `/released-outcomes/${empty}/look-back`)).json() as { lines: Line[] };
  expect(new Set(both.lines.map(({ outcomeId }) => outcomeId))).toEqual(
    new Set([ofSeen, await outcomeIdOf(open, laterReleased)]),
  );
});
