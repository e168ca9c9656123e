import type { Transaction } from '../../platform/database/database.js';
import type { Details } from './details-rules.js';

type Reads = Pick<Transaction, 'query'>;

/** What is recorded of a participant now, with the ids behind it. */
export interface Recorded extends Details {
  readonly participantId: string;
  readonly signInId: string;
  readonly school: string | null;
  readonly trust: string | null;
}

/** Throws where there is no such participant; `lock` is SQL that holds the row `p`. One statement. */
export async function recordedDetails(
  reads: Reads,
  participantId: string,
  lock: '' | 'for update of p' = '',
): Promise<Recorded> {
  const [row] = await reads.query<Recorded>(
    `select p.id as "participantId", p.sign_in_id as "signInId", p.name, i.email, p.trn, coalesce(s.urn, '') as urn,
            coalesce(t.uid, '') as "trustUid", s.name as school, t.name as trust,
            coalesce(p.coach_name, '') as "coachName", coalesce(p.coach_email, '') as "coachEmail"
     from participant p join sign_in i on i.id = p.sign_in_id
     left join school s on s.id = p.school_id left join trust t on t.id = p.trust_id where p.id = $1 ${lock}`,
    [participantId],
  );
  if (!row) throw new Error(`There is no participant ${participantId}`);
  return row;
}

/** Who coached a participant before. */
export interface FormerCoach {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  /** When it was noted that they do not any more. */
  readonly at: Date;
}

/** SQL: the ids of the records of participant `id`, itself an SQL expression: their own and those merged into it. */
export const recordsOf = (id: string): string =>
  `(select ${id} union select duplicate_id from participant_merge where survivor_id = ${id} and undone_at is null)`;

/** SQL: who coaches or coached participant `id`, as all their records say: name and email, either of them null. */
export const coachesOf = (id: string): string =>
  `(select c.name, c.email from ${recordsOf(id)} as own (id)
    cross join lateral (select coach_name as name, coach_email as email from participant where id = own.id
                        union all select name, email from former_coach where participant_id = own.id) as c)`;

/** Those who coached a participant before, the newest first; those of records merged into theirs too. One statement. */
export async function formerCoaches(reads: Reads, participantId: string): Promise<FormerCoach[]> {
  return reads.query<FormerCoach>(
    `select c.id, c.name, c.email, c.noted_at as at from former_coach c where c.participant_id in ${recordsOf('$1::uuid')}
     order by c.noted_at desc, c.id`,
    [participantId],
  );
}

/** A change of somebody's details as the journal keeps it. */
export interface DetailsLine {
  readonly at: Date;
  readonly by: string | null;
  readonly why: string | null;
  readonly changes: Readonly<Record<string, { readonly was: string; readonly is: string }>>;
  readonly from: string | null;
}

/** What was changed of a participant, newest first, fifty at most. One statement. */
export async function detailsChanges(reads: Reads, participantId: string): Promise<DetailsLine[]> {
  return reads.query<DetailsLine>(
    `select j.at, s.name as by, j.why, coalesce(j.facts -> 'changes', '{}') as changes, j.facts ->> 'from' as from
     from journal_entry j left join staff s on 'staff:' || s.id = j.actor
     where j.aggregate = 'participant' and j.aggregate_id = $1 and j.act = 'participant.changed'
     order by j.seq desc limit 50`,
    [participantId],
  );
}
