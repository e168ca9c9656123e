import type { Transaction } from '../platform/database/database.js';
import { closesAtSql, taskClosesAtSql, taskTitleSql } from '../enrolment/index.js';
import { farthestSql, mayLeaveSql, type Series } from './timetable.js';

type Reads = Pick<Transaction, 'query'>;

/** A deadline that somebody still has to do something about. Dates are YYYY-MM-DD in London. */
export interface OpenDeadline {
  readonly enrolmentId: string;
  readonly series: Series;
  readonly about: string;
  readonly deadline: string;
  /** The first instant that is too late. */
  readonly at: Date;
  /** The day on which the deadline came to be; reminders due by then are not sent. Null: as old as one likes. */
  readonly since: string | null;
  readonly attemptNo: number;
  readonly windowName: string | null;
  /** The task whose account it is about. */
  readonly taskTitle: string | null;
  readonly why: string;
  readonly name: string;
  readonly email: string;
  readonly days: number[];
  readonly sent: number[];
}

const today = `london_date((select app_now()))`;

// Who booked, presented, deferred or left stands in none of these: what is done is never reminded of.
const open: Readonly<Record<Series, string>> = {
  'present-by': `
    select e.id as enrolment_id, e.attempt_no::text as about, d.day as deadline,
           (d.day + 1)::timestamp at time zone 'Europe/London' as at, null::date as since, null::text as window_name, null::text as task_title
    from enrolment e
    cross join lateral (select case when e.attempt_no > 1 and e.resubmit_by is not null then e.resubmit_by
                                    else e.present_by end as day) d
    where e.state in ('active', 'resubmitting')
      and not exists (select from booking b where b.enrolment_id = e.id and b.attempt_no = e.attempt_no
                      and b.state in ('booked', 'confirmed', 'used'))`,
  'confirm-by': `
    select e.id as enrolment_id, b.id::text as about, london_date(w.confirm_by) as deadline, w.confirm_by as at,
           london_date(b.booked_at) as since, w.name as window_name, null::text as task_title
    from enrolment e join booking b on b.enrolment_id = e.id and b.attempt_no = e.attempt_no
    join assessment_window w on w.id = b.window_id
    where e.state in ('active', 'resubmitting') and b.state in ('booked') and b.kept_at is null`,
  'window-closes': `
    select e.id as enrolment_id, b.id::text as about, london_date(c.at - interval '1 microsecond') as deadline, c.at,
           london_date(b.booked_at) as since, w.name as window_name, null::text as task_title
    from enrolment e join booking b on b.enrolment_id = e.id and b.attempt_no = e.attempt_no
    join assessment_window w on w.id = b.window_id cross join lateral (select ${closesAtSql} as at) c
    where e.state in ('active', 'resubmitting') and b.state in ('booked', 'confirmed')`,
  // Whoever has sent the account has done it, whatever its count; an attempt that judges nothing of a task needs none.
  'task-closes': `
    select e.id as enrolment_id, b.id || '/' || t.task as about, london_date(c.at - interval '1 microsecond') as deadline, c.at,
           london_date(b.booked_at) as since, w.name as window_name, ${taskTitleSql} as task_title
    from enrolment e join booking b on b.enrolment_id = e.id and b.attempt_no = e.attempt_no
    join assessment_window w on w.id = b.window_id join window_task_closing t on t.window_id = w.id
    cross join lateral (select ${taskClosesAtSql} as at) c
    where e.state in ('active', 'resubmitting') and b.state in ('booked', 'confirmed')
      and not exists (select from document d where d.enrolment_id = e.id and d.attempt_no = e.attempt_no
                      and d.component = 'account-' || t.task and d.state not in ('superseded', 'removed'))
      and not exists (select from attempt a join framework_version v on v.id = e.framework_version
                      where a.enrolment_id = e.id and a.no = e.attempt_no and not exists (
                        select from jsonb_array_elements(v.definition -> 'criteria') k
                        where k ->> 'task' = t.task and a.scope ? (k ->> 'code')))`,
};

const days = (series: Series): string =>
  `(select coalesce(array_agg(d::int), '{}') from jsonb_array_elements_text(f.definition #> '{clock,remindDaysBefore}') d
    where d::int <= ${farthestSql(series)})`;

const sent = (series: Series): string =>
  `(select coalesce(array_agg(n.days_before), '{}') from notice n where n.enrolment_id = o.enrolment_id
    and n.series = '${series}' and n.about = o.about and n.deadline = o.deadline)`;

// A reminder is due that is not on record: what a run has dealt with drops out, so that a run goes on where one ended.
const isDue = `${mayLeaveSql} and o.at > (select app_now()) and exists (select from unnest(t.days) d
  where o.deadline - d <= ${today} and (o.since is null or o.deadline - d > o.since) and not d = any (t.sent))`;

/** Enrolments after the one named (keyset) with a reminder of the series due and not on record. One statement. */
export async function enrolmentsDue(db: Reads, series: Series, after: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select distinct o.enrolment_id as id from (${open[series]}) o join enrolment e on e.id = o.enrolment_id
     join framework_version f on f.id = e.framework_version
     cross join lateral (select ${days(series)} as days, ${sent(series)} as sent) t
     where o.enrolment_id > $1 and o.deadline between ${today} and ${today} + ${farthestSql(series)} and ${isDue}
     order by 1 limit $2`,
    [after, limit],
  );
  return rows.map(({ id }) => id);
}

/** The open deadlines of these enrolments that have a reminder due, for a caller who holds their rows. One statement. */
export async function deadlinesDue(db: Reads, series: Series, ids: readonly string[]): Promise<OpenDeadline[]> {
  return db.query<OpenDeadline>(
    `select o.enrolment_id as "enrolmentId", '${series}' as series, o.about, o.deadline::text as deadline, o.at,
            o.since::text as since, e.attempt_no as "attemptNo", o.window_name as "windowName", o.task_title as "taskTitle",
            case when e.attempt_no = 1 then e.present_by_why else e.resubmit_by_why end as why, p.name, s.email, t.days, t.sent
     from (${open[series]}) o join enrolment e on e.id = o.enrolment_id
     join framework_version f on f.id = e.framework_version
     join participant p on p.id = e.participant_id join sign_in s on s.id = p.sign_in_id
     cross join lateral (select ${days(series)} as days, ${sent(series)} as sent) t
     where o.enrolment_id = any ($1::uuid[]) and o.deadline >= ${today} and ${isDue} order by o.enrolment_id`,
    [ids],
  );
}
