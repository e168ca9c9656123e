import { chainNext } from '#libs/ledger';
import type { Database } from '../database/database.js';
import type { HashedEntry } from './write-entry.js';

/** What `verify` found: how many entries hold, and the first one that does not with what is wrong about it. */
export interface JournalVerdict {
  readonly entries: number;
  readonly touched: {
    readonly aggregate: string;
    readonly id: string;
    readonly seq: number;
    readonly what: string;
  } | null;
}

interface EntryRow {
  aggregate: string;
  aggregate_id: string;
  seq: number;
  at: Date;
  actor: string;
  act: string;
  from_state: string | null;
  to_state: string | null;
  why: string | null;
  facts: Record<string, unknown>;
  previous_hash: string;
  hash: string;
}

const pageSize = 5_000;

/**
 * Walks every chain in order, a page at a time, and names the first entry whose place or content was altered. `said` is
 * told how many entries hold so far, after each page.
 */
export async function verifyJournal(
  database: Database,
  said: (entries: number) => Promise<void> = async () => undefined,
): Promise<JournalVerdict> {
  let entries = 0;
  let after: [string, string, number] = ['', '', 0];
  let last = { chain: '', seq: 0, hash: '' };
  for (;;) {
    const rows = await database.query<EntryRow>(
      `select * from journal_entry where (aggregate, aggregate_id, seq) > ($1, $2, $3)
       order by aggregate, aggregate_id, seq limit ${pageSize}`,
      after,
    );
    for (const row of rows) {
      const chain = `${row.aggregate} ${row.aggregate_id}`;
      if (chain !== last.chain) last = { chain, seq: 0, hash: '' };
      const what = wrongWith(row, last);
      if (what) return { entries, touched: { aggregate: row.aggregate, id: row.aggregate_id, seq: row.seq, what } };
      last = { chain, seq: row.seq, hash: row.hash };
      entries += 1;
    }
    await said(entries);
    const end = rows.at(-1);
    if (!end || rows.length < pageSize) return { entries, touched: null };
    after = [end.aggregate, end.aggregate_id, end.seq];
  }
}

function wrongWith(row: EntryRow, last: { seq: number; hash: string }): string | null {
  if (row.seq !== last.seq + 1) return `entry ${last.seq + 1} is missing before it`;
  if (row.previous_hash !== last.hash) return 'it does not follow the entry before it';
  const hashed: HashedEntry = {
    aggregate: row.aggregate,
    id: row.aggregate_id,
    seq: row.seq,
    at: row.at.toISOString(),
    actor: row.actor,
    act: row.act,
    from: row.from_state,
    to: row.to_state,
    why: row.why,
    facts: row.facts,
  };
  return chainNext(row.previous_hash, hashed) === row.hash ? null : 'its content was altered';
}
