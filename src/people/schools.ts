import type { Transaction } from '../platform/database/database.js';

/** The provider of this code, added where there is none yet. Gives its id. */
export async function findOrAddProvider(tx: Pick<Transaction, 'query'>, code: string, name: string): Promise<string> {
  return idOf(
    await tx.query<{ id: string }>(
      `insert into provider (code, name) values ($1, $2)
       on conflict (code) do update set name = excluded.name returning id`,
      [code, name],
    ),
  );
}

/** The trust of this UID, added where there is none yet; a name that is given replaces the one that stood. Gives its id. */
export async function findOrAddTrust(tx: Pick<Transaction, 'query'>, uid: string, name?: string): Promise<string> {
  return idOf(
    await tx.query<{ id: string }>(
      `insert into trust (uid, name) values ($1, coalesce($2, 'Trust ' || $1))
       on conflict (uid) do update set name = coalesce($2, trust.name) returning id`,
      [uid, name ?? null],
    ),
  );
}

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

function idOf(rows: readonly { id: string }[]): string {
  const [row] = rows;
  if (!row) throw new Error('An insert that returns gives a row');
  return row.id;
}
