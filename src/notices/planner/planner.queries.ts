import { waitingSql } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** A window that may be seen in somebody's time. */
export interface PlannedWindow {
  readonly id: string;
  readonly name: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  /** Places that nobody holds and nobody waits for; below 0 where more wait than are free. */
  readonly seatsLeft: number;
  /** Booking is open now, or will be. */
  readonly mayBeBooked: boolean;
}

/** Windows of a provider and framework that touch the span between two days, the earliest first. One statement. */
export async function windowsBetween(
  db: Reads,
  of: { readonly providerId: string; readonly frameworkVersion: string; readonly from: string; readonly to: string },
): Promise<PlannedWindow[]> {
  return db.query<PlannedWindow>(
    `select w.id, w.name, w.opens_at as "opensAt", w.closes_at as "closesAt",
            w.capacity - ${waitingSql}
              - (select count(*)::int from booking b where b.window_id = w.id and b.seat is not null) as "seatsLeft",
            w.booking_closes_at > (select app_now()) as "mayBeBooked"
     from assessment_window w
     where w.provider_id = $1 and w.framework_version = $2 and w.closes_at > $3::date and w.opens_at < $4::date + 1
     order by w.opens_at, w.id limit 60`,
    [of.providerId, of.frameworkVersion, of.from, of.to],
  );
}
