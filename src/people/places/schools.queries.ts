import type { Database } from '../../platform/database/database.js';
import { looksAfter } from '../staff/staff-subject.js';

export interface SchoolLine {
  readonly id: string;
  readonly urn: string;
  readonly name: string;
  readonly trust: string | null;
}

const onAPage = 50;

/*
 * The schools of a provider: where somebody of theirs works or worked, participant or staff. The table `participant`
 * belongs to the room enrolment; nothing of it is read but whose provider's the person is.
 */
export const isOfProvider = `exists (
  select from workplace w where w.school_id = s.id and (
    exists (select from participant p where p.sign_in_id = w.sign_in_id and p.provider_id = $1) or
    exists (select from staff f where f.sign_in_id = w.sign_in_id and ${looksAfter.replaceAll('s.', 'f.')} = $1)))`;

/** Schools of a provider by name, 50 at a time; `name` is a part of the name or the beginning of the URN. One statement. */
export async function listSchools(
  database: Database,
  providerId: string,
  { name, after }: { readonly name: string; readonly after: string },
): Promise<{ schools: SchoolLine[]; after: string | null }> {
  const rows = await database.query<SchoolLine>(
    `select s.id, s.urn, s.name, t.name as trust from school s left join trust t on t.id = s.trust_id
     where ${isOfProvider}
       and ($2 = '' or s.name ilike '%' || $2 || '%' or s.urn like $2 || '%')
       and ($3 = '' or (s.name, s.id) > (select name, id from school where id = nullif($3, '')::uuid))
     order by s.name, s.id limit ${onAPage + 1}`,
    [providerId, name.trim().replace(/[\\%_]/g, '\\$&'), after],
  );
  const schools = rows.slice(0, onAPage);
  return { schools, after: rows.length > onAPage ? (schools.at(-1)?.id ?? null) : null };
}

/** A school by its id; the guard has seen that it is there. */
export async function schoolShown(database: Database, id: string): Promise<SchoolLine & { trustUid: string | null }> {
  return database.one(
    `select s.id, s.urn, s.name, t.name as trust, t.uid as "trustUid" from school s left join trust t on t.id = s.trust_id
     where s.id = $1`,
    [id],
  );
}
