import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Scanner } from '../platform/scanner/index.js';
import { FileStore, keyOf } from '../platform/storage/index.js';

/** Looks for malware in a file that supports a request; where the scanner is away, the file waits. */
@Injectable()
export class ScanEvidence {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly scanner: Scanner,
  ) {}

  async run(work: Work): Promise<void> {
    const id = work.subject['evidenceId'];
    const [file] = await this.database.query<{ sha256: string }>(
      `select sha256 from request_evidence where id = $1 and scan is null`,
      [id],
    );
    if (!file) return;
    const result = await this.scanner.scan(await this.store.openVerified(keyOf(file.sha256)));
    if (result.verdict === 'unavailable') throw new Error(`The scanner gave no verdict: ${result.why}`);
    await this.note(work, result.verdict);
  }

  /** At its last try: the file stays closed, and the page says so. */
  async giveUp(work: Work): Promise<void> {
    await this.note(work, 'gave-up');
  }

  private async note(work: Work, scan: string): Promise<void> {
    await this.database.transact(work.actor, async (tx) => {
      const [noted] = await tx.query<{ requestId: string }>(
        `update request_evidence set scan = $2 where id = $1 and scan is null returning request_id as "requestId"`,
        [work.subject['evidenceId'], scan],
      );
      if (!noted) return;
      const facts = { scan, evidenceId: work.subject['evidenceId'] };
      await tx.journal({ aggregate: 'request', id: noted.requestId, act: 'request.evidence-scanned', facts });
      await tx.touch(`request:${noted.requestId}`);
    });
  }
}
