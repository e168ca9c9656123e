import type { Transaction } from '../../platform/database/database.js';
import { overAtSql } from '../bookings/closing.js';

type Reads = Pick<Transaction, 'query'>;

/** Up to when the account of one task is taken, where that is earlier than the window closes. */
export interface TaskClosing {
  readonly task: string;
  /** The task's, by the window's framework. */
  readonly title: string;
  readonly closesAt: Date;
}

/**
 * SQL for the first instant that is too late to send or change the account of task `t` under booking `b` of window `w`: whoever
 * has longer than the window, by an adjustment or after a failure of ours, has as much longer for each task. The triggers
 * `document_account_in_time` and `document_account_stays` hold accounts to the same function.
 */
export const taskClosesAtSql = `task_closes_at(t.closes_at, w.closes_at, ${overAtSql})`;

/** SQL for the title of task `t` of window `w`. */
export const taskTitleSql = `(select k ->> 'title' from framework_version f, jsonb_array_elements(f.definition -> 'tasks') k
  where f.id = w.framework_version and k ->> 'code' = t.task)`;

const asJson = (closesAt: string): string =>
  `(select coalesce(json_agg(json_build_object('task', t.task, 'title', ${taskTitleSql}, 'closesAt', ${closesAt}) order by t.task), '[]')
    from window_task_closing t where t.window_id = w.id)`;

/** SQL: those of booking `b` in window `w`, as they are for this person, as JSON. */
export const taskClosingsSql = asJson(taskClosesAtSql);
/** SQL: those of window `w` itself, as JSON. */
export const windowTaskClosingsSql = asJson('t.closes_at');

/** The task closings of a window, by task. One statement. */
export async function taskClosingsOf(db: Reads, windowId: string): Promise<TaskClosing[]> {
  return db.query<TaskClosing>(
    `select t.task, ${taskTitleSql} as title, t.closes_at as "closesAt"
     from window_task_closing t join assessment_window w on w.id = t.window_id where t.window_id = $1 order by t.task`,
    [windowId],
  );
}

/** Those of the place that an attempt holds, as they are for this person; none without a place. One statement. */
export async function taskClosingsFor(
  db: Reads,
  enrolmentId: string,
  attemptNo: number,
): Promise<(TaskClosing & { readonly isOver: boolean })[]> {
  return db.query(
    `select t.task, ${taskTitleSql} as title, ${taskClosesAtSql} as "closesAt", ${taskClosesAtSql} <= (select app_now()) as "isOver"
     from booking b join assessment_window w on w.id = b.window_id join window_task_closing t on t.window_id = w.id
     where b.enrolment_id = $1 and b.attempt_no = $2 and b.state in ('booked', 'confirmed', 'used') order by t.task`,
    [enrolmentId, attemptNo],
  );
}
