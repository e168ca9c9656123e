import type { Transaction } from '../platform/database/database.js';
import type { EnrolmentRow } from './enrolment.entity.js';
import { moveEnrolment } from './move-enrolment.js';

// Days are civil, in London; `to_date` is the day of return.
const today = `london_date((select app_now()))`;

/** SQL: whether a deferral of enrolment `e` runs today. */
export const isAwaySql = `exists (select from deferral d where d.enrolment_id = e.id and d.from_date <= ${today} and d.to_date > ${today})`;

/** Notes of an enrolment's deferrals that are over when that was seen. */
export async function noteReturn(tx: Transaction, { id }: EnrolmentRow): Promise<void> {
  await tx.query(
    `update deferral set ended_at = app_now() where enrolment_id = $1 and ended_at is null and to_date <= ${today}`,
    [id],
  );
}

/** Who does something on the day of return is back, whether or not the hour's sweep has been there. `row` is locked. */
export async function returnIfOver(tx: Transaction, row: EnrolmentRow): Promise<void> {
  if (row.state !== 'deferred') return;
  const [away] = await tx.query(`select 1 from enrolment e where e.id = $1 and ${isAwaySql}`, [row.id]);
  if (away) return;
  await moveEnrolment(tx, row, 'return', { act: 'deferral.ended' });
  await noteReturn(tx, row);
}
