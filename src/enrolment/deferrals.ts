import type { Deferral } from '#libs/calendar';
import type { Transaction } from '../platform/database/database.js';

/** A deferral as SQL gives it: its first day and the day of return, YYYY-MM-DD in London. */
export interface DeferralDates {
  readonly from: string;
  readonly until: string;
}

/** SQL: the deferrals of an enrolment as DeferralDates, in their order; `[]` where there are none. */
export const deferralsSql = (enrolmentId: string): string =>
  `coalesce((select json_agg(json_build_object('from', d.from_date, 'until', d.to_date) order by d.from_date)
             from deferral d where d.enrolment_id = ${enrolmentId}), '[]')`;

export const deferralFrom = ({ from, until }: DeferralDates): Deferral => ({
  from: Temporal.PlainDate.from(from),
  until: Temporal.PlainDate.from(until),
});

/** An enrolment's deferrals, in their order. One statement. */
export async function deferralsOf(db: Pick<Transaction, 'query'>, enrolmentId: string): Promise<DeferralDates[]> {
  return db.query<DeferralDates>(
    `select from_date as from, to_date as until from deferral where enrolment_id = $1 order by from_date`,
    [enrolmentId],
  );
}
