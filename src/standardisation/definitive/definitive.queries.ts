import type { MarkSet } from '#libs/rubric';
import type { Database, Transaction } from '../../platform/database/database.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** A line of the lead's list. */
export interface DefinitiveLine {
  readonly number: string;
  readonly frameworkVersion: string;
  readonly addedAt: Date;
  /** The newest of its definitive marks; 0 where a panel has not agreed yet. */
  readonly version: number;
  /** Tries in which it was marked or is being marked. */
  readonly tries: number;
}

const onAPage = 50;

/** A provider's definitive scripts by number, 50 at a time; `after` is the last number before. One statement. */
export async function listDefinitive(
  reads: Reads,
  providerId: string,
  after?: string,
): Promise<{ scripts: DefinitiveLine[]; after: string | null }> {
  const rows = await reads.query<DefinitiveLine>(
    `select d.script_number as number, s.framework_version as "frameworkVersion", d.added_at as "addedAt", d.version,
            (select count(*)::int from standardisation_try_script t where t.script_number = d.script_number) as tries
     from definitive_script d join script s on s.number = d.script_number
     where d.provider_id = $1 and ($2::text is null or d.script_number > $2) order by d.script_number limit ${onAPage + 1}`,
    [providerId, after ?? null],
  );
  const scripts = rows.slice(0, onAPage);
  return { scripts, after: rows.length > onAPage ? (scripts.at(-1)?.number ?? null) : null };
}

/** Definitive marks as they stood from one moment on. */
export interface DefinitiveVersion {
  readonly version: number;
  readonly marks: MarkSet;
  /** Why each criterion has its mark, by criterion. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Why they were revised; empty for the first. */
  readonly why: string;
  readonly at: Date;
  readonly panel: readonly { readonly staffId: string; readonly name: string }[];
}

export interface DefinitiveDetail {
  readonly number: string;
  readonly frameworkVersion: string;
  readonly consent: string;
  readonly addedAt: Date;
  /** Newest first. */
  readonly versions: readonly DefinitiveVersion[];
}

/** A definitive script with every version of its marks, or null. Two statements. */
export async function definitiveScript(reads: Reads, number: string): Promise<DefinitiveDetail | null> {
  const [row] = await reads.query<Omit<DefinitiveDetail, 'versions'>>(
    `select d.script_number as number, s.framework_version as "frameworkVersion", d.consent, d.added_at as "addedAt"
     from definitive_script d join script s on s.number = d.script_number where d.script_number = $1`,
    [number],
  );
  if (!row) return null;
  const versions = await reads.query<DefinitiveVersion>(
    `select m.version, m.marks, m.reasons, m.why, m.set_at as at,
            (select jsonb_agg(jsonb_build_object('staffId', p.staff_id, 'name', t.name) order by t.name, t.id)
             from definitive_panel p join staff t on t.id = p.staff_id
             where p.script_number = m.script_number and p.version = m.version) as panel
     from definitive_marks m where m.script_number = $1 order by m.version desc`,
    [number],
  );
  return { ...row, versions };
}

/** Who may sit on a panel of a provider: active staff who judge or lead, by name. One statement. */
export async function panelCandidates(reads: Reads, providerId: string): Promise<{ staffId: string; name: string }[]> {
  return reads.query(
    `select s.id as "staffId", s.name from staff s join sign_in p on p.id = s.sign_in_id
     where coalesce(s.managing_provider_id, s.provider_id) = $1 and p.disabled_at is null
       and exists (select from staff_role r where r.staff_id = s.id and r.role in ('assessor', 'senior-assessor', 'moderator', 'lead'))
     order by s.name, s.id`,
    [providerId],
  );
}

/** Scripts of a provider and framework version whose marks a panel agreed on, by number. One statement. */
export async function readyDefinitive(reads: Reads, providerId: string, frameworkVersion: string): Promise<string[]> {
  const rows = await reads.query<{ number: string }>(
    `select d.script_number as number from definitive_script d join script s on s.number = d.script_number
     where d.provider_id = $1 and s.framework_version = $2 and d.version > 0 order by d.script_number`,
    [providerId, frameworkVersion],
  );
  return rows.map(({ number }) => number);
}
