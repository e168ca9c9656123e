import type { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { labelOf } from './roles.js';
import { looksAfter } from './staff-subject.js';

export interface StaffLine {
  readonly staffId: string;
  readonly name: string;
  readonly email: string;
  readonly provider: string;
  readonly roles: readonly string[];
  readonly state: 'invited' | 'active' | 'disabled';
}

interface Row {
  staffId: string;
  name: string;
  email: string;
  provider: string;
  roles: string[];
  state: StaffLine['state'];
}

const stateOf = `case when p.disabled_at is not null then 'disabled' when p.password_hash is null then 'invited' else 'active' end`;
const onAPage = 50;

/** Staff an administrator looks after, by name, 50 at a time; `after` is the last one of the page before. One statement. */
export async function listStaff(
  database: Database,
  visitor: Visitor,
  after?: string,
): Promise<{ staff: StaffLine[]; after: string | null }> {
  const rows = await database.query<Row>(
    `select s.id as "staffId", s.name, p.email, v.name as provider, ${stateOf} as state,
            array(select role from staff_role r where r.staff_id = s.id order by role) as roles
     from staff s join sign_in p on p.id = s.sign_in_id join provider v on v.id = s.provider_id
     where ${looksAfter} = $1
       and ($2::uuid is null or (s.name, s.id) > (select name, id from staff where id = $2))
     order by s.name, s.id limit ${onAPage + 1}`,
    [visitor.providerId, after ?? null],
  );
  const staff = rows.slice(0, onAPage).map((row) => ({ ...row, roles: row.roles.map(labelOf) }));
  return { staff, after: rows.length > onAPage ? (staff.at(-1)?.staffId ?? null) : null };
}

export interface StaffProfile {
  readonly staffId: string;
  readonly signInId: string;
  readonly name: string;
  readonly email: string;
  readonly provider: string;
  readonly employer: string | null;
  readonly roles: readonly string[];
  readonly state: StaffLine['state'];
  readonly hasCode: boolean;
}

/** One member of staff, for the administrator who looks after them. */
export async function staffProfile(database: Database, staffId: string): Promise<StaffProfile> {
  return database.one<StaffProfile>(
    `select s.id as "staffId", p.id as "signInId", s.name, p.email, v.name as provider, ${stateOf} as state,
            nullif(concat_ws(', ', c.name, t.name), '') as employer, p.totp_confirmed_at is not null as "hasCode",
            array(select role from staff_role r where r.staff_id = s.id order by role) as roles
     from staff s join sign_in p on p.id = s.sign_in_id join provider v on v.id = s.provider_id
     left join trust t on t.id = s.employer_trust_id left join school c on c.id = s.employer_school_id
     where s.id = $1`,
    [staffId],
  );
}
