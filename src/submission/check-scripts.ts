import { Injectable } from '@nestjs/common';
import type { Work } from '../platform/jobs/job.js';
import { Database } from '../platform/database/database.js';
import { ScriptIntegrity } from './script-integrity.js';

/** In one go, so that a night that is cut off loses at most so many. */
const atOnce = 100;
/** A look begun at night is not begun again before the next one, whatever the hour it ended at. */
const againAfter = `interval '20 hours'`;
/** Scripts older than this are not judged, changed or appealed any more: eighteen months, and the appeal after them. */
const untilOld = `interval '24 months'`;

/**
 * Looks at every script whether it is what was frozen, also those that nobody opens: what was changed is found before an
 * appeal asks for it. What is found is written down as by any other look, and stands on the leads' list.
 */
@Injectable()
export class CheckScripts {
  constructor(
    private readonly database: Database,
    private readonly integrity: ScriptIntegrity,
  ) {}

  /** Restartable at any point. Throws where the store is away: the queue tries again, and goes on where this ended. */
  async run(work: Work): Promise<void> {
    const { due: total } = await this.database.one<{ due: number }>(`select count(*)::int as due ${this.due}`);
    for (let done = 0; ; done += atOnce) {
      const rows = await this.database.query<{ number: string }>(
        `select sc.number ${this.due} order by c.checked_at nulls first, sc.number limit ${atOnce}`,
      );
      if (rows.length === 0) return;
      for (const { number } of rows) await this.integrity.refusal(work.actor, number);
      await this.database.query(
        `insert into script_check (script_number, checked_at) select unnest($1::text[]), app_now()
         on conflict (script_number) do update set checked_at = excluded.checked_at`,
        [rows.map(({ number }) => number)],
      );
      await work.progress(Math.min(done + rows.length, total), total, 'scripts looked at');
    }
  }

  /** SQL: scripts that can still matter and were not looked at this night. */
  private readonly due = `from script sc left join script_check c on c.script_number = sc.number
    where sc.accepted_at > (select app_now()) - ${untilOld}
      and (c.checked_at is null or c.checked_at < (select app_now()) - ${againAfter})`;
}
