import { chainNext } from '#libs/ledger';
import { type ChainEnd, entryAfter, type JournalEntry } from './write-entry.js';

type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/**
 * Begins the chains of many things that were made just now, in one statement: the first act of each, as `writeEntry`
 * would write it. A thing that has a chain already meets the unique (aggregate, id, seq) and the transaction fails.
 */
export async function writeFirstEntries(query: Query, actor: string, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const [clock] = await query<{ ms: string }>(`select extract(epoch from app_now()) * 1000 as ms`);
  const nothing: ChainEnd = { seq: null, hash: null, ms: clock?.ms ?? '' };
  const rows = entries.map((entry) => {
    const hashed = entryAfter(nothing, actor, entry);
    return { ...hashed, hash: chainNext('', hashed) };
  });
  await query(
    `insert into journal_entry
       (aggregate, aggregate_id, seq, at, actor, act, from_state, to_state, why, facts, previous_hash, hash)
     select aggregate, id, seq, at, actor, act, "from", "to", why, facts, '', hash
     from jsonb_to_recordset($1::jsonb) as e
       (aggregate text, id text, seq integer, at timestamptz, actor text, act text, "from" text, "to" text, why text,
        facts jsonb, hash text)`,
    [JSON.stringify(rows)],
  );
}
