import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../database/database.js';

/** How the demo clock stands: the instant it shows, and whether it was moved from the real one. */
export interface ClockReading {
  readonly now: Temporal.Instant;
  readonly moved: boolean;
}

/** The one clock: the database's, so that every process agrees. A transaction reads it through `transaction.now()`. */
@Injectable()
export class Clock {
  constructor(private readonly database: Database) {}

  async now(): Promise<Temporal.Instant> {
    return this.database.now();
  }

  async read(): Promise<ClockReading> {
    const row = await this.database.one<{ ms: string; moved: boolean }>(
      `select extract(epoch from app_now()) * 1000 as ms, exists (select from demo_clock) as moved`,
    );
    return { now: Temporal.Instant.fromEpochMilliseconds(Math.trunc(Number(row.ms))), moved: row.moved };
  }

  /** Moves the demo clock forward to `instant`; never back, since what was recorded stays in order. False where it would. */
  async moveTo(instant: Temporal.Instant, on: Pick<Transaction, 'query'> = this.database): Promise<boolean> {
    const rows = await on.query(
      `insert into demo_clock (ahead) select $1::timestamptz - clock_timestamp() where $1::timestamptz > app_now()
       on conflict (only_row) do update set ahead = excluded.ahead, held_at = null returning 1`,
      [instant.toString()],
    );
    return rows.length > 0;
  }
}
