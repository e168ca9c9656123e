import type { Database, Transaction } from '../platform/database/database.js';

/** A participant as far as conflicts go. `key` is the caller's own name for them, e.g. a script number. */
export interface Judged {
  readonly key: string;
  readonly trustId: string | null;
  readonly schoolId: string | null;
  readonly email: string;
}

/** Why a person may not judge: works (or worked within three years) for the trust or school, or declared a tie. */
export type ConflictReason = 'same-trust' | 'same-school' | 'declared' | 'relative' | 'line-manager' | 'sponsor';

export interface ConflictFound {
  readonly key: string;
  readonly staffId: string;
  readonly reason: ConflictReason;
}

/**
 * Who may not judge whom on a date (YYYY-MM-DD), in one statement for all of them. The participants' facts go in; out
 * come staff ids and reason codes only, so that the answer may be handed to rooms that must not know a participant.
 * A conflict holds from its first day up to, not including, its last; an employer's for three years after the job ended.
 */
export async function conflictsWith(
  reader: Pick<Database | Transaction, 'query'>,
  judged: readonly Judged[],
  onDate: string,
): Promise<ConflictFound[]> {
  if (judged.length === 0) return [];
  return reader.query<ConflictFound>(
    `with judged as (
       select key, coalesce(j."trustId", s.trust_id) as whole_trust_id,
              "schoolId" as school_id, lower(email) as email
       from jsonb_to_recordset($1::jsonb) as j (key text, "trustId" uuid, "schoolId" uuid, email text)
       left join school s on s.id = j."schoolId"
     ),
     tie as (
       select id as staff_id, 'employer' as kind, employer_trust_id as trust_id, employer_school_id as school_id,
              null as email
       from staff where employer_trust_id is not null or employer_school_id is not null
       union all
       select staff_id, kind, trust_id, school_id, lower(participant_email)
       from conflict
       where from_date <= $2::date
         and (to_date is null or $2::date < case when kind = 'employer' then to_date + interval '3 years' else to_date end)
     )
     select distinct j.key, t.staff_id as "staffId",
            case when t.kind = 'employer' and t.school_id = j.school_id then 'same-school'
                 when t.kind = 'employer' then 'same-trust' else t.kind end as reason
     from judged j
     join tie t on t.email = j.email or t.school_id = j.school_id or t.trust_id = j.whole_trust_id
                or (t.kind = 'employer' and (select trust_id from school where id = t.school_id) = j.whole_trust_id)
     order by 1, 2, 3`,
    [JSON.stringify(judged), onDate],
  );
}
