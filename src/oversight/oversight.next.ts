import { Injectable } from '@nestjs/common';
import { londonDate, warnOfTableEnd } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';
import { bankHolidaysFrom, bankHolidaysSql, type BankHolidaysJson } from '../qualification/index.js';

/** What is next for the quality agent, and for whoever should know that the journal was touched. */
@Injectable()
export class OversightNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async next({ roles }: Visitor): Promise<NextThing[]> {
    const isAgent = roles.includes('qa-agent');
    if (!isAgent && !roles.includes('lead') && !roles.includes('administrator')) return [];
    const [row] = await this.database.query<{
      batches: number;
      touched: string | null;
      now: Date;
      holidays: BankHolidaysJson;
    }>(
      `select (select count(*)::int from moderation_batch where state in ('confirmed', 'cleared')) as batches,
              (select facts ->> 'touched' from journal_entry
               where aggregate = 'journal' and aggregate_id = 'verification' and act = 'journal.verified'
               order by seq desc limit 1) as touched, app_now() as now, ${bankHolidaysSql} as holidays`,
    );
    const things: NextThing[] = [];
    if (row?.touched)
      things.push({
        text: 'Look into the journal: it was touched',
        href: '/journal/verification',
        dueAt: null,
        detail: row.touched,
      });
    const warning = row && !isAgent && warnOfTableEnd(bankHolidaysFrom(row.holidays), londonDate(instantOf(row.now)));
    if (warning)
      things.push({
        text: roles.includes('administrator')
          ? 'Add the next year of bank holidays'
          : 'The bank holidays need their next year',
        href: '/bank-holidays',
        dueAt: null,
        detail: warning,
      });
    if (isAgent && row && row.batches > 0)
      things.push({
        text:
          row.batches === 1
            ? 'Look at the sample of a moderated batch'
            : `Look at the samples of ${row.batches} moderated batches`,
        href: '/oversight',
        dueAt: null,
      });
    return things;
  }
}
