import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { accept, assign, giveAssessor, handIn, markAll, type Assessor } from '../support/story/marking.js';
import { givePerson } from '../support/story/people.js';
import { giveScript, type GivenScript } from '../support/story/scripts.js';

let open: TestApp;
let assessor: Assessor;

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(() => open.close());
beforeEach(async () => {
  assessor = await giveAssessor(open);
});

/** A script in hand with one comment on 1.4.1. */
async function inHand(
  comment = 'Two options are weighed, and no costs.',
): Promise<{ script: GivenScript; markSetId: string }> {
  const script = await giveScript(open);
  await assign(open, script, assessor);
  const markSetId = await accept(open, script, assessor);
  const change = { id: randomUUID(), criterion: '1.4.1', baseVersion: 0, level: 1, comment, pointers: [] };
  const saved = await api(open, assessor, `/scripts/${script.number}/marks`, { markSetId, changes: [change] });
  expect(saved.status).toBe(200);
  return { script, markSetId };
}
const bankOf = (script: GivenScript, criterion = '1.4.1'): string =>
  `/scripts/${script.number}/comments?criterion=${criterion}`;
const keep = (script: GivenScript, criterion = '1.4.1'): ReturnType<typeof post> =>
  post(open, assessor, `/scripts/${script.number}/comments`, { criterion });
const kept = (): Promise<{ id: string; comment: string; version: number }[]> =>
  open.database.query(`select id, comment, version from kept_comment where staff_id = $1 order by kept_at, id`, [
    assessor.staffId,
  ]);
const commentOn = async (
  markSetId: string,
): Promise<{ comment: string; level: number | null; version: number } | undefined> =>
  (
    await open.database.query<{ comment: string; level: number | null; version: number }>(
      `select comment, level, version from mark where mark_set_id = $1 and criterion = '1.4.1'`,
      [markSetId],
    )
  )[0];

describe('an assessor’s own comments', () => {
  it('are kept from one script and used on another, without script, mended and taken away', async () => {
    const { script } = await inHand();
    expect(textOf((await visit(open, assessor, bankOf(script))).text)).toContain('You keep none yet');
    expect(await keep(script)).toMatchObject({ status: 303, location: bankOf(script) });
    expect((await keep(script)).status).toBe(303);
    const [one, ...more] = await kept();
    expect(more).toEqual([]);
    const { script: next, markSetId } = await inHand('Starts well.');
    const page = await visit(open, assessor, bankOf(next));
    expect(textOf(page.text)).toContain('Two options are weighed, and no costs.');
    expect(page.text).not.toContain(script.number);
    const path = `/scripts/${next.number}/comments/${one?.id}/insertion`;
    expect(await post(open, assessor, path, { markSetId })).toMatchObject({
      status: 303,
      location: `/scripts/${next.number}#criterion-1.4.1`,
    });
    await post(open, assessor, path, { markSetId });
    expect(await commentOn(markSetId)).toEqual({
      comment: 'Starts well.\n\nTwo options are weighed, and no costs.',
      level: 1,
      version: 2,
    });
    const own = `/marking/comments/${one?.id}`;
    expect((await visit(open, assessor, own)).text).toContain('Two options are weighed');
    expect(await post(open, assessor, own, { comment: 'Options are weighed.', seenVersion: '1' })).toMatchObject({
      status: 303,
      location: '/marking/comments',
    });
    expect((await post(open, assessor, own, { comment: 'From an old page.', seenVersion: '1' })).problems).toEqual([
      expect.stringContaining('changed in another window'),
    ]);
    expect((await kept())[0]).toMatchObject({ comment: 'Options are weighed.', version: 2 });
    expect(textOf((await visit(open, assessor, '/marking/comments')).text)).toContain('Options are weighed.');
    expect(await post(open, assessor, `${own}/removal`)).toMatchObject({ status: 303 });
    expect((await post(open, assessor, `${own}/removal`)).status).toBe(404);
    expect(await kept()).toEqual([]);
    expect((await commentOn(markSetId))?.comment).toContain('Two options are weighed');
  });

  it('are reached from the marking page by a button that saves what was typed', async () => {
    const { script, markSetId } = await inHand();
    const sheet = await post(open, assessor, `/scripts/${script.number}/sheet`, {
      markSetId,
      goOn: 'comments-1.4.1',
      'base-1.4.1': '1',
      'level-1.4.1': '0',
      'comment-1.4.1': 'Typed and not lost.',
    });
    expect(sheet).toMatchObject({ status: 303, location: bankOf(script) });
    expect(await commentOn(markSetId)).toMatchObject({ comment: 'Typed and not lost.', level: 0 });
  });

  it('never carry a script’s number', async () => {
    const number = (await giveScript(open)).number;
    for (const words of [`As in ${number}.`, `${number.toLowerCase()} said the same`, `(${number})`]) {
      const { script } = await inHand(words);
      expect((await keep(script)).problems).toEqual([expect.stringContaining('holds the number of a script')]);
    }
    const { script } = await inHand('A long-term, self-made plan for 2019-2020.');
    await keep(script);
    const [one] = await kept();
    const own = `/marking/comments/${one?.id}`;
    expect((await post(open, assessor, own, { comment: `See ${number}`, seenVersion: '1' })).status).toBe(422);
    expect((await kept()).map(({ comment }) => comment)).toEqual(['A long-term, self-made plan for 2019-2020.']);
    await expect(
      open.database.query(`update kept_comment set comment = $2 where id = $1`, [one?.id, `See ${number}`]),
    ).rejects.toThrow('names a script');
    const columns = await open.database.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'kept_comment'`,
    );
    expect(columns.map(({ name }) => name).filter((name) => /script|mark|assignment/.test(name))).toEqual([]);
    const journal = await open.database.query<{ facts: object }>(
      `select facts from journal_entry where aggregate = 'kept-comment'`,
    );
    expect(JSON.stringify(journal)).not.toMatch(/long-term|2019/);
  });

  it('are nobody else’s: not there for another assessor, a lead or an administrator, by page or API', async () => {
    const { script, markSetId } = await inHand();
    await keep(script);
    const [one] = await kept();
    const own = `/marking/comments/${one?.id}`;
    const other = await giveAssessor(open);
    const theirs = await giveScript(open);
    await assign(open, theirs, other);
    const set = await accept(open, theirs, other);
    expect((await visit(open, other, own)).status).toBe(404);
    expect((await post(open, other, own, { comment: 'Mine now', seenVersion: '1' })).status).toBe(404);
    expect((await post(open, other, `${own}/removal`)).status).toBe(404);
    expect((await visit(open, other, bankOf(script))).status).toBe(404);
    expect(
      (await api(open, other, `/scripts/${theirs.number}/comments/${one?.id}/insertion`, { markSetId: set })).status,
    ).toBe(404);
    expect((await visit(open, other, '/marking/comments')).text).not.toContain('Two options');
    expect((await visit(open, other, bankOf(theirs))).text).not.toContain('Two options');
    for (const roles of [['lead'], ['administrator'], ['moderator']] as const) {
      const who = await givePerson(open, { roles: [...roles] });
      for (const path of [own, '/marking/comments', bankOf(script)])
        expect([path, [403, 404]]).toEqual([path, expect.arrayContaining([(await visit(open, who, path)).status])]);
    }
    expect(
      (await api(open, assessor, `/scripts/${theirs.number}/comments/${one?.id}/insertion`, { markSetId })).status,
    ).toBe(404);
  });

  it('are used where marks may be changed, and nowhere else', async () => {
    const { script } = await inHand();
    await keep(script);
    const [one] = await kept();
    const { script: next, markSetId } = await inHand('Starts well.');
    const whole = await giveScript(open);
    await assign(open, whole, assessor);
    const wholeSet = await accept(open, whole, assessor);
    const path = `/scripts/${next.number}/comments/${one?.id}/insertion`;
    expect((await post(open, assessor, path, { markSetId: wholeSet })).problems).toEqual([
      expect.stringContaining('does not belong to script'),
    ]);
    await markAll(open, whole, assessor, wholeSet);
    await handIn(open, whole, assessor, wholeSet);
    const late = await post(open, assessor, `/scripts/${whole.number}/comments/${one?.id}/insertion`, {
      markSetId: wholeSet,
    });
    expect(late.problems).toEqual([expect.stringContaining('are handed in')]);
    expect((await visit(open, assessor, bankOf(whole))).text).not.toContain('Use it here');
    await open.database.query(`update kept_comment set comment = $2 where id = $1`, [one?.id, 'x'.repeat(4_999)]);
    expect((await post(open, assessor, path, { markSetId })).problems).toEqual([
      expect.stringContaining('Shorten it to 5000'),
    ]);
    expect((await commentOn(markSetId))?.comment).toBe('Starts well.');
  });

  it('are fifty a criterion at most, and the same words once, however many windows ask at once', async () => {
    const { script } = await inHand();
    const answers = await Promise.all(Array.from({ length: 50 }, () => keep(script)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await kept()).toHaveLength(1);
    await open.database.query(
      `insert into kept_comment (staff_id, framework_version, criterion, comment, kept_at)
       select staff_id, framework_version, criterion, 'Number ' || n, app_now() from kept_comment, generate_series(1, 49) n
       where staff_id = $1`,
      [assessor.staffId],
    );
    const { script: next } = await inHand('One more.');
    expect((await keep(next)).problems).toEqual([expect.stringContaining('You keep 50 comments on 1.4.1')]);
    expect((await visit(open, assessor, bankOf(next))).text.match(/kept-comments|Use it here/g)).toHaveLength(51);
    const page = await visit(open, assessor, '/marking/comments');
    expect(Number(/desc="(\d+)"/.exec(String(page.headers['server-timing']))?.[1])).toBeLessThanOrEqual(5);
    expect((await keep(next, '2.4.1')).problems).toEqual([expect.stringContaining('no comment on 2.4.1')]);
  });
});
