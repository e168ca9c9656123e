import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { verifyCheckpoints } from '../platform/journal/verify-checkpoints.js';
import { verifyJournal } from '../platform/journal/verify-journal.js';
import { Keys } from '../platform/keys/keys.js';

/** What a verification found, as the journal keeps it. */
export interface Verdict {
  readonly entries: number;
  readonly checkpoints: number;
  /** What was touched first, in words; null where everything holds. */
  readonly touched: string | null;
}

/** Walks the whole journal and its checkpoints, and writes down what was found. */
@Injectable()
export class Verify {
  constructor(
    private readonly database: Database,
    private readonly keys: Keys,
  ) {}

  /** Orders a verification; one that is under way already is that one. */
  async start(actor: string): Promise<void> {
    await this.database.transact(actor, async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('oversight.verify', 0))`);
      const [open] = await tx.query(
        `select from work_item where kind = 'oversight.verify' and state in ('waiting', 'running')`,
      );
      if (open) return;
      await tx.order({ kind: 'oversight.verify', key: randomUUID(), subject: {} });
      await tx.journal({ aggregate: 'journal', id: 'verification', act: 'verification.begun' });
    });
  }

  async run(work: Work): Promise<Verdict> {
    const { total } = await this.database.one<{ total: number }>(`select count(*)::int as total from journal_entry`);
    const chains = await verifyJournal(this.database, (entries) =>
      work.progress(Math.min(entries, total), total, `${entries} of ${total} entries`),
    );
    const roots = await verifyCheckpoints(this.database, this.keys.published);
    const verdict: Verdict = {
      entries: chains.entries,
      checkpoints: roots.checkpoints,
      touched: chains.touched
        ? `${chains.touched.aggregate} ${chains.touched.id}, entry ${chains.touched.seq}: ${chains.touched.what}`
        : roots.touched
          ? `Checkpoint ${roots.touched.checkpoint}: ${roots.touched.what}`
          : null,
    };
    await this.database.transact(work.actor, (tx) =>
      tx.journal({
        aggregate: 'journal',
        id: 'verification',
        act: 'journal.verified',
        to: verdict.touched === null ? 'holds' : 'touched',
        facts: { ...verdict },
      }),
    );
    return verdict;
  }
}
