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

function idOf(rows: readonly { id: string }[]): string {
  const [row] = rows;
  if (!row) throw new Error('An insert that returns gives a row');
  return row.id;
}
