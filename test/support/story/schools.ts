import { findOrAddTrust } from '../../../src/people/schools.js';
import type { Transaction } from '../../../src/platform/database/database.js';

/**
 * The school of this URN (six digits), added where there is none yet; what is given replaces what stood, what is not
 * given stays. `trustUid` names the trust it belongs to, which is added where there is none. Gives both ids.
 */
export async function findOrAddSchool(
  tx: Pick<Transaction, 'query'>,
  urn: string,
  name?: string,
  trustUid?: string,
): Promise<{ schoolId: string; trustId: string | null }> {
  const trustId = trustUid === undefined ? null : await findOrAddTrust(tx, trustUid);
  const [row] = await tx.query<{ id: string; trust_id: string | null }>(
    `insert into school (urn, name, trust_id) values ($1, coalesce($2, 'School ' || $1), $3)
     on conflict (urn) do update set name = coalesce($2, school.name), trust_id = coalesce($3, school.trust_id)
     returning id, trust_id`,
    [urn, name ?? null, trustId],
  );
  if (!row) throw new Error('An insert that returns gives a row');
  return { schoolId: row.id, trustId: row.trust_id };
}
