import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import { compareMarkSets, type Framework, type MarkSet } from '#libs/rubric';
import {
  changeSample,
  decideBatch,
  sequentialStep,
  type BatchDecision,
  type Moderated,
  type Sample,
  type SampleItem,
  type SequentialStep,
} from '#libs/sampling';
import { ProvisionalResults } from '../marking/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import type { ModerationBatch } from './batch.entity.js';
import { isBeingModerated } from './batch.lifecycle.js';
import { followScripts } from './change-sample.js';
import type { MarkChanges } from './decide-item.js';
import { lockBatch, moveBatch } from './move-batch.js';
import { shareSample } from './share-sample.js';

export type CloseCode =
  | 'batch-not-open'
  | 'items-still-open'
  | 'not-confirmed'
  | 'confirmed-by-you'
  | 'board-not-asked'
  | 'board-decision-missing'
  | 'board-reason-missing';

/**
 * What becomes of a batch once its sample is looked at: the batch rule says whether it is confirmed, the sample grows, or
 * scripts are marked again. A moderator confirms; a lead who is somebody else clears it for release.
 */
@Injectable()
export class CloseBatch {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly provisionalResults: ProvisionalResults,
  ) {}

  async confirm(command: {
    actor: string;
    signInId: string;
    batchId: string;
  }): Promise<Result<BatchDecision, CloseCode>> {
    return this.database.transact(command.actor, async (transaction) => {
      const batch = await lockBatch(transaction, command.batchId);
      if (!batch || !isBeingModerated(batch.state)) return refuse('batch-not-open');
      const framework = await this.frameworks.framework(batch.frameworkVersion);
      // Whoever left, is held or is back since the last sweep is followed before anything is decided over their head.
      await followScripts(transaction, batch, framework.moderation);
      const open = await openItems(transaction, batch.id);
      if (open > 0) return refuse('items-still-open', { open });
      const decision = await this.judge(transaction, batch, framework);
      const confirmedAt = new Date((await transaction.now()).epochMilliseconds);
      const facts = { batchDecision: decision };
      if (decision.decision === 'confirm') {
        await moveBatch(
          transaction,
          batch,
          'confirm',
          { ...facts, confirmedBy: command.signInId, confirmedAt },
          { ...decision },
        );
      } else if (decision.decision === 'extend') {
        await extend(transaction, batch, framework, decision);
      } else if (decision.decision === 'board') {
        await moveBatch(transaction, batch, 'ask-board', facts, { ...decision });
      } else {
        await this.remark(transaction, batch, decision);
      }
      return decision;
    });
  }

  async clear(command: { actor: string; signInId: string; batchId: string }): Promise<Result<true, CloseCode>> {
    return this.database.transact(command.actor, async (transaction) => {
      const batch = await lockBatch(transaction, command.batchId);
      if (batch?.state === 'cleared') return true;
      const refusal = mayClear(batch, command.signInId);
      if (refusal || !batch) return refusal ?? refuse('not-confirmed');
      const clearedAt = new Date((await transaction.now()).epochMilliseconds);
      await moveBatch(transaction, batch, 'clear', { clearedBy: command.signInId, clearedAt }, {});
      await transaction.announce('batch.cleared', { batchId: batch.id });
      return true;
    });
  }

  /**
   * What the board decided when no further cycle of marking is allowed (edge case 31): the batch stands as corrected, or
   * every decision that was not looked at is, after which it is confirmed as corrected. Neither leads back to marking.
   */
  async board(command: {
    actor: string;
    signInId: string;
    batchId: string;
    decision: 'let-stand' | 'look-at-all' | '';
    reason: string;
  }): Promise<Result<true, CloseCode>> {
    const { decision, signInId } = command;
    const reason = command.reason.trim();
    if (decision === '') return refuse('board-decision-missing', {}, 'decision');
    if (reason === '') return refuse('board-reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (transaction) => {
      const batch = await lockBatch(transaction, command.batchId);
      if (batch?.state !== 'board') return refuse('board-not-asked');
      const at = new Date((await transaction.now()).epochMilliseconds);
      const facts = { boardDecision: decision, boardReason: reason, boardBy: signInId, boardAt: at };
      if (decision === 'let-stand') {
        await moveBatch(transaction, batch, decision, { ...facts, confirmedBy: signInId, confirmedAt: at }, { reason });
        return true;
      }
      if (!batch.frame || !batch.sample) throw new Error('A batch without a sample got past its state');
      const sample = changeSample(batch.frame, batch.sample, { kind: 'extended', to: batch.sample.decisions });
      await moveBatch(transaction, batch, decision, { ...facts, sample }, { reason, drawn: sample.drawn });
      const { moderation } = await this.frameworks.framework(batch.frameworkVersion);
      batch.version += 1;
      await shareSample(transaction, batch, sample, moderation);
      return true;
    });
  }

  private async judge(transaction: Transaction, batch: ModerationBatch, framework: Framework): Promise<BatchDecision> {
    const moderated = await readModerated(transaction, batch, framework);
    const { batch: rule } = framework.moderation;
    return decideBatch(
      {
        moderated,
        extended: !batch.sample || isExtended(batch.sample),
        allSeen: batch.sample !== null && batch.sample.drawn >= batch.sample.decisions,
        cyclesDone: batch.cycle - 1,
        ...sequentialOf(batch, moderated),
        censused: batch.boardDecision === 'look-at-all',
      },
      {
        meanDifference: rule.confirmMeanDifference,
        outOfTolerancePercent: rule.extendWhenOutOfTolerancePctAbove,
        flipPercent: rule.remarkAllWhenFlipsPctAbove,
        cycles: rule.maxCycles - 1,
      },
    );
  }

  /** The scripts that are to be marked again: all of the batch, or of the assessors named. The next cycle freezes anew. */
  private async remark(transaction: Transaction, batch: ModerationBatch, decision: BatchDecision): Promise<void> {
    await moveBatch(transaction, batch, 'remark', { batchDecision: decision }, { ...decision });
    for (const { script, assessors } of batch.frame?.items ?? []) {
      const isMeant =
        decision.decision !== 'remark-assessor' || assessors.some((one) => decision.assessors.includes(one));
      if (!isMeant) continue;
      const opened = await this.provisionalResults.openRemark(
        transaction,
        script,
        `moderation cycle ${batch.cycle}: ${decision.reasons.join(', ')}`,
      );
      if (isRefusal(opened)) throw new Error(`${script} could not be sent back: ${opened.code}`);
    }
  }
}

/** As many again as were drawn at random, or as many as are still missing for a proof, further along the permutation. */
async function extend(
  transaction: Transaction,
  batch: ModerationBatch,
  framework: Framework,
  decision: BatchDecision,
): Promise<void> {
  if (!batch.frame || !batch.sample) throw new Error('A batch without a sample got past its state');
  const to = decision.to ?? Math.max(1, batch.sample.drawn) * 2;
  const sample = changeSample(batch.frame, batch.sample, { kind: 'extended', to });
  await moveBatch(
    transaction,
    batch,
    'extend',
    { sample, batchDecision: decision },
    { ...decision, drawn: sample.drawn },
  );
  const extended = await lockBatch(transaction, batch.id);
  if (extended) await shareSample(transaction, extended, sample, framework.moderation);
}

const isExtended = ({ changes }: Sample): boolean => changes.some(({ kind }) => kind === 'extended');

/** What a sequential policy asks for next; nothing under another policy. */
function sequentialOf({ sample }: ModerationBatch, moderated: readonly Moderated[]): { sequential?: SequentialStep } {
  const size = sample?.policy.size;
  if (!sample || size?.kind !== 'sequential') return {};
  const seen = moderated.filter(({ stratum, flip }) => stratum === 'random' && flip).length;
  return { sequential: sequentialStep(sample.decisions, sample.drawn, seen, size) };
}

/** Four eyes: whoever confirmed, or wrote down the board's decision, may not clear. */
function mayClear(batch: ModerationBatch | null, signInId: string): Refusal<CloseCode> | null {
  if (batch?.state !== 'confirmed') return refuse('not-confirmed');
  return batch.confirmedBy === signInId || batch.boardBy === signInId ? refuse('confirmed-by-you') : null;
}

async function openItems(transaction: Transaction, batchId: string): Promise<number> {
  const [row] = await transaction.query<{ open: number }>(
    `select count(*)::int as open from sample_item where batch_id = $1 and state not in ('decided', 'withdrawn')`,
    [batchId],
  );
  return row?.open ?? 0;
}

/** What moderation found on each script of the sample, against the marks that were frozen. */
async function readModerated(
  transaction: Transaction,
  batch: ModerationBatch,
  framework: Framework,
): Promise<Moderated[]> {
  const rows = await transaction.query<DecidedRow>(
    `select i.script_number as script, i.reasons, r.marks, s.carried_forward as "carriedForward",
            case when d.decision = 'adjust' then d.changes else '{}' end as changes, d.decision = 'adjust' and d.flips as flip
     from sample_item i join provisional_result r on r.script_number = i.script_number join script s on s.number = i.script_number
     -- The last word counts: an adjustment that the second moderator did not share turned nothing.
     join lateral (select decision, changes, flips from moderation_decision d
                   where d.batch_id = i.batch_id and d.script_number = i.script_number order by no desc limit 1) d on true
     where i.batch_id = $1 and i.state = 'decided' order by i.script_number`,
    [batch.id],
  );
  return rows.map((row) => moderatedFrom(row, batch, framework));
}

interface DecidedRow {
  readonly script: string;
  readonly reasons: Pick<SampleItem, 'stratum'>;
  readonly marks: MarkSet;
  readonly carriedForward: MarkSet;
  readonly changes: MarkChanges;
  readonly flip: boolean;
}

function moderatedFrom(row: DecidedRow, batch: ModerationBatch, framework: Framework): Moderated {
  const item = batch.frame?.items.find(({ script }) => script === row.script);
  const before = {
    ...row.marks,
    ...Object.fromEntries(Object.entries(row.changes).map(([criterion, { from }]) => [criterion, from])),
  };
  return {
    script: row.script,
    stratum: row.reasons.stratum,
    assessor: item?.assessors[0] ?? '',
    difference: Object.values(row.changes).reduce((sum, { from, to }) => sum + to - from, 0),
    outOfTolerance: compareMarkSets(framework, before, row.marks, row.carriedForward).discrepant,
    flip: row.flip,
  };
}
