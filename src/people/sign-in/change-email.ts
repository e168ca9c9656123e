import { refuse, type Refusal } from '#libs/refusal';
import type { Config } from '../../platform/config/config.js';
import type { Transaction } from '../../platform/database/database.js';
import { writeLink } from './invitation.js';

export type ChangeEmailCode = 'email-is-staff' | 'email-belongs-to-another';

/**
 * Gives a participant's sign-in another e-mail address. It signs them out everywhere and closes links that lie in the
 * old mailbox; who has no password yet gets the invitation anew at the new one. Ties that were declared to the person
 * by the old address follow to the new one. Refuses an address that signs somebody else in, facts `{ given }`.
 */
export async function changeEmail(
  tx: Transaction,
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  person: { readonly signInId: string; readonly name: string; readonly before: string; readonly after: string },
): Promise<Refusal<ChangeEmailCode> | null> {
  const { signInId, name, before, after } = person;
  const [other] = await tx.query<{ isStaff: boolean }>(
    `select exists (select from staff where sign_in_id = p.id) as "isStaff" from sign_in p
     where lower(p.email) = lower($1) and p.id <> $2`,
    [after, signInId],
  );
  if (other) return refuse(other.isStaff ? 'email-is-staff' : 'email-belongs-to-another', { given: after }, 'email');
  const [changed] = await tx.query<{ hasPassword: boolean }>(
    `update sign_in set email = $2 where id = $1 returning password_hash is not null as "hasPassword"`,
    [signInId, after],
  );
  await tx.query(`update conflict set participant_email = lower($2) where lower(participant_email) = lower($1)`, [
    before,
    after,
  ]);
  await tx.query(`update invitation set used_at = clock_timestamp() where sign_in_id = $1 and used_at is null`, [
    signInId,
  ]);
  await tx.query(`delete from web_session where sign_in_id = $1`, [signInId]);
  await tx.journal({ aggregate: 'sign-in', id: signInId, act: 'sign-in.email-changed', facts: { before, after } });
  if (!changed?.hasPassword) await writeLink(tx, config, { signInId, email: after, name }, 'invitation');
  return null;
}
