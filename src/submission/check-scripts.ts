import { Injectable } from '@nestjs/common';
import type { Work } from '../platform/jobs/job.js';
import { Database } from '../platform/database/database.js';
import { StoreAway } from '../platform/storage/index.js';
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

  /**
   * Restartable at any point. Throws where the store is away: the queue tries again, and goes on where this ended. A script
   * that cannot be looked at keeps no other from it, and is named when all were.
   */
  async run(work: Work): Promise<void> {
    const { due: total } = await this.database.one<{ due: number }>(`select count(*)::int as due ${this.due}`);
    const failed: string[] = [];
    let after = '';
    for (let done = 0; ; done += atOnce) {
      const rows = await this.database.query<{ number: string }>(
        `select sc.number ${this.due} and sc.number > $1 order by sc.number limit ${atOnce}`,
        [after],
      );
      if (rows.length === 0) break;
      const looked: string[] = [];
      for (const { number } of rows) {
        const why = await this.lookAt(work.actor, number);
        if (why === null) looked.push(number);
        else failed.push(`${number}: ${why}`);
      }
      await this.database.query(
        `insert into script_check (script_number, checked_at) select unnest($1::text[]), app_now()
         on conflict (script_number) do update set checked_at = excluded.checked_at`,
        [looked],
      );
      after = rows.at(-1)?.number ?? after;
      await work.progress(Math.min(done + rows.length, total), total, 'scripts looked at');
    }
    if (failed.length > 0) throw new Error(`Not looked at: ${failed.slice(0, 10).join('; ')}`);
  }

  /** Null where it was looked at, whatever was found; otherwise why it was not. */
  private async lookAt(actor: string, number: string): Promise<string | null> {
    try {
      await this.integrity.refusal(actor, number);
      return null;
    } catch (error) {
      if (error instanceof StoreAway) throw error;
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** SQL: scripts that can still matter and were not looked at this night. */
  private readonly due = `from script sc left join script_check c on c.script_number = sc.number
    where sc.accepted_at > (select app_now()) - ${untilOld}
      and (c.checked_at is null or c.checked_at < (select app_now()) - ${againAfter})`;
}
