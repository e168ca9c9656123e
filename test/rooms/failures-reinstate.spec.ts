import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { detectInvariants } from '../../src/platform/database/detect-invariants.js';
import { api, visit } from '../support/browse.js';
import type { TestApp } from '../support/app.js';
import { enrolmentNow } from '../support/story/enrolment.js';
import { codeOf, Failing, half, type Holder } from '../support/story/failing.js';

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

const submit = async (person: Holder): Promise<string> =>
  codeOf(await api(open, person, '/submission', { manifestHash: 'x' }));
const sql = (text: string, values: readonly unknown[] = []): Promise<unknown> => open.database.query(text, [...values]);
const missed = { state: 'no-show', seated: false, extended: null, enrolment: 'active', drafts: ['no-show'] };

describe('a failure that is declared after the window closed', () => {
  it('shows who gets their place back, and gives place, draft, time and charge back in one act, with one letter', async () => {
    const [one, adjusted] = [await story.hold(), await story.hold('nothing', '2026-11-20T12:00:00Z')];
    await story.closeThenFail(one);
    expect(await story.recordOf(one)).toEqual({
      ...missed,
      charges: [{ pence: 100_00, waived: null, refunded: null }],
    });
    const effect = await story.effect();
    expect(effect.reinstated).toMatchObject([
      { name: one.name, closesAt: '2026-11-16T13:00:00Z', charged: { pence: 100_00, isPaid: false } },
    ]);
    expect([effect.extended.map(({ name }) => name), effect.barred]).toEqual([[adjusted.name], []]);
    const query = new URLSearchParams(story.wish('60')).toString();
    const { text } = await visit(open, story.lead, `/failures/form?${query}`);
    expect(text).toContain('2 people get more time');
    expect(text).toContain('1 of them gets their place back');
    expect(text).toContain('£100.00, open: waived');
    expect(await story.stateOf(one)).toBe('no-show');

    const declared = await story.declare();
    expect(declared.json()).toMatchObject({ extended: 2, reinstated: 1 });
    expect(await story.recordOf(one)).toEqual({
      state: 'confirmed',
      seated: true,
      extended: new Date('2026-11-16T13:00:00Z'),
      enrolment: 'active',
      drafts: ['draft'],
      charges: [{ pence: 100_00, waived: 'The database was away', refunded: null }],
    });
    expect((await enrolmentNow(open, one)).unpaidPence).toBe(0);
    const [, told, ...more] = await story.lettersTo(one);
    expect(more).toEqual([]);
    expect(told).toContain('closes for you on Monday 16 November 2026 at 1pm');
    expect(told).toContain('your place is yours again, and your draft is open as you left it');
    expect(told).toContain('You do not owe the charge of £100.00');
    expect((await story.lettersTo(adjusted)).join()).not.toContain('yours again');
    const { id } = declared.json() as { id: string };
    expect((await visit(open, story.lead, `/failures/${id}`)).text).toContain('which was a no-show by then');
    const journal = await sql(
      `select act, from_state as "from", to_state as "to", why from journal_entry
       where act in ('booking.reinstated', 'submission.reinstate', 'charge.waived') and at >= $1 order by act`,
      [half],
    );
    expect(journal).toEqual([
      { act: 'booking.reinstated', from: 'no-show', to: 'confirmed', why: 'The database was away' },
      { act: 'charge.waived', from: null, to: null, why: 'The database was away' },
      { act: 'submission.reinstate', from: 'no-show', to: 'draft', why: null },
    ]);
    // In time: what is in the way is what is in the draft, and no closing.
    await open.holdClock('2026-11-16T12:59:59Z');
    expect(await submit(one)).toBe('changed-meanwhile');
    await open.holdClock('2026-11-16T13:00:00Z');
    expect(await submit(one)).toBe('window-has-closed');
  });

  it('opens a closed window again until they are over; who misses it again is charged and told again', async () => {
    const one = await story.hold();
    await story.closeThenFail(one);
    expect(await story.isClosed()).toBe(true);
    await story.declare();
    expect(await story.isClosed()).toBe(false);
    await open.holdClock('2026-11-16T12:59:59Z');
    await story.close();
    expect([await story.stateOf(one), await story.isClosed()]).toEqual(['confirmed', false]);
    await open.holdClock('2026-11-16T13:00:00Z');
    await story.close();
    await story.close();
    expect(await story.isClosed()).toBe(true);
    expect(await story.recordOf(one)).toMatchObject({
      state: 'no-show',
      drafts: ['no-show'],
      charges: [{ waived: 'The database was away' }, { pence: 100_00, waived: null }],
    });
    const letters = await story.lettersTo(one);
    expect(letters.filter((body) => body.includes('closed without a submission'))).toHaveLength(2);
    expect((await enrolmentNow(open, one)).unpaidPence).toBe(100_00);
  });

  it('pays back a charge that was paid, and leaves alone one that a lead had waived', async () => {
    const [paid, waived] = [await story.hold(), await story.hold()];
    await story.closeThenFail(paid, waived);
    await sql(`update charge set settled_at = app_now() where booking_id = $1`, [paid.bookingId]);
    await sql(`update charge set waived_at = app_now(), waive_reason = 'Ill' where booking_id = $1`, [
      waived.bookingId,
    ]);
    await story.declare();
    expect((await story.recordOf(paid))['charges']).toMatchObject([
      { waived: null, refunded: 'The database was away' },
    ]);
    expect((await story.recordOf(waived))['charges']).toMatchObject([{ waived: 'Ill', refunded: null }]);
    expect((await story.lettersTo(paid)).join()).toContain('We pay back the £100.00 that you paid for it');
    expect((await story.lettersTo(waived)).at(-1)).not.toContain('£');
  });

  it('by fifty at once has one effect', async () => {
    const people = [await story.hold(), await story.hold(), await story.hold()];
    await story.closeThenFail(...people);
    const seen = await story.seen();
    const answers = await Promise.all(Array.from({ length: 50 }, () => story.declare('60', 'Once', seen)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const person of people) {
      expect(await story.lettersTo(person)).toHaveLength(2);
      expect(await story.recordOf(person)).toMatchObject({
        state: 'confirmed',
        drafts: ['draft'],
        charges: [{ waived: 'Once' }],
      });
    }
    const entries = await open.database.one(
      `select count(*)::int as n from journal_entry where act = 'booking.reinstated' and aggregate_id = any($1)`,
      [people.map(({ bookingId }) => bookingId)],
    );
    expect(entries).toEqual({ n: 3 });
  });

  it('against the closing job: looked at while nobody was missed, it is refused once somebody is; either way nobody is lost', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      await story.anew();
      const people = [await story.hold(), await story.hold()];
      // Over for an hour and a half before the end: nobody is held back, and their time was running.
      await story.fail('2026-11-16T10:00:00Z', '2026-11-16T10:30:00Z');
      await open.holdClock(half);
      const more = { fromTime: '10:00', untilTime: '10:30' };
      const { seen } = (await story.look('60', more)).json() as { seen: string };
      const wish = { ...story.wish('60', more), reason: 'Race', seen };
      const [declared] = await Promise.all([api(open, story.lead, '/failures', wish), story.close()]);
      outcomes.add(declared.status === 200 ? 'declared' : codeOf(declared));
      if (declared.status !== 200) {
        for (const person of people) expect(await story.stateOf(person)).toBe('no-show');
        const again = (await story.look('60', more)).json() as { seen: string };
        const second = await api(open, story.lead, '/failures', { ...wish, seen: again.seen });
        expect(second.json()).toMatchObject({ reinstated: 2 });
      }
      for (const person of people) {
        expect([await story.stateOf(person), await story.closingOf(person)]).toEqual([
          'confirmed',
          '2026-11-16T13:00:00Z',
        ]);
        expect((await enrolmentNow(open, person)).unpaidPence).toBe(0);
      }
    }
    expect([...outcomes].filter((one) => one !== 'declared' && one !== 'failure-effect-has-changed')).toEqual([]);
  });
});

describe('what the database holds of no-shows', () => {
  it('gives none back, and opens no draft of one, but by a declared failure', async () => {
    const one = await story.hold();
    await story.closeThenFail(one);
    for (const state of ['confirmed', 'booked', 'used'])
      await expect(
        sql(`update booking set state = $2, seat = 1 where id = $1`, [one.bookingId, state]),
      ).rejects.toThrow('no declared failure gives it back');
    await expect(
      sql(
        `update submission set state = 'draft' where attempt_id in (select id from attempt where enrolment_id = $1)`,
        [one.enrolmentId],
      ),
    ).rejects.toThrow('no declared failure opens it again');
  });

  it('was never broken by any of this', async () => {
    const ours = /declared failure|not used|given back/;
    expect((await detectInvariants(open.database)).filter(({ invariant }) => ours.test(invariant))).toEqual([]);
  });
});
