import { addWorkingDays, londonDate } from '#libs/calendar';
import type { QaRule } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { bankHolidaysFrom, bankHolidaysSql, type BankHolidaysJson } from '../qualification/index.js';

type Reads = Pick<Transaction, 'query'>;

/** Why a batch waits for the quality agent: the last day of the hold (YYYY-MM-DD, London), and how much is still open. */
export interface QaHold {
  readonly until: string;
  /** Sampled decisions of the batch without a verdict; null where the agent has not drawn yet. */
  readonly open: number | null;
}

/**
 * The hold on a confirmed batch, or null where there is none: the framework asks for none, every sampled decision has its
 * verdict, or the framework's working days after the confirmation are over. Source: domain 8.3, `qaBeforeRelease`. One statement.
 */
export async function qaHoldOf(reads: Reads, batchId: string, rule: QaRule): Promise<QaHold | null> {
  if (!rule.requiredBeforeRelease) return null;
  const [batch] = await reads.query<{
    confirmedAt: Date | null;
    now: Date;
    isDrawn: boolean;
    open: number;
    holidays: BankHolidaysJson;
  }>(
    `select b.confirmed_at as "confirmedAt", app_now() as now, ${bankHolidaysSql} as holidays,
            exists (select from qa_framed_batch f join qa_sample s on s.id = f.qa_sample_id where f.batch_id = b.id and s.seed is not null) as "isDrawn",
            (select count(*)::int from qa_item i left join qa_verdict v on v.script_number = i.script_number
             where i.batch_id = b.id and v.script_number is null) as open
     from moderation_batch b where b.id = $1`,
    [batchId],
  );
  if (!batch?.confirmedAt || (batch.isDrawn && batch.open === 0)) return null;
  const { date } = addWorkingDays(
    londonDate(instantOf(batch.confirmedAt)),
    rule.days,
    bankHolidaysFrom(batch.holidays),
  );
  if (Temporal.PlainDate.compare(londonDate(instantOf(batch.now)), date) > 0) return null;
  return { until: date.toString(), open: batch.isDrawn ? batch.open : null };
}

/** Scripts of a batch on whose outcome the quality agent disagrees, by number. One statement. */
export async function disputedIn(reads: Reads, batchId: string): Promise<string[]> {
  const rows = await reads.query<{ script: string }>(
    `select i.script_number as script from qa_item i join qa_verdict v on v.script_number = i.script_number
     where i.batch_id = $1 and v.verdict = 'disagree-outcome' order by 1`,
    [batchId],
  );
  return rows.map(({ script }) => script);
}
