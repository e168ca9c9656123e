import { firstRefusal, type Refusal } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';
import { deferralFrom, deferralsSql, type DeferralDates } from '../deferrals.js';
import type { EnrolmentState } from '../enrolment.lifecycle.js';
import { extensionRules, type ExtensionCode } from './extension.rules.js';

/** A later closing that is thought of for a booking. */
export interface WishedClosing {
  readonly bookingId: string;
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
}

interface Row {
  readonly id: string;
  readonly isMissed: boolean;
  readonly state: EnrolmentState;
  readonly isOpenAttempt: boolean;
  readonly isOwnVersion: boolean;
  readonly elsewhere: string | null;
  readonly longStop: string | null;
  readonly deferrals: readonly DeferralDates[];
  readonly seatsLeft: number;
}

/**
 * Why bookings of one window are not given the closings that are thought of, by booking; those that may be are not in it.
 * Who booked first is first given one of the places that are left. One statement, whatever their number.
 */
export async function whyNotExtended(
  db: Pick<Transaction, 'query'>,
  wishes: readonly WishedClosing[],
): Promise<Map<string, Refusal<ExtensionCode>>> {
  const wishOf = new Map(wishes.map((wish) => [wish.bookingId, wish]));
  const rows = await db.query<Row>(
    `select b.id, b.state in ('no-show') as "isMissed", e.state, e.attempt_no = b.attempt_no as "isOpenAttempt",
            e.framework_version = w.framework_version as "isOwnVersion",
            (select v.name from booking o join assessment_window v on v.id = o.window_id
             where o.enrolment_id = e.id and o.id <> b.id and o.state in ('booked', 'confirmed', 'used')
             order by o.attempt_no = b.attempt_no desc, v.opens_at desc limit 1) as elsewhere,
            e.long_stop as "longStop",
            case when b.attempt_no = 1 then ${deferralsSql('e.id')} else '[]' end as deferrals,
            w.capacity - (select count(*)::int from booking t where t.window_id = w.id and t.seat is not null) as "seatsLeft"
     from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
     where b.id = any($1::uuid[]) order by b.booked_at, b.id`,
    [[...wishOf.keys()]],
  );
  const barred = new Map<string, Refusal<ExtensionCode>>();
  let given = 0;
  for (const row of rows) {
    const { opensAt, closesAt } = wishOf.get(row.id) as WishedClosing;
    const refusal = firstRefusal(extensionRules, {
      ...row,
      opensAt,
      closesAt,
      longStop: row.longStop === null ? null : Temporal.PlainDate.from(row.longStop),
      deferrals: row.deferrals.map(deferralFrom),
      seatsLeft: row.seatsLeft - given,
    });
    if (refusal) barred.set(row.id, refusal);
    else if (row.isMissed) given += 1;
  }
  return barred;
}
