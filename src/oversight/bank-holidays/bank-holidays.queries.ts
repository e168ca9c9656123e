import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** A batch whose results may still wait for the quality agent. */
export interface HeldBatch {
  readonly windowName: string;
  readonly confirmedAt: Date;
  readonly days: number;
}

/** The framework's clocks of working days, in the words of the people whom they bind. */
export interface WorkingDayRules {
  readonly markDays: number;
  readonly agreeDays: number;
  readonly holdDays: number | null;
  /** The provider's: days within which a participant's request is decided. */
  readonly decideDays: number;
}

/** Batches of a provider that are confirmed and not released, of the last hundred days: a hold is shorter. One statement. */
export async function heldBatches(db: Reads, providerId: string): Promise<HeldBatch[]> {
  return db.query<HeldBatch>(
    `select distinct on (b.id) w.name as "windowName", b.confirmed_at as "confirmedAt",
            (f.definition #>> '{qa,days}')::int as days
     from moderation_batch b join assessment_window w on w.id = b.window_id
     join framework_version f on f.id = w.framework_version
     where w.provider_id = $1 and b.state in ('confirmed', 'cleared')
       and (f.definition #>> '{qa,requiredBeforeRelease}')::boolean
       and b.confirmed_at > (select app_now()) - interval '100 days'
     order by b.id limit 100`,
    [providerId],
  );
}

/** The numbers of the newest framework and of the provider; null before the first framework. One statement. */
export async function workingDayRules(db: Reads, providerId: string): Promise<WorkingDayRules | null> {
  const [row] = await db.query<WorkingDayRules>(
    `select (definition #>> '{marking,markDays}')::int as "markDays",
            (definition #>> '{marking,agreeDays}')::int as "agreeDays",
            case when (definition #>> '{qa,requiredBeforeRelease}')::boolean then (definition #>> '{qa,days}')::int end as "holdDays",
            (select decide_requests_within from provider where id = $1) as "decideDays"
     from framework_version order by published_at desc, id desc limit 1`,
    [providerId],
  );
  return row ?? null;
}
