import { londonDate } from '#libs/calendar';
import type { Framework } from '#libs/rubric';
import type { Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import type { Frameworks } from '../../qualification/index.js';
import { overAtSql } from '../bookings/closing.js';
import type { ClockHistory } from '../clock.js';
import type { EnrolmentState } from '../enrolment.lifecycle.js';
import { readHistory } from '../move-enrolment.js';
import type { HeldPlace } from './clock-effect.js';

type Reads = Pick<Transaction, 'query'>;

/** Everything that a decision about one clock looks at, read before it (for the preview) and under lock (to take it). */
export interface ClockFacts {
  readonly enrolmentId: string;
  readonly state: EnrolmentState;
  readonly startDate: Temporal.PlainDate;
  readonly presentBy: string;
  readonly today: Temporal.PlainDate;
  readonly history: ClockHistory;
  readonly extensions: number;
  /** Places held for the first attempt, nothing submitted: what presentBy has a say in. */
  readonly places: readonly HeldPlace[];
  /** True where something was submitted for the first attempt. */
  readonly hasSubmitted: boolean;
  readonly framework: Framework;
}

interface Row {
  state: EnrolmentState;
  start_date: string;
  present_by: string;
  framework_version: string;
  today: Date;
  extensions: number;
  has_submitted: boolean;
}

export async function gatherClock(db: Reads, frameworks: Frameworks, enrolmentId: string): Promise<ClockFacts> {
  const [row] = await db.query<Row>(
    `select e.state, e.start_date, e.present_by, e.framework_version, app_now() as today,
            (select count(*)::int from extension where enrolment_id = e.id) as extensions,
            exists (select from booking b where b.enrolment_id = e.id and b.attempt_no = 1 and b.state in ('used')) as has_submitted
     from enrolment e where e.id = $1`,
    [enrolmentId],
  );
  if (!row) throw new Error(`There is no enrolment ${enrolmentId}`);
  const places = await db.query<{ id: string; name: string; opens_at: Date; closes_at: Date; closes_for_them: Date }>(
    `select b.id, w.name, w.opens_at, w.closes_at,
            ${overAtSql} as closes_for_them
     from booking b join assessment_window w on w.id = b.window_id
     where b.enrolment_id = $1 and b.attempt_no = 1 and b.state in ('booked', 'confirmed') order by w.opens_at`,
    [enrolmentId],
  );
  return {
    enrolmentId,
    state: row.state,
    startDate: Temporal.PlainDate.from(row.start_date),
    presentBy: row.present_by,
    today: londonDate(instantOf(row.today)),
    history: await readHistory(db, enrolmentId),
    extensions: row.extensions,
    places: places.map((place) => ({
      bookingId: place.id,
      windowName: place.name,
      opensAt: instantOf(place.opens_at),
      closesAt: instantOf(place.closes_at),
      closesForThem: instantOf(place.closes_for_them),
    })),
    hasSubmitted: row.has_submitted,
    framework: await frameworks.framework(row.framework_version, db),
  };
}
