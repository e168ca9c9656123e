import type { Database } from '../../platform/database/database.js';
import { conflictKinds } from './conflict-rules.js';

export interface ConflictLine {
  readonly conflictId: string;
  readonly kind: string;
  readonly label: string;
  /** The trust, school or participant it is to, as its declarer named it. */
  readonly to: string;
  readonly fromDate: string;
  readonly toDate: string | null;
}

/** What a member of staff declared, newest first. */
export async function conflictsOf(database: Database, staffId: string): Promise<ConflictLine[]> {
  const rows = await database.query<Omit<ConflictLine, 'label'>>(
    `select c.id as "conflictId", c.kind, coalesce(t.name, s.name, c.participant_email) as to,
            c.from_date as "fromDate", c.to_date as "toDate"
     from conflict c left join trust t on t.id = c.trust_id left join school s on s.id = c.school_id
     where c.staff_id = $1 order by c.to_date is not null, c.from_date desc, c.id limit 200`,
    [staffId],
  );
  return rows.map((row) => ({ ...row, label: conflictKinds.find(({ kind }) => kind === row.kind)?.label ?? row.kind }));
}
