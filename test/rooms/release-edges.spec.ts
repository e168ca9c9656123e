import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReleaseOutcomes } from '../../src/outcomes/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post } from '../support/browse.js';
import { giveClearedBatch, giveLeads, planRelease, type GivenBatch } from '../support/story/outcomes.js';
import { allMarks, giveMarkedWindow } from '../support/story/moderation.js';
import { batchStory } from '../support/story/moderated-batch.js';
import { sessionFor } from '../support/story/people.js';
import { differences, everythingFor, reached, rewrite, type Known } from '../support/twins.js';

let open: TestApp;
const start = '2026-11-23T10:00:00Z';
const secondBefore = '2026-11-27T09:59:59Z';
const atRelease = '2026-11-27T10:00:00Z';
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

async function approvedRelease(provider: string): Promise<{ batch: GivenBatch; releaseId: string }> {
  await open.holdClock(start);
  const batch = await giveClearedBatch(open, [{ result: 'passed' }, { result: 'passed' }, { result: 'failed' }], {
    provider,
  });
  const leads = await giveLeads(open, provider);
  const releaseId = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
  expect((await post(open, leads[1], `/releases/${releaseId}/approval`)).status).toBe(303);
  return { batch, releaseId };
}

const statesOf = async (releaseId: string): Promise<string[]> =>
  (await open.database.query<{ state: string }>(`select state from outcome where release_id = $1`, [releaseId])).map(
    ({ state }) => state,
  );

/** Everything that a duplicate could have done once more. */
const footprint = (): Promise<unknown> =>
  open.database.one(
    `select (select count(*) from journal_entry) as entries, (select count(*) from mail_message) as letters,
            (select count(*) from outcome) as outcomes, (select count(*) from sample_item) as items,
            (select count(*) from attempt) as attempts, (select string_agg(state, ',' order by id) from moderation_batch) as batches,
            (select sum(version) from provisional_result) as versions`,
  );

describe('the twin of a participant a second before the release', () => {
  it('receives the same bytes for a pass and a fail, and the outcome at the instant', async () => {
    const { batch, releaseId } = await approvedRelease('TW');
    await open.holdClock(secondBefore);
    const [script] = batch.scripts;
    const who = await sessionFor(open, script?.signInId ?? '');
    const { id: outcomeId } = await open.database.one<{ id: string }>(
      `select id from outcome where script_number = $1`,
      [script?.number],
    );
    const knows: Known = {
      id: [outcomeId, releaseId, batch.id, script?.attemptId ?? '', script?.submissionId ?? ''],
      number: [script?.number ?? ''],
    };
    const before = await everythingFor(open, who, knows);
    expect(reached(before)).toBeGreaterThan(8);
    const turn = (result: string): Promise<void> =>
      rewrite(open, ['outcome'], [[`update outcome set result = $2 where id = $1`, [outcomeId, result]]]);
    await turn('failed');
    expect(differences(before, await everythingFor(open, who, knows))).toEqual([]);
    await turn('passed');
    await open.holdClock(atRelease);
    await open.settle();
    expect(differences(before, await everythingFor(open, who, knows))).toContain('GET /outcome');
  });
});

describe('edge case 33: the release crashes halfway, or runs twice', () => {
  it('is all or nothing: what fails at the last outcome leaves none released, and the next try releases all', async () => {
    const { batch, releaseId } = await approvedRelease('E33');
    await rewrite(
      open,
      [],
      [
        [
          `create function story_crash() returns trigger language plpgsql as $$ begin
           if new.state = 'released' and new.script_number = '${batch.scripts[2]?.number}' then raise exception 'the power went'; end if;
           return new; end $$`,
        ],
        [`create trigger story_crash before update on outcome for each row execute function story_crash()`],
      ],
    );
    // Nobody releases but we: neither the ordered work nor the timetable's.
    await open.database.query(`update work_item set due_at = due_at + interval '1 day' where key = $1`, [releaseId]);
    const giveBack = await open.keepFromTimetable('outcomes.sweep');
    await open.holdClock(atRelease);
    const release = open.app.get(ReleaseOutcomes, { strict: false });
    await expect(release.run('job:story', releaseId)).rejects.toThrow('the power went');
    expect(new Set(await statesOf(releaseId))).toEqual(new Set(['scheduled']));
    await rewrite(open, [], [[`drop trigger story_crash on outcome`], [`drop function story_crash`]]);
    const fifty = await Promise.all(Array.from({ length: 50 }, () => release.run('job:story', releaseId)));
    expect(fifty.filter((one) => one === 'released')).toHaveLength(1);
    expect(await statesOf(releaseId)).toEqual(['released', 'released', 'released']);
    await giveBack();
    await open.settle();
    const letters = await open.database.query<{ to: string }>(
      `select m.to_address as to from mail_message m join sign_in i on i.email = m.to_address where i.id = any($1)`,
      [batch.scripts.map(({ signInId }) => signInId)],
    );
    expect(letters).toHaveLength(3);
    expect(new Set(letters.map(({ to }) => to)).size).toBe(3);
  });
});

describe('edge case 45: queues deliver twice, out of order, or were emptied', () => {
  it('has one effect: every piece of work and all news of a moderated and released batch again, last first', async () => {
    // Those who moderated the batches before have other things to do.
    await open.database.query(`delete from staff_role where role = 'moderator'`);
    const story = await batchStory(open);
    const window = await giveMarkedWindow(open, (framework) => Array.from({ length: 3 }, () => allMarks(framework, 2)));
    const moderated = await story.freeze(window);
    await story.confirmAll(moderated);
    await story.applyRule(moderated);
    await approvedRelease('E45');
    await open.holdClock(atRelease);
    await open.settle();
    const before = await footprint();
    // What is done is forgotten: the rows in PostgreSQL are all that is left, and they say that everything is to be done.
    await rewrite(
      open,
      ['work_item', 'outbox'],
      [
        [
          `update work_item set state = 'waiting', tries = 0, rung_at = null, lease_until = null, finished_at = null, generation = generation + 1 where kind in ('moderation.draw', 'outcomes.release', 'moderation.sweep')`,
        ],
        [
          `insert into outbox (event, subject)
         select event, subject from outbox where event in ('script.provisional', 'release.released', 'outcome.released', 'batch.cleared') order by at desc`,
        ],
      ],
    );
    await open.settle();
    expect(await footprint()).toEqual(before);
  });
});
