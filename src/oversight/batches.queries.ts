import type { Sample } from '#libs/sampling';
import type { Transaction } from '../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

export const pageSize = 50;

/** A moderated batch as the quality agent lists it. */
export interface OverseenBatch {
  readonly id: string;
  readonly windowName: string;
  readonly providerName: string;
  readonly state: 'confirmed' | 'cleared';
  readonly confirmedAt: Date;
  readonly decisions: number;
  readonly sample: Sample | null;
}

/** Confirmed and cleared batches of every provider, newest first, after the one named. One statement. */
export async function overseenBatches(reads: Reads, after?: string): Promise<OverseenBatch[]> {
  return reads.query<OverseenBatch>(
    `select b.id, w.name as "windowName", p.name as "providerName", b.state, b.confirmed_at as "confirmedAt",
            jsonb_array_length(b.frame -> 'items') as decisions, b.sample
     from moderation_batch b join assessment_window w on w.id = b.window_id join provider p on p.id = w.provider_id
     where b.state in ('confirmed', 'cleared')
       and ($1::uuid is null or (b.confirmed_at, b.id) < (select confirmed_at, id from moderation_batch where id = $1))
     order by b.confirmed_at desc, b.id desc limit ${pageSize}`,
    [after ?? null],
  );
}
