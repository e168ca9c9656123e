import { CloseWindows } from '../../../src/submission/index.js';
import { openTestApp, type TestApp } from '../app.js';
import { api, type Answer } from '../browse.js';
import { enrolmentNow, giveEnrolled, giveWindow, type Enrolled } from './enrolment.js';
import { givePerson, type Person } from './people.js';
import { workOf } from '../work.js';

/** A person with a place in the window of the story. */
export type Holder = Enrolled & { readonly bookingId: string };

// A window from Monday 2 to Monday 16 November 2026, noon. The service fails from 11:50 to 12:20 on its last day.
const failed = { fromDay: '2026-11-16', fromTime: '11:50', untilDay: '2026-11-16', untilTime: '12:20' };
/** Half an hour after the window's own closing. */
export const half = '2026-11-16T12:30:00Z';

const work = workOf('submission.close-windows');

/** What a review of a declaration shows. */
export interface EffectShown {
  readonly extended: readonly { readonly name: string }[];
  readonly reinstated: readonly { readonly name: string; readonly closesAt: string; readonly charged: unknown }[];
  readonly barred: readonly { readonly name: string; readonly why: string }[];
}

export const codeOf = (answer: Answer): string => (answer.json() as { code: string }).code;

/** One provider with a window in November, a lead, and a service that fails at its end; the closing is run by hand. */
export class Failing {
  provider = '';
  windowId = '';
  lead!: Person;
  private providers = 0;
  private seats = 0;

  private constructor(readonly open: TestApp) {}

  static async begin(): Promise<Failing> {
    const open = await openTestApp();
    await open.holdClock('2026-11-03T10:00:00Z');
    // A timetable would close what a test has still to look at.
    await open.stopWork();
    return new Failing(open);
  }

  async end(): Promise<void> {
    await this.open.close();
  }

  /** Another provider, window and lead; nothing has failed, and nothing of an earlier test waits to be accepted. */
  async anew(window: { readonly capacity?: number } = {}): Promise<void> {
    const { open } = this;
    this.provider = `F${(this.providers += 1)}`;
    this.seats = 0;
    await open.holdClock('2026-11-03T10:00:00Z');
    this.lead = await givePerson(open, { roles: ['lead'], provider: this.provider });
    this.windowId = await giveWindow(open, {
      provider: this.provider,
      opensOn: '2026-11-02',
      name: 'November',
      ...window,
    });
    await open.database.query(`delete from outage`);
    await open.database.query(`update submission set state = 'withdrawn' where state = 'submitted'`);
  }

  async fail(from = '2026-11-16T11:50:00Z', until = '2026-11-16T12:20:00Z'): Promise<void> {
    await this.open.database.query(
      `insert into outage (part, began_at, ended_at, seen_by) values ('database', $1, $2, '{a,b}')`,
      [from, until],
    );
  }

  /** Somebody with a place in the window; `state` of a submission puts it there as if they had handed in, or taken it back. */
  async hold(
    state: 'nothing' | 'submitted' | 'draft again' = 'nothing',
    personal: string | null = null,
    startDate = '2025-10-01',
  ): Promise<Holder> {
    const { database } = this.open;
    const person = await giveEnrolled(this.open, { provider: this.provider, startDate });
    this.seats += 1;
    const row = await database.one<{ id: string }>(
      `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at, personal_closes_at)
       values ($1, $2, 1, $3, $4, app_now() + make_interval(secs => $4::integer), $5) returning id`,
      [this.windowId, person.enrolmentId, state === 'nothing' ? 'confirmed' : 'used', this.seats, personal],
    );
    const attempt = await database.one<{ id: string }>(
      `insert into attempt (enrolment_id, no, scope, opened_at) values ($1, 1, '[]', app_now()) returning id`,
      [person.enrolmentId],
    );
    await database.query(
      `insert into submission (attempt_id, booking_id, state, framework_version, submitted_at, first_submitted_at, manifest, manifest_hash)
       values ($1, $2, case when $3 = 'submitted' then 'submitted' else 'draft' end, $4,
               case when $3 = 'submitted' then app_now() end, case when $3 = 'submitted' then app_now() end,
               case when $3 = 'submitted' then '{"items": []}'::jsonb end, case when $3 = 'submitted' then repeat('0', 64) end)`,
      [attempt.id, row.id, state, person.frameworkVersion],
    );
    return { ...person, bookingId: row.id };
  }

  wish(minutes: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return { window: this.windowId, ...failed, minutes, ...more };
  }

  look(minutes = '60', more: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return api(this.open, this.lead, `/failures/form?${new URLSearchParams(this.wish(minutes, more)).toString()}`);
  }

  async seen(minutes = '60'): Promise<string> {
    return ((await this.look(minutes)).json() as { seen: string }).seen;
  }

  async declare(minutes = '60', reason = 'The database was away', seen?: string): Promise<Answer> {
    const wish = { ...this.wish(minutes), reason, seen: seen ?? (await this.seen(minutes)) };
    return api(this.open, this.lead, '/failures', wish);
  }

  /** The closing job, once. */
  close(): Promise<void> {
    return this.open.app.get(CloseWindows, { strict: false }).run(work);
  }

  async closingOf(person: Enrolled): Promise<string | undefined> {
    return (await enrolmentNow(this.open, person)).booking?.closesAt.toString();
  }

  async stateOf({ bookingId }: Holder): Promise<string> {
    return (await this.open.database.one<{ state: string }>(`select state from booking where id = $1`, [bookingId]))
      .state;
  }

  async lettersTo(person: Person): Promise<string[]> {
    const letters = await this.open.database.query<{ body: string }>(
      `select body from mail_message where to_address = $1 order by composed_at, key`,
      [person.email],
    );
    return letters.map(({ body }) => body);
  }

  async isClosed(): Promise<boolean> {
    return (
      await this.open.database.one<{ closed: boolean }>(
        `select closed_at is not null as closed from assessment_window where id = $1`,
        [this.windowId],
      )
    ).closed;
  }

  /** The window closes at noon as if nothing had been; that the service had failed is known half an hour later. */
  async closeThenFail(...people: readonly Holder[]): Promise<void> {
    await this.open.holdClock(half);
    await this.close();
    for (const person of people)
      if ((await this.stateOf(person)) !== 'no-show') throw new Error(`${person.name} was not missed`);
    await this.fail();
  }

  async effect(minutes = '60'): Promise<EffectShown> {
    return ((await this.look(minutes)).json() as { effect: EffectShown }).effect;
  }

  /** All that a reinstatement touches of one person. */
  async recordOf({ bookingId }: Holder): Promise<Record<string, unknown>> {
    return this.open.database.one(
      `select b.state, b.seat is not null as seated, b.extended_closes_at as extended, e.state as enrolment,
              (select json_agg(s.state order by s.version, s.id) from submission s join attempt a on a.id = s.attempt_id
               where a.enrolment_id = e.id) as drafts,
              (select json_agg(json_build_object('pence', pence, 'waived', waive_reason, 'refunded', refund_reason) order by at)
               from charge where booking_id = b.id) as charges
       from booking b join enrolment e on e.id = b.enrolment_id where b.id = $1`,
      [bookingId],
    );
  }
}
