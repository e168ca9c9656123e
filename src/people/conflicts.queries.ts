import type { Database, Transaction } from '../platform/database/database.js';

/**
 * A participant as far as conflicts go. `key` is the caller's own name for them, e.g. a script number. `email` finds the
 * person, and with them where they worked before; `trustId` and `schoolId` say where they work on the date.
 */
export interface Judged {
  readonly key: string;
  readonly trustId: string | null;
  readonly schoolId: string | null;
  readonly email: string;
  /** How many years a school or trust counts after somebody left it: `accreditation.sharedEmployerYears` of the framework. */
  readonly sharedYears: number;
}

/** Why a person may not judge: works (or worked within the years that count) for the trust or school, or declared a tie. */
export type ConflictReason = 'same-trust' | 'same-school' | 'declared' | 'relative' | 'line-manager' | 'sponsor';

export interface ConflictFound {
  readonly key: string;
  readonly staffId: string;
  readonly reason: ConflictReason;
}

/** SQL: how long a school or trust counts after somebody left it. Source: domain, 8.3 (allocate): "now or in last 3 years" (cfg). */
const countsAfter = `make_interval(years => $3::int)`;

/** SQL: a span of days (half open, ends may be null) counts on the date: it has begun and did not end too long ago. */
const counts = (from: string, to: string): string =>
  `(${from} is null or ${from} <= $2::date) and (${to} is null or $2::date < ${to} + ${countsAfter})`;

/**
 * SQL: the schools and trusts that the rows of `source` (who, school_id, trust_id, from_date, to_date) stand for. A school
 * stands for a trust in the days in which it belonged to it and the person to the school, and in no others: a school that
 * left a trust is a way into it for those who were there before, one that joins makes all of its people colleagues.
 */
const organisationsOf = (source: string): string => `
  select who, school_id as organisation, true as is_school from ${source}
  where school_id is not null and ${counts('from_date', 'to_date')}
  union
  select who, trust_id, false from ${source} where trust_id is not null and ${counts('from_date', 'to_date')}
  union
  select w.who, m.trust_id, false from ${source} w join school_trust m on m.school_id = w.school_id
  cross join lateral (select daterange(w.from_date, w.to_date) * daterange(m.from_date, m.to_date) as days) as both_hold
  where not isempty(days) and ${counts('lower(days)', 'upper(days)')}`;

/**
 * Who may not judge whom on a date (YYYY-MM-DD), in one statement for all whose frameworks count the same years. The participants' facts go in; out
 * come staff ids and reason codes only, so that the answer may be handed to rooms that must not know a participant.
 * Schools and trusts count on both sides for as long as somebody works there and so many years after; a declared tie
 * holds from its first day up to, not including, its last. Edge case 22: all of it is asked by days.
 */
export async function conflictsWith(
  reader: Pick<Database | Transaction, 'query'>,
  judged: readonly Judged[],
  onDate: string,
): Promise<ConflictFound[]> {
  const byYears = Map.groupBy(judged, ({ sharedYears }) => sharedYears);
  const found: ConflictFound[] = [];
  for (const [years, some] of byYears) found.push(...(await conflictsOf(reader, some, onDate, years)));
  return found;
}

async function conflictsOf(
  reader: Pick<Database | Transaction, 'query'>,
  judged: readonly Judged[],
  onDate: string,
  sharedYears: number,
): Promise<ConflictFound[]> {
  return reader.query<ConflictFound>(
    `with judged as (
       select key, "trustId" as trust_id, "schoolId" as school_id, lower(email) as email
       from jsonb_to_recordset($1::jsonb) as j (key text, "trustId" uuid, "schoolId" uuid, email text)
     ),
     -- A record that went into another still says where the person worked, and by which address ties name them.
     person as (
       select j.key, j.email, i.id as sign_in_id from judged j left join sign_in i on lower(i.email) = j.email
       union
       select j.key, lower(d.email), d.id
       from judged j join sign_in i on lower(i.email) = j.email join sign_in d on d.merged_into = i.id
     ),
     judged_works as (
       select j.key as who, j.school_id, j.trust_id, $2::date as from_date, $2::date + 1 as to_date from judged j
       union all
       select j.key, w.school_id, w.trust_id, w.from_date, w.to_date
       from person j join workplace w on w.sign_in_id = j.sign_in_id
     ),
     judged_of as (${organisationsOf('judged_works')}),
     staff_works as (
       select s.id as who, w.school_id, w.trust_id, w.from_date, w.to_date
       from staff s join workplace w on w.sign_in_id = s.sign_in_id
       union all
       select staff_id, school_id, trust_id, from_date, to_date from conflict where kind = 'employer'
     ),
     staff_of as (${organisationsOf('staff_works')}),
     declared as (
       select staff_id, kind, coalesce(school_id, trust_id) as organisation, lower(participant_email) as email
       from conflict where (kind <> 'employer' or participant_email is not null) and from_date <= $2::date
         and (to_date is null or $2::date < case when kind = 'employer' then to_date + ${countsAfter} else to_date end)
     )
     select j.who as key, s.who as "staffId", case when bool_or(s.is_school) then 'same-school' else 'same-trust' end as reason
     from judged_of j join staff_of s on s.organisation = j.organisation
     group by j.who, s.who
     union
     select j.who, d.staff_id, d.kind from judged_of j join declared d on d.organisation = j.organisation
     union
     select j.key, d.staff_id, case when d.kind = 'employer' then 'same-trust' else d.kind end
     from person j join declared d on d.email = j.email
     order by 1, 2, 3`,
    [JSON.stringify(judged), onDate, sharedYears],
  );
}
