import { Injectable } from '@nestjs/common';
import type { ModerationRule } from '#libs/rubric';
import { drawSample, type Change, type Sample } from '#libs/sampling';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Frameworks } from '../qualification/index.js';
import { ModerationBatch } from './batch.entity.js';
import { isBeingModerated } from './batch.lifecycle.js';
import { changesSince, lastMoves } from './changes-since.js';
import { lockBatch } from './move-batch.js';
import { shareSample } from './share-sample.js';

/**
 * What happens to a sample after it was drawn: it is logged and followed by the permutation that was stored, never drawn
 * again. Whoever left or is held is replaced by the next (edge case 28); whose hold is lifted, and a decision that turned
 * outside the sample (edge case 27), joins what must be looked at. All are found twice without harm.
 */
@Injectable()
export class ChangeSample {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** A script has a new result: where its batch is being moderated and it is outside the sample, that is on the record. */
  async resultMade(work: Work): Promise<void> {
    const { scriptNumber = '', windowId = '' } = work.subject;
    await this.database.transact(work.actor, async (transaction) => {
      const [open] = await transaction.query<{ id: string }>(
        `select id from moderation_batch where window_id = $1 and state in ('sampled', 'moderating')`,
        [windowId],
      );
      const batch = open ? await lockBatch(transaction, open.id) : null;
      if (!batch?.frame || !batch.sample || !isBeingModerated(batch.state)) return;
      const item = batch.frame.items.find(({ script }) => script === scriptNumber);
      if (!item || batch.sample.items.some(({ script }) => script === scriptNumber)) return;
      const [result] = await transaction.query<{ passed: boolean; version: number }>(
        `select passed, version from provisional_result where script_number = $1`,
        [scriptNumber],
      );
      if (!result) return;
      if (await isLogged(transaction, batch.id, scriptNumber, result.version)) return;
      const isTurned = result.passed !== (item.outcome === 'pass');
      await transaction.journal({
        aggregate: 'moderation-batch',
        id: batch.id,
        act: 'item.result-changed',
        facts: { script: scriptNumber, version: result.version, turned: isTurned },
      });
      if (!isTurned) return;
      const { moderation } = await this.frameworks.framework(batch.frameworkVersion);
      const changes: Change[] = [{ kind: 'outcome-changed', script: scriptNumber }];
      // A turned outcome is looked at even while it is held, as a fail is: it comes back first.
      if (lastMoves(batch.sample).get(scriptNumber) === 'held')
        changes.unshift({ kind: 'returned', script: scriptNumber });
      await changeBatch(transaction, batch, changes, moderation);
    });
  }

  /** A hold was placed or lifted: the batch that its script is in is looked through, if it is being moderated. */
  async holdChanged(work: Work): Promise<void> {
    await this.follow(work.actor, work.subject['windowId'] ?? null);
  }

  /** Every batch that is being moderated: what the sweep goes through, one transaction each. */
  async sweep(work: Work): Promise<void> {
    await this.follow(work.actor, null);
  }

  private async follow(actor: string, windowId: string | null): Promise<void> {
    const open = await this.database.query<{ id: string }>(
      `select id from moderation_batch where state in ('sampled', 'moderating') and ($1::uuid is null or window_id = $1) order by id`,
      [windowId],
    );
    for (const { id } of open)
      await this.database.transact(actor, async (transaction) => {
        const batch = await lockBatch(transaction, id);
        if (!batch || !isBeingModerated(batch.state)) return;
        const { moderation } = await this.frameworks.framework(batch.frameworkVersion);
        await followScripts(transaction, batch, moderation);
      });
  }
}

/** Brings a sample to what happened to its scripts since: who left, is held, or is back. Gives the sample as it is then. */
export async function followScripts(
  transaction: Transaction,
  batch: ModerationBatch,
  rule: ModerationRule,
): Promise<Sample | null> {
  const { frame, sample } = batch;
  if (!frame || !sample) return sample;
  const changes = await changesSince(transaction, batch.id, frame, sample);
  return changes.length === 0 ? sample : changeBatch(transaction, batch, changes, rule);
}

/** Writes changes behind those that are there, shares out whoever comes in, and says so in the journal. The batch is locked. */
async function changeBatch(
  transaction: Transaction,
  batch: ModerationBatch,
  changes: readonly Change[],
  rule: ModerationRule,
): Promise<Sample> {
  if (!batch.frame || !batch.sample) throw new Error('A batch without a sample got past its state');
  const { policy, seed } = batch.sample;
  const sample = drawSample(batch.frame, policy, seed, [...batch.sample.changes, ...changes], batch.sample.version);
  batch.version += 1;
  await transaction.repository(ModerationBatch).update({ id: batch.id }, { sample, version: batch.version });
  const before = new Set(batch.sample.items.map(({ script }) => script));
  await transaction.journal({
    aggregate: 'moderation-batch',
    id: batch.id,
    act: 'batch.sample-changed',
    facts: {
      changes,
      joined: sample.items.map(({ script }) => script).filter((script) => !before.has(script)),
      decisions: sample.decisions,
      drawn: sample.drawn,
    },
  });
  await shareSample(transaction, batch, sample, rule);
  batch.sample = sample;
  await transaction.touch(`batch:${batch.id}`);
  return sample;
}

/** News comes twice: a version of a result that is in the batch's log is not logged again. */
async function isLogged(transaction: Transaction, batchId: string, script: string, version: number): Promise<boolean> {
  const rows = await transaction.query(
    `select from journal_entry where aggregate = 'moderation-batch' and aggregate_id = $1 and act = 'item.result-changed'
       and facts ->> 'script' = $2 and (facts ->> 'version')::int >= $3 limit 1`,
    [batchId, script, version],
  );
  return rows.length > 0;
}
