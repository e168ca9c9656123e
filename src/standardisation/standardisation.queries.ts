import type { QualificationVerdict } from '#libs/rubric';
import type { Database, Transaction } from '../platform/database/database.js';
import type { Role } from '../platform/web/visitor.js';
import type { AccreditationState } from './accreditation.lifecycle.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** Somebody who may be given scripts of a framework version. */
export interface AccreditedAssessor {
  readonly staffId: string;
  readonly name: string;
  readonly email: string;
  /** The provider that engages them: whose windows they mark. */
  readonly providerId: string;
  readonly roles: readonly Role[];
  /** Their live scripts are all marked twice. */
  readonly isOnProbation: boolean;
  /** Scripts a window, all roles together. */
  readonly capacity: number;
}

/**
 * Who may be given scripts of a framework version on a date (YYYY-MM-DD): accredited or on probation, the accreditation
 * valid on that day, the account active. By id, one statement.
 */
export async function accreditedAssessors(
  reads: Reads,
  frameworkVersion: string,
  onDate: string,
): Promise<AccreditedAssessor[]> {
  return reads.query<AccreditedAssessor>(
    `select a.staff_id as "staffId", s.name, p.email, ${engagedBy} as "providerId", a.capacity,
            a.state in ('probation') as "isOnProbation",
            array(select role from staff_role r where r.staff_id = s.id order by role) as roles
     from accreditation a join staff s on s.id = a.staff_id join sign_in p on p.id = s.sign_in_id
     where a.framework_version = $1 and a.state in ('probation', 'accredited') and a.valid_to >= $2::date
       and p.disabled_at is null
     order by a.staff_id`,
    [frameworkVersion, onDate],
  );
}

/** The provider whose staff list a person stands on, and whose windows they mark. */
const engagedBy = `coalesce(s.managing_provider_id, s.provider_id)`;
const isAssessor = `p.disabled_at is null and exists (select from staff_role r where r.staff_id = s.id and r.role in ('assessor', 'senior-assessor'))`;

/** True for an active assessor or senior assessor whom this provider engages. */
export async function mayBeAccredited(reads: Reads, staffId: string, providerId: string): Promise<boolean> {
  const rows = await reads.query(
    `select from staff s join sign_in p on p.id = s.sign_in_id
     where s.id::text = $1 and ${engagedBy} = $2 and ${isAssessor}`,
    [staffId, providerId],
  );
  return rows.length > 0;
}

/** True for whoever leads: leads see what panels settled, and are not judged by it. */
export async function knowsDefinitiveMarks(reads: Reads, staffId: string): Promise<boolean> {
  return (await reads.query(`select from staff_role where staff_id = $1 and role = 'lead'`, [staffId])).length > 0;
}

/** An accreditation as a use case of another room holds it: nobody moves it until that transaction ends. */
export interface AccreditationHeld {
  readonly staffId: string;
  readonly frameworkVersion: string;
  /** Another with every change: tells one stop from the next. */
  readonly version: number;
  /** On probation or accredited, its last day not over. */
  readonly mayMark: boolean;
}

/** Reads and holds an accreditation; null where there is none. One statement. */
export async function holdAccreditation(tx: Pick<Transaction, 'query'>, id: string): Promise<AccreditationHeld | null> {
  const [row] = await tx.query<AccreditationHeld>(
    `select staff_id as "staffId", framework_version as "frameworkVersion", version,
            state in ('probation', 'accredited') and valid_to >= london_date(app_now()) as "mayMark"
     from accreditation where id = $1 for share`,
    [id],
  );
  return row ?? null;
}

/** True while all that a person marks of a framework version is to be marked by a second person too. One statement. */
export async function isOnProbation(reads: Reads, staffId: string, frameworkVersion: string): Promise<boolean> {
  const rows = await reads.query(
    `select from accreditation where staff_id = $1 and framework_version = $2 and state = 'probation'`,
    [staffId, frameworkVersion],
  );
  return rows.length > 0;
}

/** A line of the lead's list. */
export interface AccreditationLine {
  readonly id: string;
  readonly staffId: string;
  readonly name: string;
  readonly isSenior: boolean;
  readonly frameworkVersion: string;
  readonly state: AccreditationState;
  readonly validTo: string;
  readonly capacity: number;
  /** Scripts that this person has in hand, all windows together. */
  readonly inHand: number;
}

const line = `a.id, a.staff_id as "staffId", s.name, a.framework_version as "frameworkVersion", a.state, a.valid_to as "validTo",
  a.capacity, exists (select from staff_role r where r.staff_id = s.id and r.role = 'senior-assessor') as "isSenior",
  (select count(*)::int from assignment g where g.assessor_id = s.id and g.state in ('assigned', 'marking')) as "inHand"`;
const onAPage = 50;

/** Accreditations of a provider's staff, by name, 50 at a time; `after` is the last one before. One statement. */
export async function listAccreditations(
  reads: Reads,
  providerId: string,
  after?: string,
): Promise<{ lines: AccreditationLine[]; after: string | null }> {
  const rows = await reads.query<AccreditationLine>(
    `select ${line} from accreditation a join staff s on s.id = a.staff_id
     where ${engagedBy} = $1 and ($2::uuid is null or (s.name, a.id) >
       (select t.name, b.id from accreditation b join staff t on t.id = b.staff_id where b.id = $2))
     order by s.name, a.id limit ${onAPage + 1}`,
    [providerId, after ?? null],
  );
  const lines = rows.slice(0, onAPage);
  return { lines, after: rows.length > onAPage ? (lines.at(-1)?.id ?? null) : null };
}

/** How far a probation is, and how the person came to it. */
export interface AccreditationHistory {
  /** Scripts of the version that they marked first and locked. */
  readonly locked: number;
  /** Of these, marked by a second person too. */
  readonly twice: number;
  /** Of these, so far apart that both had to agree or an adjudicator decided. */
  readonly apart: number;
  /** Tries in standardisation for the version that were handed in, the last one first. */
  readonly tries: readonly {
    readonly id: string;
    readonly round: string;
    readonly no: number;
    readonly verdict: QualificationVerdict;
  }[];
}

/** What a lead looks at before they end a probation. One statement. */
export async function accreditationHistory(reads: Reads, id: string): Promise<AccreditationHistory> {
  const [row] = await reads.query<AccreditationHistory>(
    `select f.locked, f.twice, f.apart, coalesce((
              select jsonb_agg(jsonb_build_object('id', t.id, 'round', r.name, 'no', t.no, 'verdict', t.verdict)
                order by t.handed_in_at desc, t.no desc)
              from standardisation_try t join standardisation_round r on r.id = t.round_id
              where t.staff_id = a.staff_id and r.framework_version = a.framework_version and t.state = 'handed-in'), '[]') as tries
     from accreditation a cross join lateral (
       select count(*)::int as locked,
              count(*) filter (where exists (select from assignment b where b.script_number = g.script_number
                and b.role = 'second' and b.state = 'locked'))::int as twice,
              count(*) filter (where m.discrepancy ->> 'discrepant' = 'true')::int as apart
       from assignment g join live_script s on s.number = g.script_number left join marking m on m.script_number = g.script_number
       where g.assessor_id = a.staff_id and s.framework_version = a.framework_version and g.role in ('first', 'remark')
         and g.state = 'locked') as f
     where a.id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no accreditation ${id}`);
  return row;
}

/** One accreditation that exists. */
export async function accreditation(reads: Reads, id: string): Promise<AccreditationLine> {
  const [row] = await reads.query<AccreditationLine>(
    `select ${line} from accreditation a join staff s on s.id = a.staff_id where a.id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no accreditation ${id}`);
  return row;
}

/** Active assessors of a provider who have no accreditation for a framework version, by name. */
export async function notYetAccredited(
  reads: Reads,
  providerId: string,
  frameworkVersion: string | null,
): Promise<{ staffId: string; name: string }[]> {
  return reads.query(
    `select s.id as "staffId", s.name from staff s join sign_in p on p.id = s.sign_in_id
     where ${engagedBy} = $1 and ${isAssessor}
       and not exists (select from accreditation a where a.staff_id = s.id and a.framework_version = $2)
     order by s.name, s.id`,
    [providerId, frameworkVersion],
  );
}

/** True where the accreditation is of somebody whom this provider engages. */
export async function isOfProvider(reads: Reads, id: string, providerId: string | null): Promise<boolean> {
  const rows = await reads.query(
    `select from accreditation a join staff s on s.id = a.staff_id where a.id::text = $1 and ${engagedBy} = $2`,
    [id, providerId],
  );
  return rows.length > 0;
}
