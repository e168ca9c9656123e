import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';

/** What is next for the quality agent, and for whoever should know that the journal was touched. */
@Injectable()
export class OversightNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async next({ roles }: Visitor): Promise<NextThing[]> {
    const isAgent = roles.includes('qa-agent');
    if (!isAgent && !roles.includes('lead') && !roles.includes('administrator')) return [];
    const [row] = await this.database.query<{ batches: number; touched: string | null }>(
      `select (select count(*)::int from moderation_batch where state in ('confirmed', 'cleared')) as batches,
              (select facts ->> 'touched' from journal_entry
               where aggregate = 'journal' and aggregate_id = 'verification' and act = 'journal.verified'
               order by seq desc limit 1) as touched`,
    );
    const things: NextThing[] = [];
    if (row?.touched)
      things.push({
        text: 'Look into the journal: it was touched',
        href: '/journal/verification',
        dueAt: null,
        detail: row.touched,
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
