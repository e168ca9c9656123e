import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { FileStore } from '../storage/index.js';
import { Handles } from './job.js';

/** An unfinished upload can be gone on with for a week; see `keepMs` of platform/upload. */
const weekMs = 7 * 24 * 3_600 * 1_000;

/**
 * Takes away what was only needed for a while: work and news that are done, answers kept for retries, uploads nobody went
 * on with. By the database's real clock, since a demo clock that is moved must not age what is still under way.
 */
@Injectable()
export class TidyJobs {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  @Handles('platform.tidy')
  async tidy(): Promise<void> {
    await this.database.query(
      `delete from work_item where state = 'done' and finished_at < clock_timestamp() - interval '7 days'`,
    );
    await this.database.query(`delete from outbox where dispatched_at < clock_timestamp() - interval '7 days'`);
    await this.database.query(`delete from answered_request where at < clock_timestamp() - interval '2 days'`);
    await this.sweepUploads(weekMs);
  }

  /**
   * Uploads that nobody wrote to for `idleMs`: parts that were never put together, and what came whole and was not wanted any
   * more. Gives how many pieces went.
   */
  async sweepUploads(idleMs: number): Promise<number> {
    return this.store.sweepIncoming(idleMs);
  }
}
