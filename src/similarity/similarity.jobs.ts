import { Injectable } from '@nestjs/common';
import { fingerprintVersion } from '#libs/similarity';
import { Database } from '../platform/database/database.js';
import { Handles, Hears, type Work } from '../platform/jobs/job.js';
import { CompareAccounts } from './compare-accounts.js';
import { KeepAccounts } from './keep-accounts.js';

/** In one go of the sweep: what is left waits for the next. */
const atOnce = 200;

/** What is accepted is kept, and then compared. */
@Injectable()
export class SimilarityJobs {
  constructor(
    private readonly database: Database,
    private readonly keepAccounts: KeepAccounts,
    private readonly compareAccounts: CompareAccounts,
  ) {}

  @Hears('submission.accepted', 'similarity')
  async keep(work: Work): Promise<void> {
    const submissionId = String(work.subject['submissionId']);
    await this.keepAccounts.run(work.actor, submissionId, submissionId);
  }

  @Handles('similarity.compare')
  async compare(work: Work): Promise<void> {
    await this.compareAccounts.run(work);
  }

  /**
   * What was accepted before this room was there, what was kept by an older way of making fingerprints, and what still
   * waits. One that cannot be kept keeps no other from it, and is named when all were.
   */
  @Handles('similarity.sweep')
  async sweep(work: Work): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `select s.id from submission s
       where s.state = 'accepted' and exists (
         select from jsonb_array_elements(s.manifest -> 'items') as item
         where item ->> 'component' like 'account-%' and not exists (
           select from similarity_account k
           where k.submission_id = s.id and k.component = item ->> 'component' and k.version = $1))
       order by s.accepted_at desc, s.id limit ${atOnce}`,
      [fingerprintVersion],
    );
    const failed: string[] = [];
    for (const [at, { id }] of rows.entries()) {
      await this.keepAccounts
        .run(work.actor, id, `${work.id}:${id}`)
        .catch((error: unknown) => failed.push(`${id}: ${error instanceof Error ? error.message : String(error)}`));
      await work.progress(at + 1, rows.length, 'submissions kept');
    }
    await this.database.transact(work.actor, async (tx) => {
      const waiting = await tx.query<{ providerId: string }>(
        `select distinct provider_id as "providerId" from similarity_account where compared_at is null`,
      );
      const kind = 'similarity.compare';
      await tx.orderAll(
        waiting.map(({ providerId }) => ({ kind, key: `${work.id}:${providerId}`, subject: { providerId } })),
      );
    });
    if (failed.length > 0) throw new Error(`Not kept: ${failed.slice(0, 10).join('; ')}`);
  }
}
