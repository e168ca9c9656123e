import type { Database, Transaction } from '../platform/database/database.js';
import type { Role } from '../platform/web/visitor.js';

/** Whatever runs statements: the database for a screen, a transaction for a use case. */
type Reader = Pick<Database | Transaction, 'query'>;

/** A member of staff as other rooms may know them. */
export interface StaffMember {
  readonly staffId: string;
  readonly signInId: string;
  readonly name: string;
  readonly email: string;
  readonly providerId: string;
  readonly employerTrustId: string | null;
  readonly employerSchoolId: string | null;
  readonly roles: readonly Role[];
  /** False where the person was disabled: they keep their name on what they did, and do nothing more. */
  readonly isActive: boolean;
}

const staffMember = `
  select s.id as "staffId", s.sign_in_id as "signInId", s.name, p.email, s.provider_id as "providerId",
         s.employer_trust_id as "employerTrustId", s.employer_school_id as "employerSchoolId",
         p.disabled_at is null as "isActive",
         array(select role from staff_role r where r.staff_id = s.id order by role) as roles
  from staff s join sign_in p on p.id = s.sign_in_id`;

/** Staff by their ids, in one statement; an id that is nobody's is left out. */
export async function staffById(reader: Reader, ids: readonly string[]): Promise<Map<string, StaffMember>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.query<StaffMember>(`${staffMember} where s.id = any($1::uuid[])`, [[...new Set(ids)]]);
  return new Map(rows.map((row) => [row.staffId, row]));
}

/** Everybody active who holds a role, by name; of one provider where it is given. */
export async function staffWithRole(reader: Reader, role: Role, providerId?: string): Promise<StaffMember[]> {
  return reader.query<StaffMember>(
    `${staffMember}
     where p.disabled_at is null and exists (select from staff_role r where r.staff_id = s.id and r.role = $1)
       and ($2::uuid is null or s.provider_id = $2)
     order by s.name, s.id`,
    [role, providerId ?? null],
  );
}

/** Everybody active who may mark: assessors and senior assessors, by name. */
export async function assessors(reader: Reader): Promise<StaffMember[]> {
  return reader.query<StaffMember>(
    `${staffMember}
     where p.disabled_at is null
       and exists (select from staff_role r where r.staff_id = s.id and r.role in ('assessor', 'senior-assessor'))
     order by s.name, s.id`,
  );
}

export interface Provider {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** Every provider, by name. */
export async function providers(reader: Reader): Promise<Provider[]> {
  return reader.query<Provider>(`select id, code, name from provider order by name`);
}

/** Every trust, by name. */
export async function trusts(reader: Reader): Promise<{ id: string; uid: string; name: string }[]> {
  return reader.query(`select id, uid, name from trust order by name, uid`);
}
