import { setTimeout as rest } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { appendLeaf, emptyFrontier, frontierRoot, signStatement, type Frontier } from '#libs/ledger';
import { Database, type Transaction } from '../platform/database/database.js';
import { leavesBetween, type CheckpointStatement } from '../platform/journal/verify-checkpoints.js';
import { Keys } from '../platform/keys/keys.js';

const settleMs = 1_000;
const patience = 20;

/**
 * Signs a Merkle root over everything that the journal holds, going on from the checkpoint before. Handed to somebody
 * else it keeps the whole journal up to then from being written anew.
 */
@Injectable()
export class MakeCheckpoint {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  /** `nothing` where there is no new entry, or where an old transaction may still bring one in between. */
  async run(actor: string): Promise<'made' | 'nothing'> {
    const upTo = await this.lastSettledEntry();
    if (upTo === null) return 'nothing';
    return this.database.transact(actor, async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('journal-checkpoint', 0))`);
      const [last] = await tx.query<{ statement: CheckpointStatement }>(
        `select statement from journal_checkpoint order by last_entry desc, id desc limit 1`,
      );
      const from = last?.statement.lastEntry ?? 0;
      if (upTo <= from) return 'nothing';
      let frontier: Frontier = last?.statement ?? emptyFrontier;
      for await (const leaf of leavesBetween(tx, from, upTo)) frontier = appendLeaf(frontier, leaf);
      await this.write(tx, upTo, frontier);
      return 'made';
    });
  }

  private async write(tx: Transaction, lastEntry: number, frontier: Frontier): Promise<void> {
    const { size, peaks } = frontier;
    const at = (await tx.now()).toString();
    const root = frontierRoot(frontier);
    const said: CheckpointStatement = { statement: 'journal-checkpoint', at, lastEntry, size, root, peaks };
    const { statement, signature, keyId } = signStatement(said, this.keys.signing.privateKeyPem);
    await tx.query(
      `insert into journal_checkpoint (at, last_entry, size, root, statement, signature, key_id)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [at, lastEntry, size, root, JSON.stringify(statement), signature, keyId],
    );
  }

  /**
   * The newest entry before which none can appear any more. Entries are numbered when they are written and seen when
   * their transaction commits, so one with a smaller number may still be under way: wait until every transaction that
   * could hold one is over. A number is drawn microseconds before its transaction has an id of its own, hence the rest.
   */
  private async lastSettledEntry(): Promise<number | null> {
    const { last } = await this.database.one<{ last: number }>(
      `select coalesce(max(id), 0) as last from journal_entry`,
    );
    if (last === 0) return null;
    await rest(settleMs);
    const { next } = await this.database.one<{ next: string }>(
      `select pg_snapshot_xmax(pg_current_snapshot())::text as next`,
    );
    for (let look = 0; look < patience; look += 1) {
      const { isOver } = await this.database.one<{ isOver: boolean }>(
        `select pg_snapshot_xmin(pg_current_snapshot())::text::numeric >= $1::numeric as "isOver"`,
        [next],
      );
      if (isOver) return last;
      await rest(settleMs);
    }
    return null;
  }
}
