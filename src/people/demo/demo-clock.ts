import { Injectable } from '@nestjs/common';
import { isInChangeHour } from '#libs/calendar';
import { refuse, type Result } from '#libs/refusal';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import type { Visitor } from '../../platform/web/visitor.js';

/** An instant worth going to: when something happens by itself. */
export interface ClockStop {
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The demonstration's clock: where it may go, and moving it. */
@Injectable()
export class DemoClock {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The next instants at which a window does something, soonest first. Windows belong to the room enrolment, to the
   * right: only their dates are read here, and only for the demonstration.
   */
  async stops(): Promise<ClockStop[]> {
    const rows = await this.database.query<{ text: string; at: Date }>(
      `select text, at from assessment_window w, lateral (values
         ('Booking opens for ' || w.name, w.booking_opens_at),
         ('Booking closes for ' || w.name, w.booking_closes_at),
         (w.name || ' opens', w.opens_at),
         (w.name || ' closes', w.closes_at)) as edge (text, at)
       where at > (select app_now()) order by at, text limit 6`,
    );
    return rows.map(({ text, at }) => ({ text, at: instantOf(at).toString() }));
  }

  /** Moves the clock on to `instant`. Refuses `clock-goes-forward`: what was recorded stays in order. */
  async move(visitor: Visitor, instant: Temporal.Instant): Promise<Result<{ now: string }, 'clock-goes-forward'>> {
    return this.database.transact(visitor.actor, async (tx) => {
      const from = await tx.now();
      if (!(await this.clock.moveTo(instant, tx))) return refuse('clock-goes-forward', {}, 'date');
      await tx.journal({
        aggregate: 'demo-clock',
        id: 'demo-clock',
        act: 'clock.moved',
        facts: { from: from.toString(), to: instant.toString() },
      });
      // Everything that fell due on the way is looked for at once.
      await tx.query(`select pg_notify('work', '')`);
      return { now: instant.toString() };
    });
  }
}

/** What a person typed as day and time of day in London, as an instant; `clock-not-a-time` where it is none. */
export function typedInstant(date: string, time: string): Result<Temporal.Instant, 'clock-not-a-time'> {
  try {
    const civil = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
    if (isInChangeHour(civil.toPlainTime())) return refuse('clock-not-a-time', {}, 'time');
    return civil.toZonedDateTime('Europe/London').toInstant();
  } catch {
    return refuse('clock-not-a-time', {}, 'date');
  }
}
