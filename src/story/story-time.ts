import { londonDate } from '#libs/calendar';
import type { Database } from '../platform/database/database.js';

/** What the clock orders that the story waits for, each at least once after every move of the clock. */
const sweeps = ['booking.confirm-by', 'enrolment.sweep', 'submission.close-windows'];

/**
 * The story's time. It lies in the past: the demonstration's clock is set back once, goes forward from day to day, and is
 * taken away at the end, so that nothing that happened lies ahead of what the clock then shows. Days count from the day
 * of the planting: -300 is three hundred days before it.
 */
export class StoryTime {
  private constructor(
    private readonly database: Database,
    /** The day of the planting, in London. */
    readonly today: Temporal.PlainDate,
    private readonly wasCutOff: boolean,
  ) {}

  /** Sets the clock back, or finds it where an earlier planting was cut off. */
  static async begin(database: Database, firstDay: number): Promise<StoryTime> {
    const begun = await database.transact('job:story', async (tx) => {
      const [before] = await tx.query<{ today: string }>(
        `select facts ->> 'today' as today from journal_entry where aggregate = 'story' and act = 'story.begun'`,
      );
      if (before) return before;
      const [real] = await tx.query<{ ms: string }>(`select extract(epoch from clock_timestamp()) * 1000 as ms`);
      const today = londonDate(Temporal.Instant.fromEpochMilliseconds(Math.trunc(Number(real?.ms))));
      const first = at(today, firstDay, '07:00');
      await tx.query(
        `insert into demo_clock (ahead) values ($1::timestamptz - clock_timestamp())
         on conflict (only_row) do update set ahead = excluded.ahead, held_at = null`,
        [first.toString()],
      );
      await tx.journal({ aggregate: 'story', id: 'story', act: 'story.begun', facts: { today: today.toString() } });
      return { today: today.toString(), isNew: true };
    });
    return new StoryTime(database, Temporal.PlainDate.from(begun.today), !('isNew' in begun));
  }

  /** An earlier planting that was cut off may have lost a sweep: another hour has another one. */
  async catchUp(): Promise<void> {
    if (this.wasCutOff) await this.advance((await this.database.now()).add({ minutes: 61 }));
  }

  day(days: number): Temporal.PlainDate {
    return this.today.add({ days });
  }

  /** Goes to a day and waits until what was due by then is done; where the clock is there already it stays. */
  async goTo(days: number, time = '10:00'): Promise<void> {
    await this.advance(at(this.today, days, time));
  }

  /** Waits until nothing that is due is waiting or running. Work that failed ends the planting, with its reason. */
  async settle(since?: string): Promise<void> {
    const deadline = performance.now() + 120_000;
    for (;;) {
      const { open, failed, swept } = await this.database.one<{ open: number; failed: string | null; swept: number }>(
        `select (select count(*)::int from work_item where state in ('waiting', 'running') and due_at <= app_now())
              + (select count(*)::int from outbox where dispatched_at is null) as open,
                (select string_agg(kind || ': ' || coalesce(reason, ''), '; ') from work_item
                 where state = 'failed') as failed,
                (select count(distinct kind)::int from work_item
                 where kind = any($1) and state = 'done' and created_at >= $2::timestamptz) as swept`,
        [sweeps, since ?? null],
      );
      if (failed) throw new Error(`Work of the story failed: ${failed}`);
      if (open === 0 && (since === undefined || swept === sweeps.length)) return;
      if (performance.now() > deadline) throw new Error(`${open} pieces of work are still open after two minutes`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** The clock shows the real time again. */
  async end(): Promise<void> {
    await this.database.query(`delete from demo_clock`);
    await this.database.query(`select pg_notify('work', '')`);
    await this.settle();
  }

  private async advance(instant: Temporal.Instant): Promise<void> {
    const [moved] = await this.database.query<{ since: string }>(
      `update demo_clock set ahead = $1::timestamptz - clock_timestamp() where $1::timestamptz > app_now()
       returning clock_timestamp()::text as since`,
      [instant.toString()],
    );
    if (!moved) return this.settle();
    await this.database.query(`select pg_notify('work', '')`);
    await this.settle(moved.since);
  }
}

function at(today: Temporal.PlainDate, days: number, time: string): Temporal.Instant {
  return today
    .add({ days })
    .toZonedDateTime({ timeZone: 'Europe/London', plainTime: Temporal.PlainTime.from(time) })
    .toInstant();
}
