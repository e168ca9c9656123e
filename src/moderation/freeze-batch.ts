import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { refuse, type Result } from '#libs/refusal';
import { totals, type Framework, type MarkSet } from '#libs/rubric';
import { freezeFrame, frameHash, type Flag, type FrameItem } from '#libs/sampling';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { barsOf, leftOf, scriptsOf } from '../submission/blind.js';
import { lockBatch, moveBatch } from './move-batch.js';
import { policyOf } from './sampling-policy.js';

export type FreezeCode = 'window-not-closed' | 'no-scripts' | 'scripts-still-marked' | 'batch-exists';

interface ResultRow {
  readonly script: string;
  readonly marks: MarkSet;
  readonly carriedForward: MarkSet;
  readonly passed: boolean;
  readonly source: string;
  readonly attemptNo: number;
  readonly frameworkVersion: string;
  readonly assessors: string[];
  readonly onProbation: boolean;
}

/**
 * Freezes all decisions of a closed window into a frame and stores its hash. Only then, in another transaction, is there a
 * seed: nobody who could choose the seed knew it while the frame could change, and the other way round.
 */
@Injectable()
export class FreezeBatch {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(command: { actor: string; signInId: string; windowId: string }): Promise<Result<string, FreezeCode>> {
    return this.database.transact(command.actor, async (transaction) => {
      const [window] = await transaction.query<{ closedAt: Date | null; frameworkVersion: string }>(
        `select closed_at as "closedAt", framework_version as "frameworkVersion" from assessment_window where id = $1 for update`,
        [command.windowId],
      );
      if (!window?.closedAt) return refuse('window-not-closed');
      const [standing] = await transaction.query(
        `select from moderation_batch where window_id = $1 and state <> 'remark'`,
        [command.windowId],
      );
      if (standing) return refuse('batch-exists');
      const all = (await scriptsOf(transaction, command.windowId)).map(({ number }) => number);
      // Whoever was withdrawn gets no outcome: their script holds nobody up and is in no frame.
      const left = new Set(await leftOf(transaction, all));
      const numbers = all.filter((number) => !left.has(number));
      const [open] = await transaction.query<{ scripts: number; marking: number }>(
        `select count(*)::int as scripts, count(*) filter (where m.state is distinct from 'provisional')::int as marking
         from script s left join marking m on m.script_number = s.number where s.number = any($1)`,
        [numbers],
      );
      if (!open?.scripts) return refuse('no-scripts');
      if (open.marking > 0) return refuse('scripts-still-marked', { marking: open.marking, scripts: open.scripts });
      return this.freeze(transaction, command, window.frameworkVersion, numbers);
    });
  }

  private async freeze(
    transaction: Transaction,
    command: { signInId: string; windowId: string },
    frameworkVersion: string,
    numbers: readonly string[],
  ): Promise<string> {
    const framework = await this.frameworks.framework(frameworkVersion);
    const results = await readResults(transaction, numbers);
    // Whoever marked a script and would be barred from it today had an interest that was declared late.
    const today = londonDate(await transaction.now()).toString();
    const late = new Set(
      (await barsOf(transaction, numbers, today)).map((bar) => `${bar.scriptNumber} ${bar.staffId}`),
    );
    const isLate = ({ script, assessors }: ResultRow): boolean => assessors.some((one) => late.has(`${script} ${one}`));
    const frame = freezeFrame(results.map((row) => itemOf(row, framework, isLate(row))));
    const hash = frameHash(frame);
    const id = randomUUID();
    await transaction.query(
      `insert into moderation_batch (id, window_id, framework_version, cycle, state, policy)
       select $1, $2, $3, coalesce(max(cycle), 0) + 1, 'open', $4 from moderation_batch where window_id = $2`,
      [id, command.windowId, frameworkVersion, JSON.stringify(policyOf(framework, frame.items.length))],
    );
    const batch = await lockBatch(transaction, id);
    if (!batch) throw new Error('A batch that was just made is not there');
    const frozenAt = new Date((await transaction.now()).epochMilliseconds);
    const facts = { frame, frameHash: hash, frozenBy: command.signInId, frozenAt };
    await moveBatch(transaction, batch, 'freeze', facts, {
      frameHash: hash,
      decisions: frame.items.length,
      cycle: batch.cycle,
    });
    await transaction.order({ kind: 'moderation.draw', key: id, subject: { batchId: id } });
    return id;
  }
}

async function readResults(transaction: Transaction, numbers: readonly string[]): Promise<ResultRow[]> {
  return transaction.query<ResultRow>(
    `select s.number as script, r.marks, s.carried_forward as "carriedForward", r.passed, r.source, s.attempt_no as "attemptNo",
            s.framework_version as "frameworkVersion",
            array(select a.assessor_id::text from assignment a
                  where a.script_number = s.number and a.state = 'locked'
                  order by array_position(array['adjudicator', 'first', 'remark', 'second'], a.role)) as assessors,
            exists (select from assignment a join accreditation c on c.staff_id = a.assessor_id and c.framework_version = s.framework_version
                    where a.script_number = s.number and a.state = 'locked' and c.state = 'probation') as "onProbation"
     from script s join provisional_result r on r.script_number = s.number where s.number = any($1) order by s.number`,
    [numbers],
  );
}

/** One decision as the frame knows it: outcome, marks by area, how near the threshold, whose marks, and what marks it out. */
function itemOf(row: ResultRow, framework: Framework, isLateInterest: boolean): FrameItem {
  const sums = totals(framework, row.marks, row.carriedForward);
  const margins = [sums.overall, ...sums.areas, ...sums.tasks]
    .map(({ margin }) => margin)
    .filter((margin) => margin !== null);
  const flags: Flag[] = [];
  if (row.source === 'adjudicated') flags.push('adjudicated');
  if (row.attemptNo > 1) flags.push('resubmission');
  if (row.onProbation) flags.push('probationary');
  if (isLateInterest) flags.push('late-interest');
  return {
    script: row.script,
    outcome: row.passed ? 'pass' : 'fail',
    totals: Object.fromEntries(sums.areas.map(({ area, marks }) => [String(area), marks])),
    margin: Math.min(...margins),
    assessors: row.assessors,
    flags,
  };
}
