import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { isMark } from '#libs/rubric';
import { Database } from '../platform/database/database.js';
import { ScriptIntegrity } from '../submission/blind.js';
import { isBeingModerated } from './batch.lifecycle.js';
import type { DecideCode } from './decide-item.js';
import { lockBatch } from './move-batch.js';

/**
 * Keeps the marks that a moderator gives before they see those that stand: all criteria of the script's scope, once. From
 * then on both are shown side by side. Source: framework, `moderation.blindFirstOnFails`; domain 8.3.
 */
@Injectable()
export class GiveBlindMarks {
  constructor(
    private readonly database: Database,
    private readonly integrity: ScriptIntegrity,
  ) {}

  /** `marks` by criterion; refuses `blind-marks-incomplete` {missing}, `decided-already`, `batch-not-open`. */
  async run(
    actor: string,
    staffId: string,
    given: { batchId: string; script: string; marks: Readonly<Record<string, number>> },
  ): Promise<Result<true, DecideCode>> {
    const changed = await this.integrity.refusal(actor, given.script);
    if (changed) return changed;
    return this.database.transact(actor, async (transaction) => {
      const batch = await lockBatch(transaction, given.batchId);
      if (!batch || !isBeingModerated(batch.state)) return refuse('batch-not-open');
      const [item] = await transaction.query<{ scope: string[]; isOpen: boolean }>(
        `select s.scope, i.blind_first and i.blind_marks is null and i.state in ('waiting', 'referred') as "isOpen"
         from sample_item i join script s on s.number = i.script_number
         where i.batch_id = $1 and i.script_number = $2 for update of i`,
        [given.batchId, given.script],
      );
      if (!item?.isOpen) return refuse('decided-already');
      const missing = item.scope.filter((criterion) => !isMark(given.marks[criterion]));
      if (missing.length > 0) return refuse('blind-marks-incomplete', { missing }, `mark_${missing[0]}`);
      const marks = Object.fromEntries(item.scope.map((criterion) => [criterion, given.marks[criterion]]));
      await transaction.query(
        `update sample_item set blind_marks = $3, blind_by = $4, blind_at = app_now() where batch_id = $1 and script_number = $2`,
        [given.batchId, given.script, JSON.stringify(marks), staffId],
      );
      await transaction.journal({
        aggregate: 'moderation-batch',
        id: given.batchId,
        act: 'item.marked-blind',
        facts: { script: given.script, marks },
      });
      return true;
    });
  }
}
