import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { hashToken } from '../session.js';
import { hashPassword } from './password-hash.js';
import { refusePassword, type PasswordCode } from './password-rules.js';

export interface OpenLink {
  readonly invitationId: string;
  readonly signInId: string;
  readonly email: string;
  readonly purpose: 'invitation' | 'reset';
  /** Words that everybody would try for this person. */
  readonly context: readonly string[];
}

/** What a link's token opens, while it does: not used, not too old, of nobody who was disabled. */
const openLink = `
  select i.id as "invitationId", p.id as "signInId", p.email, i.purpose,
         array_remove(array[p.email, s.name, t.name, v.name, r.name], null) as context
  from invitation i
  join sign_in p on p.id = i.sign_in_id
  left join staff s on s.sign_in_id = p.id
  left join participant t on t.sign_in_id = p.id
  left join provider v on v.id = coalesce(s.provider_id, t.provider_id)
  left join trust r on r.id = coalesce(s.employer_trust_id, t.trust_id)
  where i.token_hash = $1 and i.used_at is null and i.expires_at > clock_timestamp() and p.disabled_at is null`;

/** A password chosen at a link from a letter. The link works once; what was signed in before is signed out. */
@Injectable()
export class AcceptInvitation {
  constructor(private readonly database: Database) {}

  async find(token: string): Promise<OpenLink | null> {
    const [link] = await this.database.query<OpenLink>(openLink, [hashToken(token)]);
    return link ?? null;
  }

  async run(command: {
    readonly token: string;
    readonly password: string;
    readonly again: string;
  }): Promise<Result<{ email: string }, PasswordCode | 'link-closed'>> {
    const link = await this.find(command.token);
    if (!link) return refuse('link-closed');
    const refusal = refusePassword({ ...command, context: link.context });
    if (refusal) return refusal;
    const hash = await hashPassword(command.password);
    return this.database.transact(`sign-in:${link.signInId}`, async (tx) => {
      const [taken] = await tx.query(
        `update invitation set used_at = clock_timestamp() where id = $1 and used_at is null returning 1`,
        [link.invitationId],
      );
      if (!taken) return refuse('link-closed');
      await tx.query(`update sign_in set password_hash = $2 where id = $1`, [link.signInId, hash]);
      await tx.query(`update invitation set used_at = clock_timestamp() where sign_in_id = $1 and used_at is null`, [
        link.signInId,
      ]);
      await tx.query(`delete from web_session where sign_in_id = $1`, [link.signInId]);
      await tx.journal({ aggregate: 'sign-in', id: link.signInId, act: 'password.set', facts: { by: link.purpose } });
      return { email: link.email };
    });
  }
}
