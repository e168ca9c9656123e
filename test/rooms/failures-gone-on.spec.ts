import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SweepEnrolments } from '../../src/enrolment/participants/sweep-enrolments.js';
import type { TestApp } from '../support/app.js';
import { api, visit } from '../support/browse.js';
import { enrolmentNow, giveWindow } from '../support/story/enrolment.js';
import { codeOf, Failing, type Holder } from '../support/story/failing.js';

let story: Failing;
let open: TestApp;

beforeAll(async () => {
  story = await Failing.begin();
  open = story.open;
});
afterAll(async () => {
  await story?.end();
});
beforeEach(async () => {
  await story.anew();
});

const sql = (text: string, values: readonly unknown[] = []): Promise<unknown> => open.database.query(text, [...values]);

describe('whoever went on after they were missed', () => {
  const other = async (person: Holder): Promise<unknown> =>
    sql(
      `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at) values ($1, $2, 1, 'booked', 1, app_now())`,
      [
        await giveWindow(open, { provider: story.provider, opensOn: '2027-01-15', name: 'January' }),
        person.enrolmentId,
      ],
    );
  const cases: Readonly<Record<string, readonly [(person: Holder) => Promise<unknown>, string]>> = {
    'has another place': [other, 'They have a place in January now'],
    lapsed: [
      (person) => sql(`update enrolment set state = 'lapsed' where id = $1`, [person.enrolmentId]),
      'Their time to present has run out meanwhile. Extend their clock first',
    ],
    'is deferred': [
      (person) => sql(`update enrolment set state = 'deferred' where id = $1`, [person.enrolmentId]),
      'Their assessment is deferred now',
    ],
    withdrew: [
      (person) => sql(`update enrolment set state = 'withdrawn' where id = $1`, [person.enrolmentId]),
      'They have withdrawn',
    ],
    'is on another attempt': [
      (person) =>
        sql(
          `update enrolment set state = 'resubmitting', attempt_no = 2, resubmit_by = '2027-05-01', resubmit_by_why = 'so'
           where id = $1`,
          [person.enrolmentId],
        ),
      'They have gone on to another attempt',
    ],
    'would go over the long stop': [
      (person) => sql(`update enrolment set long_stop = '2026-11-15' where id = $1`, [person.enrolmentId]),
      'after their long stop, 15 November 2026',
    ],
    'would close in a deferral': [
      (person) =>
        sql(
          `insert into deferral (enrolment_id, reason, from_date, to_date, decided_by, decided_at)
           values ($1, 'other', '2026-11-16', '2026-12-16', $2, app_now())`,
          [person.enrolmentId, story.lead.signInId],
        ),
      'in their deferral, which begins on 16 November 2026',
    ],
    'has lost their seat': [
      () => sql(`update assessment_window set capacity = 1 where id = $1`, [story.windowId]),
      'the window has no other left',
    ],
  };

  it.each(Object.keys(cases))(
    'and %s is named in the review with the reason, and nothing of theirs is touched',
    async (name) => {
      const [goOn, words] = cases[name] ?? [() => Promise.resolve(), ''];
      const [back, gone] = [await story.hold(), await story.hold()];
      await story.closeThenFail(back, gone);
      await goOn(gone);
      const before = await story.recordOf(gone);
      const effect = await story.effect();
      expect(effect.reinstated.map((person) => person.name)).toEqual([back.name]);
      expect(effect.barred).toMatchObject([{ name: gone.name }]);
      expect(effect.barred[0]?.why).toContain(words);
      const query = new URLSearchParams(story.wish('60')).toString();
      expect((await visit(open, story.lead, `/failures/form?${query}`)).text).toContain(words);
      expect((await story.declare()).json()).toMatchObject({ extended: 1, reinstated: 1 });
      expect(await story.recordOf(gone)).toEqual(before);
      expect(await story.lettersTo(gone)).toHaveLength(1);
      expect(await story.stateOf(back)).toBe('confirmed');
    },
  );

  it('between the review and the act, it is looked at again', async () => {
    const [back, gone] = [await story.hold(), await story.hold()];
    await story.closeThenFail(back, gone);
    const seen = await story.seen();
    await other(gone);
    expect(codeOf(await story.declare('60', 'Late', seen))).toBe('failure-effect-has-changed');
    expect([await story.stateOf(back), await story.stateOf(gone)]).toEqual(['no-show', 'no-show']);
  });

  it('is said to be in the way where nobody is left; a lapsed one gets the place back once their clock is extended', async () => {
    const one = await story.hold('nothing', null, '2025-05-16');
    await story.closeThenFail(one);
    await open.holdClock('2026-11-17T09:00:00Z');
    await open.app.get(SweepEnrolments, { strict: false }).run('job:enrolment.sweep');
    expect((await enrolmentNow(open, one)).state).toBe('lapsed');
    const minutes = String(48 * 60);
    const refused = await story.look(minutes);
    expect(codeOf(refused)).toBe('nobody-can-be-given-time');
    expect(refused.problems[0]).toContain(`${one.name}: Their time to present has run out meanwhile`);
    const address = `/enrolments/${one.enrolmentId}/extension`;
    const shown = (await api(open, story.lead, `${address}?days=14`)).json() as { effect: { presentBy: string } };
    const seenPresentBy = shown.effect.presentBy;
    const extended = await api(open, story.lead, address, { days: '14', reason: 'Our failure', seenPresentBy });
    expect(extended.status).toBe(200);
    expect((await story.declare(minutes)).json()).toMatchObject({ reinstated: 1 });
    expect(await story.recordOf(one)).toMatchObject({ state: 'confirmed', enrolment: 'active', drafts: ['draft'] });
    expect(await story.closingOf(one)).toBe('2026-11-18T12:00:00Z');
  });

  it('has no place in a window whose decisions are frozen', async () => {
    const one = await story.hold();
    await story.closeThenFail(one);
    await sql(
      `insert into moderation_batch (window_id, framework_version, state, policy) values ($1, $2, 'frozen', '{}')`,
      [story.windowId, one.frameworkVersion],
    );
    const refused = await story.look();
    expect(codeOf(refused)).toBe('nobody-can-be-given-time');
    expect(refused.problems[0]).toContain('frozen for moderation');
    await sql(`delete from moderation_batch where window_id = $1`, [story.windowId]);
  });
});
