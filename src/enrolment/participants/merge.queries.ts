import type { Transaction } from '../../platform/database/database.js';
import type { EnrolmentState } from '../enrolment.lifecycle.js';

type Reads = Pick<Transaction, 'query'>;

/** One of two records of a person, side by side. */
export interface MergeSide {
  readonly participantId: string;
  readonly signInId: string;
  readonly name: string;
  readonly email: string;
  readonly trn: string;
  readonly place: string | null;
  readonly hasPassword: boolean;
  /** The record this one went into, or took over; null where neither. */
  readonly mergedInto: string | null;
  readonly tookOver: string | null;
  readonly enrolments: readonly MergeEnrolment[];
}

export interface MergeEnrolment {
  readonly id: string;
  readonly framework: string;
  readonly state: EnrolmentState;
  readonly startDate: string;
  readonly attempts: number;
  readonly scripts: number;
  readonly openCharges: number;
}

const side = `
  select p.id as "participantId", p.sign_in_id as "signInId", p.name, i.email, p.trn,
         nullif(concat_ws(', ', s.name, t.name), '') as place, i.password_hash is not null as "hasPassword",
         (select survivor_id from participant_merge m where m.duplicate_id = p.id and m.undone_at is null) as "mergedInto",
         (select duplicate_id from participant_merge m where m.survivor_id = p.id and m.undone_at is null limit 1) as "tookOver",
         coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'framework', e.framework_version, 'state', e.state,
             'startDate', e.start_date,
             'attempts', (select count(*) from attempt a where a.enrolment_id = e.id),
             'scripts', (select count(*) from script c join submission b on b.id = c.submission_id
                         join attempt a on a.id = b.attempt_id where a.enrolment_id = e.id),
             'openCharges', (select count(*) from charge c where c.enrolment_id = e.id and c.settled_at is null
                             and c.waived_at is null)) order by e.start_date, e.id)
           from enrolment e where e.participant_id = p.id), '[]') as enrolments
  from participant p join sign_in i on i.id = p.sign_in_id
  left join school s on s.id = p.school_id left join trust t on t.id = coalesce(p.trust_id, s.trust_id)`;

/** Both records of a merge by their ids, the survivor first; a record that is not the provider's is null. One statement. */
export async function mergeSides(
  reads: Reads,
  providerId: string,
  survivorId: string,
  duplicateId: string,
): Promise<[MergeSide | null, MergeSide | null]> {
  const rows = await reads.query<MergeSide>(`${side} where p.provider_id = $1 and p.id in ($2, $3)`, [
    providerId,
    survivorId,
    duplicateId,
  ]);
  const of = (id: string): MergeSide | null => rows.find(({ participantId }) => participantId === id) ?? null;
  return [of(survivorId), of(duplicateId)];
}

/** The participant of a provider with this TRN or e-mail address, by id; null where there is none. One statement. */
export async function participantNamed(reads: Reads, providerId: string, sought: string): Promise<string | null> {
  const [row] = await reads.query<{ id: string }>(
    `select p.id from participant p join sign_in i on i.id = p.sign_in_id
     where p.provider_id = $1 and (p.trn = $2 or lower(i.email) = lower($2)) order by p.trn = $2 desc limit 1`,
    [providerId, sought.trim()],
  );
  return row?.id ?? null;
}

/** SQL: the record `p` went into another, and stands for nobody by itself. */
export const wentIntoAnother = `exists (select from participant_merge m where m.duplicate_id = p.id and m.undone_at is null)`;

/** Where an old id leads: the record that this one went into, or null. One statement. */
export async function survivorOf(reads: Reads, participantId: string): Promise<string | null> {
  const [row] = await reads.query<{ id: string }>(
    `select survivor_id as id from participant_merge where duplicate_id::text = $1 and undone_at is null`,
    [participantId],
  );
  return row?.id ?? null;
}

/** A merge as the survivor's page shows it. */
export interface MergeLine {
  readonly id: string;
  readonly duplicateId: string;
  readonly name: string;
  readonly trn: string;
  readonly email: string;
  readonly why: string;
  readonly by: string | null;
  readonly at: Date;
  readonly undoneAt: Date | null;
  readonly undoneWhy: string | null;
}

/** What was merged into a record, newest first. One statement. */
export async function mergesInto(reads: Reads, survivorId: string): Promise<MergeLine[]> {
  return reads.query<MergeLine>(
    `select m.id, m.duplicate_id as "duplicateId", p.name, p.trn, i.email, m.why, s.name as by, m.merged_at as at,
            m.undone_at as "undoneAt", m.undone_why as "undoneWhy"
     from participant_merge m join participant p on p.id = m.duplicate_id join sign_in i on i.id = p.sign_in_id
     left join staff s on s.sign_in_id = m.merged_by where m.survivor_id = $1 order by m.merged_at desc`,
    [survivorId],
  );
}
