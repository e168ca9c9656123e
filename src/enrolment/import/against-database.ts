import type { Transaction } from '../../platform/database/database.js';
import type { ReadRow, RowProblem } from './check-rows.js';
import { columns } from './columns.js';

interface Known {
  readonly trn: string;
  readonly email: string;
  readonly is_staff: boolean;
  readonly participant_id: string | null;
  readonly provider_id: string | null;
  readonly start_date: string | null;
  /** Its record went into another: the person is there, and enrolled as they are. */
  readonly is_merged: boolean;
}

/** Rows parted by what the database already has: new ones, ones that are there just so, and ones that cannot be. */
export interface Parted {
  readonly fresh: ReadRow[];
  readonly same: ReadRow[];
  readonly problems: RowProblem[];
}

interface KnownSchool {
  readonly urn: string;
  /** UID of the trust it belongs to now; null where it belongs to none. */
  readonly trust_uid: string | null;
}

/**
 * Holds rows against everybody who has their TRN or their e-mail. A row is the same where both are this person's, with
 * this provider and this start date: it is left as it is, whatever else the file says. An import never changes anybody.
 */
export async function partRows(
  tx: Pick<Transaction, 'query'>,
  rows: readonly ReadRow[],
  providerId: string,
): Promise<Parted> {
  const known = await tx.query<Known>(
    `select coalesce(p.trn, '') as trn, lower(s.email) as email, staff.id is not null as is_staff,
            p.id as participant_id, p.provider_id,
            exists (select from participant_merge m where m.undone_at is null and p.id in (m.duplicate_id, m.survivor_id)) as is_merged,
            (select e.start_date from enrolment e where e.participant_id = p.id order by e.start_date desc limit 1) as start_date
     from sign_in s left join participant p on p.sign_in_id = s.id left join staff on staff.sign_in_id = s.id
     where lower(s.email) = any($1) or p.trn = any($2)`,
    [rows.map(({ email }) => email.toLowerCase()), rows.map(({ trn }) => trn)],
  );
  const byEmail = new Map(known.map((one) => [one.email, one]));
  const byTrn = new Map(known.filter(({ trn }) => trn !== '').map((one) => [one.trn, one]));
  const parted: Parted = { fresh: [], same: [], problems: [] };
  for (const row of rows) {
    const problem = problemOf(row, byEmail.get(row.email.toLowerCase()), byTrn.get(row.trn), providerId);
    if (problem) parted.problems.push(problem);
    else (byTrn.has(row.trn) ? parted.same : parted.fresh).push(row);
  }
  parted.problems.push(...(await otherTrusts(tx, parted.fresh)));
  return parted;
}

/**
 * Rows whose trust is not the one that their school is recorded in, or that a line before names for it. A file moves no
 * school: who may judge whom hangs on it, for everybody at that school. A school of which no trust was ever known gets one.
 */
async function otherTrusts(tx: Pick<Transaction, 'query'>, rows: readonly ReadRow[]): Promise<RowProblem[]> {
  const known = await tx.query<KnownSchool>(
    `select s.urn, t.uid as trust_uid from school s left join trust t on t.id = s.trust_id
     where s.urn = any($1) and exists (select from school_trust m where m.school_id = s.id)`,
    [rows.flatMap(({ urn }) => urn ?? [])],
  );
  const trustOf = new Map(known.map(({ urn, trust_uid }) => [urn, trust_uid]));
  const problems: RowProblem[] = [];
  for (const { line, urn, trustUid } of rows) {
    if (urn === null || trustUid === null) continue;
    const recorded = trustOf.get(urn);
    if (recorded === undefined) trustOf.set(urn, trustUid);
    else if (recorded !== trustUid)
      problems.push({
        line,
        column: columns.trustUid.heading,
        code: 'school-in-another-trust',
        facts: { given: trustUid, urn, recorded },
      });
  }
  return problems;
}

function problemOf(
  row: ReadRow,
  ofEmail: Known | undefined,
  ofTrn: Known | undefined,
  providerId: string,
): RowProblem | null {
  const on = (column: keyof typeof columns, code: RowProblem['code'], facts: RowProblem['facts'] = {}): RowProblem => ({
    line: row.line,
    column: columns[column].heading,
    code,
    facts,
  });
  if (ofEmail?.is_staff) return on('email', 'email-is-staff', { given: row.email });
  // Whose it is stays unsaid: it may be somebody of another provider.
  if (ofTrn && ofTrn.email !== row.email.toLowerCase()) return on('trn', 'trn-belongs-to-another', { given: row.trn });
  if (ofEmail && ofEmail.trn !== row.trn) return on('email', 'email-belongs-to-another', { given: row.email });
  if (!ofTrn) return null;
  if (ofTrn.provider_id !== providerId) return on('trn', 'enrolled-elsewhere', { given: row.trn });
  const start = row.startDate.toString();
  return ofTrn.is_merged || ofTrn.start_date === start
    ? null
    : on('startDate', 'other-start-date', { given: start, recorded: ofTrn.start_date });
}
