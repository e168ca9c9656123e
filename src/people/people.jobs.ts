import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Handles, type Work } from '../platform/jobs/job.js';
import { ApplyPlanned } from './provider/planned-settings.js';
import { sessionLife } from './session.js';

/** What is kept no longer than it is needed. */
@Injectable()
export class PeopleJobs {
  constructor(
    private readonly database: Database,
    private readonly applyPlanned: ApplyPlanned,
  ) {}

  /** What a provider planned for today. */
  @Handles('people.apply-settings')
  async applySettings(work: Work): Promise<void> {
    await this.applyPlanned.run(work.actor);
  }

  /** Tries of signing in for a day (they hold addresses), sessions and links until they open nothing. */
  @Handles('people.forget')
  async forget(): Promise<void> {
    await this.database.query(`delete from sign_in_try where at < clock_timestamp() - interval '1 day'`);
    await this.database.query(
      `delete from web_session where created_at < clock_timestamp() - interval '${sessionLife.absoluteHours} hours'
          or last_seen_at < clock_timestamp() - interval '${sessionLife.idleMinutes} minutes'`,
    );
    await this.database.query(`delete from invitation where expires_at < clock_timestamp() - interval '30 days'`);
  }
}
