import type { Config } from '../../platform/config/config.js';
import { publicAddress } from '../../platform/config/public-address.js';
import type { Transaction } from '../../platform/database/database.js';
import { secretPlace, writeLetter, writeLetters } from '../../platform/mail/mail.js';
import { hashToken, makeToken } from '../session.js';

/** How long a link in a letter opens something, on the real clock. OWASP ASVS 5.0, 6.4.1: a reset is short, an invitation may wait. */
export const linkLife = { invitation: '7 days', reset: '10 minutes' } as const;
export type LinkPurpose = keyof typeof linkLife;

interface Addressee {
  readonly signInId: string;
  readonly email: string;
  readonly name: string;
}

/**
 * Writes a letter with a link at which the person sets a password. Links written before for the same purpose open
 * nothing any more. The link's token is kept as a hash, and in clear only until the letter is sent. Work that may run
 * twice names its `order`: the second time nothing is written, and the answer is false.
 */
export async function writeLink(
  tx: Transaction,
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  to: Addressee,
  purpose: LinkPurpose,
  order?: string,
): Promise<boolean> {
  const [written] =
    order === undefined ? [] : await tx.query(`select from mail_message where key = $1`, [`link:${order}`]);
  if (written) return false;
  const token = makeToken();
  await tx.query(
    `update invitation set used_at = clock_timestamp() where sign_in_id = $1 and purpose = $2 and used_at is null`,
    [to.signInId, purpose],
  );
  const [link] = await tx.query<{ id: string }>(
    `insert into invitation (sign_in_id, purpose, token_hash, expires_at)
     values ($1, $2, $3, clock_timestamp() + $4::interval) returning id`,
    [to.signInId, purpose, hashToken(token), linkLife[purpose]],
  );
  const address = `${publicAddress(config)}/invitations/${secretPlace}`;
  await writeLetter(tx, {
    key: `link:${order ?? link?.id}`,
    to: to.email,
    subject:
      purpose === 'invitation' ? 'Your account for the NPQEL final assessment' : 'Set a new password for Scriptorium',
    body: purpose === 'invitation' ? invitationText(to.name, address) : resetText(to.name, address),
    secret: token,
  });
  return true;
}

function invitationText(name: string, address: string): string {
  return `Dear ${name},

You have an account in Scriptorium, where the final assessment of the NPQEL is booked, submitted and marked.

Choose your password here. The link works once and for 7 days:
${address}

If it has stopped working, ask for a new one with "I have forgotten my password" on the sign-in page.
`;
}

function resetText(name: string, address: string): string {
  return `Dear ${name},

Somebody, we hope you, asked for a new password for your Scriptorium account.

Choose it here. The link works once and for 10 minutes:
${address}

If you did not ask, you need do nothing: your password is unchanged.
`;
}

/** Writes the invitations of many new sign-ins, in a few statements; each as `writeLink` would. */
export async function writeInvitations(
  tx: Transaction,
  config: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  people: readonly Addressee[],
): Promise<void> {
  const tokens = new Map(people.map(({ signInId }) => [signInId, makeToken()]));
  const rows = [...tokens].map(([signInId, token]) => ({ signInId, hash: hashToken(token) }));
  const links = await tx.query<{ id: string; sign_in_id: string }>(
    `insert into invitation (sign_in_id, purpose, token_hash, expires_at)
     select "signInId", 'invitation', hash, clock_timestamp() + $2::interval
     from jsonb_to_recordset($1::jsonb) as i ("signInId" uuid, hash text) returning id, sign_in_id`,
    [JSON.stringify(rows), linkLife.invitation],
  );
  const linkOf = new Map(links.map((link) => [link.sign_in_id, link.id]));
  const address = `${publicAddress(config)}/invitations/${secretPlace}`;
  await writeLetters(
    tx,
    people.map(({ signInId, email, name }) => ({
      key: `invitation:${linkOf.get(signInId)}`,
      to: email,
      subject: 'Your account for the NPQEL final assessment',
      body: invitationText(name, address),
      secret: tokens.get(signInId) ?? '',
    })),
  );
}
