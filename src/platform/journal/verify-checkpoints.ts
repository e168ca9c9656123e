import { appendLeaf, canonicalJson, emptyFrontier, frontierRoot, leafHash, verifyStatement } from '#libs/ledger';
import type { Database, Transaction } from '../database/database.js';

/** What a checkpoint says and signs: the root of a Merkle tree over the hashes of all entries up to one, in their order. */
export interface CheckpointStatement {
  readonly statement: 'journal-checkpoint';
  /** ISO 8601. */
  readonly at: string;
  /** The number (`journal_entry.id`) of the last entry in it, and how many there are: numbers may have gaps. */
  readonly lastEntry: number;
  readonly size: number;
  readonly root: string;
  /** The right edge of the tree, so that the next checkpoint goes on from here. */
  readonly peaks: readonly string[];
}

export interface CheckpointVerdict {
  readonly checkpoints: number;
  /** The first checkpoint that does not hold, and what is wrong about it. */
  readonly touched: { readonly checkpoint: number; readonly what: string } | null;
}

interface CheckpointRow {
  readonly id: number;
  readonly statement: CheckpointStatement;
  readonly signature: string;
  readonly keyId: string;
}

const pageSize = 5_000;

/**
 * Draws the tree over all entries again and compares it with every checkpoint on the way, signatures included. A chain
 * cannot see that its tail was cut off, or that everything was hashed anew; a root that was signed before can.
 */
export async function verifyCheckpoints(
  database: Database,
  publicKeys: Readonly<Record<string, string>>,
): Promise<CheckpointVerdict> {
  const checkpoints = await database.query<CheckpointRow>(
    `select id, statement, signature, key_id as "keyId" from journal_checkpoint order by last_entry, id`,
  );
  let frontier = emptyFrontier;
  let last = 0;
  for (const { id, statement, signature, keyId } of checkpoints) {
    const fault = (what: string): CheckpointVerdict => ({
      checkpoints: checkpoints.length,
      touched: { checkpoint: id, what },
    });
    const signed = verifyStatement({ statement, signature, keyId, algorithm: 'Ed25519' }, publicKeys);
    if (!signed.valid) return fault(`its signature does not hold: ${signed.reason}`);
    for await (const leaf of leavesBetween(database, last, statement.lastEntry)) frontier = appendLeaf(frontier, leaf);
    last = statement.lastEntry;
    if (frontier.size !== statement.size)
      return fault(`${statement.size} entries were there, and ${frontier.size} are`);
    if (frontierRoot(frontier) !== statement.root || canonicalJson(frontier.peaks) !== canonicalJson(statement.peaks))
      return fault('an entry before it was altered, or everything was hashed anew');
  }
  return { checkpoints: checkpoints.length, touched: null };
}

/** The leaves of entries after `from` up to and including `to`, in the order of their numbers, read a page at a time. */
export async function* leavesBetween(
  reads: Pick<Transaction, 'query'>,
  from: number,
  to: number,
): AsyncGenerator<string> {
  for (let after = from; ;) {
    const rows = await reads.query<{ id: number; hash: string }>(
      `select id, hash from journal_entry where id > $1 and id <= $2 order by id limit ${pageSize}`,
      [after, to],
    );
    for (const { hash } of rows) yield leafHash(hash);
    const end = rows.at(-1);
    if (!end || rows.length < pageSize) return;
    after = end.id;
  }
}
