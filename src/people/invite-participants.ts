import type { Config } from '../platform/config/config.js';
import type { Transaction } from '../platform/database/database.js';
import { writeInvitations } from './sign-in/invitation.js';

/**
 * `inviteParticipantSignIn` for many people whose e-mails nobody has yet, in a few statements: a sign-in and a letter with
 * the link for each. Gives the sign-ins by e-mail in lower case. An e-mail that somebody took meanwhile fails the
 * transaction on the unique index, so that a second try sees it.
 */
export async function inviteNewParticipants(
  tx: Transaction,
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  people: readonly { readonly email: string; readonly name: string }[],
): Promise<Map<string, string>> {
  const made = await tx.query<{ id: string; email: string }>(
    `insert into sign_in (email) select jsonb_array_elements_text($1::jsonb) returning id, lower(email) as email`,
    [JSON.stringify(people.map(({ email }) => email.trim()))],
  );
  const signIns = new Map(made.map(({ id, email }) => [email, id]));
  await tx.journalFirst(
    made.map(({ id }) => ({ aggregate: 'sign-in', id, act: 'sign-in.made', to: 'invited' as const })),
  );
  const addressees = people.map(({ email, name }) => {
    const signInId = signIns.get(email.trim().toLowerCase());
    if (signInId === undefined) throw new Error('Each insert gives its row');
    return { signInId, email: email.trim(), name };
  });
  await writeInvitations(tx, config, addressees);
  return signIns;
}
