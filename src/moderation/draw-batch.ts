import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { drawSample } from '#libs/sampling';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Frameworks } from '../qualification/index.js';
import { changesSince } from './changes-since.js';
import { lockBatch, moveBatch } from './move-batch.js';
import { shareSample } from './share-sample.js';

/** Draws seed and sample for a frozen batch and shares it out among moderators; twice is once. */
@Injectable()
export class DrawBatch {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(work: Work): Promise<void> {
    const batchId = String(work.subject['batchId']);
    await this.database.transact(work.actor, async (transaction) => {
      const batch = await lockBatch(transaction, batchId);
      if (batch?.state !== 'frozen' || !batch.frame) return;
      const seed = randomBytes(32).toString('hex');
      const drawn = drawSample(batch.frame, batch.policy, seed);
      // Who is held already is in the frame, and nobody is asked about them at random.
      const changes = await changesSince(transaction, batch.id, batch.frame, drawn);
      const sample = changes.length === 0 ? drawn : drawSample(batch.frame, batch.policy, seed, changes);
      // The database's own clock, a moment after the frame's: a held demo clock must not make both the same instant.
      const seedDrawnAt = new Date(
        Math.max((await transaction.now()).epochMilliseconds, (batch.frozenAt?.getTime() ?? 0) + 1),
      );
      const facts = { seed, seedDrawnAt, permutation: sample.permutation, sample };
      await moveBatch(transaction, batch, 'draw', facts, {
        seed,
        sample: sample.items.length,
        frameHash: batch.frameHash,
        changes,
      });
      await shareSample(
        transaction,
        batch,
        sample,
        (await this.frameworks.framework(batch.frameworkVersion)).moderation,
      );
    });
  }
}
