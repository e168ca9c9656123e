import type { Transaction } from '../../platform/database/database.js';
import { bankHolidaysSql, type BankHolidaysJson } from '../../qualification/index.js';

type Reads = Pick<Transaction, 'query'>;

/** A window that is not closed, with who is expected in it. Nobody is counted twice, in one window or in two. */
export interface ForecastRow {
  readonly id: string;
  readonly name: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly places: number;
  /** Who holds a place, or has submitted under one. */
  readonly booked: number;
  /** Who waits for a place in it; of several lists that of the earliest window counts. */
  readonly waiting: number;
  /** Who has no place and waits nowhere, and for whom it is the last window that fits. */
  readonly unbooked: number;
  /** Scripts that those may take who are accredited for its framework when it closes, for this provider. */
  readonly scriptsAtMost: number;
  /** The framework's: hours that marking a script takes, and when how many are marked twice. */
  readonly hoursPerScript: number | null;
  readonly allWhenAtMost: number;
  readonly randomPct: number;
  /** What a second mark takes beside a first: 1, or where it is of one account the accounts' part. */
  readonly secondShare: number;
}

const riskDaysSql = `select distinct d::int as days
  from (select definition from framework_version order by published_at desc, id desc limit 1) f,
       jsonb_array_elements_text(f.definition #> '{clock,remindDaysBefore}') d where d::int >= 30 order by 1 desc`;

const today = `london_date((select app_now()))`;

/** SQL: window `w` serves unbooked `u`, closes by the end of their last day, can still be booked, and not while they are away. */
const fits = `w.provider_id = u.provider_id and w.framework_version = u.framework_version and w.closed_at is null
  and w.booking_closes_at > (select app_now())
  and w.closes_at <= (u.last_day + 1)::timestamp at time zone 'Europe/London'
  and not exists (select from deferral d where d.enrolment_id = u.id and u.attempt_no = 1
                  and d.from_date::timestamp at time zone 'Europe/London' < w.closes_at
                  and w.opens_at < d.to_date::timestamp at time zone 'Europe/London')`;

/** SQL: who has no place and needs one, of provider $1, with the window in which each is expected. */
const unbooked = `
  with u as (
    select e.id, e.participant_id, e.framework_version, e.attempt_no, e.state, p.provider_id, p.name,
           case when e.attempt_no > 1 and e.resubmit_by is not null then e.resubmit_by else e.present_by end as last_day
    from enrolment e join participant p on p.id = e.participant_id
    where p.provider_id = $1 and e.state in ('active', 'deferred', 'resubmitting')
      and not exists (select from booking b where b.enrolment_id = e.id and b.attempt_no = e.attempt_no
                      and b.state in ('booked', 'confirmed', 'used'))
  ), expected as (
    select u.*, waits.id as waits_for, waits.name as waits_for_name, last.id as last_id, last.name as last_name
    from u
    left join lateral (select w.id, w.name from waiting_place l join assessment_window w on w.id = l.window_id
      where l.enrolment_id = u.id and l.attempt_no = u.attempt_no and ${fits} order by w.opens_at, w.id limit 1) waits on true
    left join lateral (select w.id, w.name from assessment_window w where ${fits}
      order by w.closes_at desc, w.id limit 1) last on true
  )`;

/** Windows of a provider that are not closed, the earliest first. One statement. */
export async function forecastRows(db: Reads, providerId: string): Promise<ForecastRow[]> {
  return db.query<ForecastRow>(
    `${unbooked}, counts as (
       select coalesce(waits_for, last_id) as id, count(waits_for)::int as waiting,
              (count(*) - count(waits_for))::int as unbooked
       from expected group by 1
     )
     select w.id, w.name, w.opens_at as "opensAt", w.closes_at as "closesAt", w.capacity as places,
            (select count(*)::int from booking b where b.window_id = w.id and b.seat is not null) as booked,
            coalesce(c.waiting, 0) as waiting, coalesce(c.unbooked, 0) as unbooked,
            (select coalesce(sum(a.capacity), 0)::int from accreditation a join staff s on s.id = a.staff_id
             join sign_in i on i.id = s.sign_in_id
             where a.framework_version = w.framework_version and a.state in ('probation', 'accredited')
               and a.valid_to >= london_date(w.closes_at) and i.disabled_at is null
               and coalesce(s.managing_provider_id, s.provider_id) = w.provider_id) as "scriptsAtMost",
            (f.definition #>> '{marking,hoursPerScript}')::float as "hoursPerScript",
            (f.definition #>> '{secondMarking,allWhenAtMost}')::int as "allWhenAtMost",
            (f.definition #>> '{secondMarking,randomPct}')::int as "randomPct",
            case when f.definition #>> '{secondMarking,budget,scope}' = 'account' then 1.0 / jsonb_array_length(f.definition -> 'tasks') else 1.0 end::float as "secondShare"
     from assessment_window w join framework_version f on f.id = w.framework_version left join counts c on c.id = w.id
     where w.provider_id = $1 and w.closed_at is null order by w.opens_at, w.id limit 100`,
    [providerId],
  );
}

/** Somebody whose clock runs, who has no place, and whose last day to present is near. */
export interface AtRiskRow {
  readonly enrolmentId: string;
  readonly participantId: string;
  readonly name: string;
  /** YYYY-MM-DD, London. */
  readonly presentBy: string;
  readonly daysLeft: number;
  readonly waitsFor: string | null;
  /** The last window that fits and can be booked, or null. */
  readonly lastWindow: string | null;
}

export const atRiskPage = 50;

/** SQL: whose first attempt is at risk; with a place nobody is. */
const atRisk = `attempt_no = 1 and state in ('active') and last_day >= ${today} and last_day <= ${today} + $2::int`;

/** Those with `withinDays` or fewer to their last day, the nearest first, after the one named. One statement. */
export async function atRiskRows(
  db: Reads,
  of: { readonly providerId: string; readonly withinDays: number; readonly after?: string; readonly limit: number },
): Promise<AtRiskRow[]> {
  return db.query<AtRiskRow>(
    `${unbooked}
     select id as "enrolmentId", participant_id as "participantId", name, last_day as "presentBy",
            (last_day - ${today})::int as "daysLeft", waits_for_name as "waitsFor", last_name as "lastWindow"
     from expected where ${atRisk}
       and ($3::uuid is null or (last_day, id) > (select present_by, id from enrolment where id = $3))
     order by last_day, id limit $4`,
    [of.providerId, of.withinDays, of.after ?? null, of.limit],
  );
}

/** How many are at risk within each number of days, and how many have no window left that fits. One statement. */
export async function atRiskCounts(
  db: Reads,
  of: { readonly providerId: string; readonly days: readonly number[] },
): Promise<{ readonly days: number; readonly people: number; readonly withoutWindow: number }[]> {
  return db.query(
    `${unbooked}
     select t.days, count(x.id)::int as people, (count(x.id) filter (where x.last_id is null))::int as "withoutWindow"
     from unnest($3::int[]) as t (days)
     left join (select id, last_id, last_day from expected where ${atRisk}) x on x.last_day <= ${today} + t.days
     group by t.days order by t.days desc`,
    [of.providerId, Math.max(0, ...of.days), of.days],
  );
}

/** What the page says beside the windows: the days at which a person is at risk, and the bank holidays. One statement. */
export async function outlook(db: Reads): Promise<{ days: number[]; now: Date; holidays: BankHolidaysJson }> {
  const [row] = await db.query<{ days: number[]; now: Date; holidays: BankHolidaysJson }>(
    `select array(${riskDaysSql}) as days, app_now() as now, ${bankHolidaysSql} as holidays`,
  );
  if (!row) throw new Error('A row that must be there is not');
  return row;
}

/** The days at which a person is at risk: those of the framework's reminders that are 30 or more before the last day. */
export async function riskDays(db: Reads): Promise<number[]> {
  const rows = await db.query<{ days: number }>(riskDaysSql);
  return rows.map(({ days }) => days);
}
