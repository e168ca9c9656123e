import { refuse, type Result } from '#libs/refusal';
import type { Config } from '../platform/config/config.js';
import type { Transaction } from '../platform/database/database.js';
import { writeLink } from './sign-in/invitation.js';

/**
 * Gives a participant who is being enrolled a way to sign in: the sign-in of this e-mail, made where there is none, and
 * for a new one a letter with the link at which they choose a password, sent when `tx` commits. An e-mail that is there
 * already gets no second letter. Refuses `email-is-staff`, facts `{ email }`: nobody is both participant and staff, since
 * a session has to be the one or the other.
 */
export async function inviteParticipantSignIn(
  tx: Transaction,
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  person: { readonly email: string; readonly name: string },
): Promise<Result<{ signInId: string; isNew: boolean }, 'email-is-staff'>> {
  const email = person.email.trim();
  const [made] = await tx.query<{ id: string }>(
    `insert into sign_in (email) values ($1) on conflict (lower(email)) do nothing returning id`,
    [email],
  );
  if (made) {
    await tx.journal({ aggregate: 'sign-in', id: made.id, act: 'sign-in.made', to: 'invited' });
    await writeLink(tx, config, { signInId: made.id, email, name: person.name }, 'invitation');
    return { signInId: made.id, isNew: true };
  }
  const [there] = await tx.query<{ id: string; is_staff: boolean }>(
    `select id, exists (select from staff where sign_in_id = sign_in.id) as is_staff
     from sign_in where lower(email) = lower($1)`,
    [email],
  );
  if (!there) throw new Error('A sign-in that is in the way can be read');
  return there.is_staff ? refuse('email-is-staff', { email }, 'email') : { signInId: there.id, isNew: false };
}
