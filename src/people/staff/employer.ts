import { refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';

export type EmployerCode = 'trust-unknown' | 'school-unknown';

/** Trust (by UID) and school (by URN) that a form names, each empty or known. */
export async function findEmployer(
  tx: Pick<Transaction, 'query'>,
  named: { readonly trustUid: string; readonly schoolUrn: string },
): Promise<Result<{ trustId: string | null; schoolId: string | null }, EmployerCode>> {
  const trustUid = named.trustUid.trim();
  const schoolUrn = named.schoolUrn.trim();
  const [found] = await tx.query<{ trust_id: string | null; school_id: string | null }>(
    `select (select id from trust where uid = $1) as trust_id, (select id from school where urn = $2) as school_id`,
    [trustUid, schoolUrn],
  );
  if (trustUid !== '' && !found?.trust_id) return refuse('trust-unknown', { uid: trustUid }, 'trustUid');
  if (schoolUrn !== '' && !found?.school_id) return refuse('school-unknown', { urn: schoolUrn }, 'schoolUrn');
  return { trustId: found?.trust_id ?? null, schoolId: found?.school_id ?? null };
}
