import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { isMark, passes, type Framework, type Mark, type MarkSet } from '#libs/rubric';
import { ProvisionalResults } from '../marking/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { ScriptIntegrity, type IntegrityCode } from '../submission/blind.js';
import { isBeingModerated, sampleItemLifecycle, type SampleItemState } from './batch.lifecycle.js';
import { lockBatch, moveBatch } from './move-batch.js';

export type DecideCode =
  | IntegrityCode
  | 'decided-already'
  | 'decision-missing'
  | 'adjustment-reason-missing'
  | 'nothing-adjusted'
  | 'not-a-mark'
  | 'comment-missing'
  | 'second-is-the-first'
  | 'blind-marks-first'
  | 'blind-marks-incomplete'
  | 'blind-difference-unexplained'
  | 'batch-not-open';

/** What a moderator sends about one script. `changes` holds every criterion whose mark is to be another. */
export interface ItemDecision {
  readonly batchId: string;
  readonly script: string;
  readonly decision: 'confirm' | 'adjust' | 'refer' | '';
  readonly reason: string;
  readonly comment: string;
  readonly changes: Readonly<Record<string, number>>;
}

/** What an adjustment does to one criterion. */
export interface MarkChange {
  readonly from: Mark;
  readonly to: Mark;
}

export type MarkChanges = Readonly<Record<string, MarkChange>>;

interface ItemRow {
  readonly state: SampleItemState;
  readonly marks: MarkSet;
  readonly carriedForward: MarkSet;
  readonly frameworkVersion: string;
  readonly blindFirst: boolean;
  /** What the moderator gave before they saw the marks; null until then. */
  readonly blindMarks: MarkSet | null;
}

/**
 * Confirms, adjusts or refers the decision on one script. A legitimate judgement stands: an adjustment names the error.
 * One that turns pass into fail or fail into pass counts only when a second moderator agrees.
 */
@Injectable()
export class DecideItem {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly provisionalResults: ProvisionalResults,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run(
    actor: string,
    staffId: string,
    given: ItemDecision,
  ): Promise<Result<'decided' | 'awaiting-second' | 'referred', DecideCode>> {
    const changed = await this.integrity.refusal(actor, given.script);
    if (changed) return changed;
    return this.database.transact(actor, async (transaction) => {
      const batch = await lockBatch(transaction, given.batchId);
      if (!batch || !isBeingModerated(batch.state)) return refuse('batch-not-open');
      const item = await lockItem(transaction, given);
      if (!item || !['waiting', 'referred'].includes(item.state)) return refuse('decided-already');
      const framework = await this.frameworks.framework(item.frameworkVersion);
      const decided = decide(given, item, framework);
      if ('refused' in decided) return decided;
      const to = next(sampleItemLifecycle, item.state, decided.event);
      if (!to) return refuse('decided-already');
      await transaction.query(
        `insert into moderation_decision (batch_id, script_number, moderator_id, decision, reason, comment, changes, flips, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, app_now())`,
        [
          given.batchId,
          given.script,
          staffId,
          given.decision,
          given.reason || null,
          given.comment,
          JSON.stringify(decided.changes),
          decided.flips,
        ],
      );
      await this.settleItem(transaction, given, to, decided.event === 'decide' ? decided.changes : {});
      if (batch.state === 'sampled') await moveBatch(transaction, batch, 'decide', {}, {});
      return to as 'decided' | 'awaiting-second' | 'referred';
    });
  }

  /** The second moderator of a flip agrees, and it counts; or does not, and the script is referred to the lead. */
  async second(
    actor: string,
    staffId: string,
    given: { batchId: string; script: string; agrees: boolean },
  ): Promise<Result<true, DecideCode>> {
    const changed = await this.integrity.refusal(actor, given.script);
    if (changed) return changed;
    return this.database.transact(actor, async (transaction) => {
      const batch = await lockBatch(transaction, given.batchId);
      if (!batch || !isBeingModerated(batch.state)) return refuse('batch-not-open');
      const item = await lockItem(transaction, given);
      if (item?.state !== 'awaiting-second') return refuse('decided-already');
      const [first] = await transaction.query<{ id: string; moderatorId: string; changes: MarkChanges }>(
        `select id, moderator_id as "moderatorId", changes from moderation_decision
         where batch_id = $1 and script_number = $2 order by no desc limit 1 for update`,
        [given.batchId, given.script],
      );
      if (!first || first.moderatorId === staffId) return refuse('second-is-the-first');
      await transaction.query(
        `update moderation_decision set second_moderator_id = $2, second_at = app_now() where id = $1`,
        [first.id, staffId],
      );
      const to = given.agrees ? 'decided' : 'referred';
      await this.settleItem(transaction, given, to, given.agrees ? first.changes : {});
      return true;
    });
  }

  private async settleItem(
    transaction: Transaction,
    { batchId, script }: { batchId: string; script: string },
    to: SampleItemState,
    changes: MarkChanges,
  ): Promise<void> {
    await transaction.query(`update sample_item set state = $3 where batch_id = $1 and script_number = $2`, [
      batchId,
      script,
      to,
    ]);
    await transaction.journal({
      aggregate: 'moderation-batch',
      id: batchId,
      act: `item.${to}`,
      facts: { script, changes },
    });
    if (Object.keys(changes).length > 0) {
      const marks = Object.fromEntries(Object.entries(changes).map(([criterion, change]) => [criterion, change.to]));
      const moderated = await this.provisionalResults.moderate(transaction, script, marks);
      if (isRefusal(moderated)) throw new Error(`The result of ${script} could not be adjusted: ${moderated.code}`);
    }
    await transaction.touch(`batch:${batchId}`);
  }
}

async function lockItem(
  transaction: Transaction,
  { batchId, script }: { batchId: string; script: string },
): Promise<ItemRow | null> {
  const [row] = await transaction.query<ItemRow>(
    `select i.state, i.blind_first as "blindFirst", i.blind_marks as "blindMarks", r.marks, s.carried_forward as "carriedForward", s.framework_version as "frameworkVersion"
     from sample_item i join provisional_result r on r.script_number = i.script_number join script s on s.number = i.script_number
     where i.batch_id = $1 and i.script_number = $2 for update of i`,
    [batchId, script],
  );
  return row ?? null;
}

type Decided = {
  readonly event: 'decide' | 'ask-second' | 'refer';
  readonly flips: boolean;
  readonly changes: MarkChanges;
};

function decide(
  given: ItemDecision,
  item: ItemRow,
  framework: Framework,
): Decided | ReturnType<typeof refuse<DecideCode>> {
  if (item.blindFirst && !item.blindMarks) return refuse('blind-marks-first');
  if (given.decision === '') return refuse('decision-missing', {}, 'decision');
  if (given.decision === 'confirm' && given.comment.trim() === '' && turnsBlind(item, framework))
    return refuse('blind-difference-unexplained', {}, 'comment');
  if (given.decision === 'confirm') return { event: 'decide', flips: false, changes: {} };
  if (given.decision === 'refer') {
    return given.comment.trim() === ''
      ? refuse('comment-missing', {}, 'comment')
      : { event: 'refer', flips: false, changes: {} };
  }
  if (!framework.moderation.adjustReasons.includes(given.reason))
    return refuse('adjustment-reason-missing', {}, 'reason');
  const changes: Record<string, MarkChange> = {};
  for (const [criterion, to] of Object.entries(given.changes)) {
    const from = item.marks[criterion];
    if (!isMark(to) || from === undefined) return refuse('not-a-mark', { criterion });
    if (from !== to) changes[criterion] = { from, to };
  }
  if (Object.keys(changes).length === 0) return refuse('nothing-adjusted', {}, 'changes');
  const after = {
    ...item.marks,
    ...Object.fromEntries(Object.entries(changes).map(([criterion, { to }]) => [criterion, to])),
  };
  const flips =
    passes(framework, item.marks, item.carriedForward).passed !== passes(framework, after, item.carriedForward).passed;
  return { event: flips ? 'ask-second' : 'decide', flips, changes };
}

/** True where the moderator's own marks, given blind, make another outcome than those that stand. */
function turnsBlind({ blindMarks, marks, carriedForward }: ItemRow, framework: Framework): boolean {
  if (!blindMarks) return false;
  return passes(framework, blindMarks, carriedForward).passed !== passes(framework, marks, carriedForward).passed;
}
