import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import { clockOf, type ClockHistory } from './clock.js';
import { deferralFrom, deferralsOf } from './deferrals.js';
import { EnrolmentRow } from './enrolment.entity.js';
import { enrolmentLifecycle, type EnrolmentEvent } from './enrolment.lifecycle.js';

/** What the journal keeps of a move. */
export interface MoveNote {
  readonly act: string;
  readonly why?: string | null;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The enrolment, locked until the transaction ends. Throws where there is none: ids come from rows that name it. */
export async function lockEnrolment(tx: Transaction, enrolmentId: string): Promise<EnrolmentRow> {
  return tx.repository(EnrolmentRow).findOneOrFail({ where: { id: enrolmentId }, lock: { mode: 'pessimistic_write' } });
}

/** The one function that moves an enrolment's state. `row` is locked; what else changed in it is saved too. */
export async function moveEnrolment(
  tx: Transaction,
  row: EnrolmentRow,
  event: EnrolmentEvent,
  note: MoveNote,
): Promise<Result<EnrolmentRow, 'enrolment-not-in-state'>> {
  const from = row.state;
  const to = next(enrolmentLifecycle, from, event);
  if (to === null) return refuse('enrolment-not-in-state', { state: from, event });
  const moved = await tx.repository(EnrolmentRow).save(Object.assign(row, { state: to }));
  await tx.journal({ aggregate: 'enrolment', id: row.id, from, to, ...note });
  return moved;
}

/** What has moved this clock so far, read again from its rows. */
export async function readHistory(tx: Pick<Transaction, 'query'>, enrolmentId: string): Promise<ClockHistory> {
  const deferrals = await deferralsOf(tx, enrolmentId);
  const [extended] = await tx.query<{ days: number }>(
    `select coalesce(sum(days), 0)::int as days from extension where enrolment_id = $1`,
    [enrolmentId],
  );
  return {
    deferrals: deferrals.map(deferralFrom),
    extendedDays: extended?.days ?? 0,
  };
}

/** Computes presentBy anew from the start date and everything that moved it, and writes it with its why. */
export async function resetClock(tx: Transaction, row: EnrolmentRow, framework: Framework): Promise<EnrolmentRow> {
  const history = await readHistory(tx, row.id);
  const clock = clockOf(framework.clock, Temporal.PlainDate.from(row.startDate), history);
  return tx.repository(EnrolmentRow).save(
    Object.assign(row, {
      presentBy: clock.date.toString(),
      presentByWhy: clock.why,
      longStop: framework.clock.longStop,
    }),
  );
}
