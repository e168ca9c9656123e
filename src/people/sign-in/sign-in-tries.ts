import { refuse, type Result } from '#libs/refusal';
import type { Database } from '../../platform/database/database.js';

/** Who tries what from where. `code` is the second factor. */
export interface Try {
  readonly email: string;
  readonly address: string;
  readonly factor: 'password' | 'code' | 'reset';
}

/**
 * Failures that are let pass in a span. An account is counted together with the address it is tried from, so that nobody
 * can lock a person out of their own desk; and an address over all accounts. OWASP ASVS 5.0, 6.1.1 and 6.3.1.
 */
export const tryLimits = { minutes: 5, pair: 10, address: 50, codesAnHour: 20, resetsAnHour: 3 } as const;

export interface BegunTry {
  readonly tryId: number;
}

/**
 * Notes a try as failed before it is judged, so that a hundred at once do not all find room; `noteSuccess` mends that.
 * Refuses `too-many-tries`, facts `{ minutes }` to wait, where the limit is reached; such a try is not counted, so
 * that the wait ends. Unknown accounts are counted as known ones are.
 */
export async function beginTry(database: Database, each: Try): Promise<Result<BegunTry, 'too-many-tries'>> {
  const email = each.email.toLowerCase().slice(0, 320);
  return database.transact('job:sign-in', async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('sign-in-try:' || $1, 0))`, [each.address]);
    const [begun] = await tx.query<{ id: number | null }>(
      `with failed as (
         select email, address, factor, at from sign_in_try
         where not succeeded and at > clock_timestamp() - interval '1 hour' and (email = $1 or address = $2)
       ),
       recent as (select * from failed where at > clock_timestamp() - interval '${tryLimits.minutes} minutes'),
       room as (
         select (select count(*) from recent where email = $1 and address = $2 and factor <> 'reset') < ${tryLimits.pair}
            and (select count(*) from recent where address = $2) < ${tryLimits.address}
            -- A code has six digits: who knows the password may not guess on from a thousand addresses.
            and ($3 <> 'code' or (select count(*) from failed where email = $1 and factor = 'code') < ${tryLimits.codesAnHour})
            and ($3 <> 'reset' or (select count(*) from failed where email = $1 and factor = 'reset') < ${tryLimits.resetsAnHour})
            as is_left
       )
       insert into sign_in_try (email, address, factor, succeeded)
       select $1, $2, $3, false from room where is_left returning id`,
      [email, each.address, each.factor],
    );
    return begun?.id ? { tryId: begun.id } : refuse('too-many-tries', { minutes: tryLimits.minutes });
  });
}

/** The try was right after all. */
export async function noteSuccess(database: Pick<Database, 'query'>, { tryId }: BegunTry): Promise<void> {
  await database.query(`update sign_in_try set succeeded = true where id = $1`, [tryId]);
}
