import { chainNext } from '#libs/ledger';
import { type ChainEnd, entryAfter, type HashedEntry, type JournalEntry } from './write-entry.js';

type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

interface Head extends ChainEnd {
  readonly aggregate: string;
  readonly id: string;
}

/**
 * Appends one entry to each of many chains, in two statements: each as `writeEntry` would write it. The caller holds the
 * rows that the entries are about: thousands of advisory locks would fill the server's lock table, so a writer who does
 * not hold its row meets the unique (aggregate, id, seq) here. Throws where a thing is named twice.
 */
export async function writeNextEntries(query: Query, actor: string, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const heads = await query<Head>(
    `select e.aggregate, e.id, l.seq, l.hash, extract(epoch from (select app_now())) * 1000 as ms
     from jsonb_to_recordset($1::jsonb) as e (aggregate text, id text)
     left join lateral (select seq, hash from journal_entry where aggregate = e.aggregate and aggregate_id = e.id
                        order by seq desc limit 1) as l on true`,
    [JSON.stringify(entries.map(({ aggregate, id }) => ({ aggregate, id })))],
  );
  const headOf = new Map(heads.map((head) => [`${head.aggregate}:${head.id}`, head]));
  if (headOf.size !== entries.length) throw new Error('The same thing stands twice in one list of journal entries');
  const rows = entries.map((entry) => nextAfter(headOf.get(`${entry.aggregate}:${entry.id}`), actor, entry));
  await query(
    `insert into journal_entry
       (aggregate, aggregate_id, seq, at, actor, act, from_state, to_state, why, facts, previous_hash, hash)
     select aggregate, id, seq, at, actor, act, "from", "to", why, facts, previous, hash
     from jsonb_to_recordset($1::jsonb) as e
       (aggregate text, id text, seq integer, at timestamptz, actor text, act text, "from" text, "to" text, why text,
        facts jsonb, previous text, hash text)`,
    [JSON.stringify(rows)],
  );
}

function nextAfter(
  head: Head | undefined,
  actor: string,
  entry: JournalEntry,
): HashedEntry & { previous: string; hash: string } {
  const previous = head?.hash ?? '';
  const hashed = entryAfter(head, actor, entry);
  return { ...hashed, previous, hash: chainNext(previous, hashed) };
}
