import { Inject, Injectable } from '@nestjs/common';
import { firstRefusal, isRefusal, refuse, type Result, type Rule } from '#libs/refusal';
import { configToken } from '../../platform/config/config.token.js';
import type { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Role, Visitor } from '../../platform/web/visitor.js';
import { writeLink } from '../sign-in/invitation.js';
import { findEmployer, type EmployerCode } from './employer.js';

export interface InviteCommand {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly providerId: string;
  readonly trustUid: string;
  readonly schoolUrn: string;
}

export type InviteCode =
  'name-missing' | 'email-not-an-address' | 'no-role' | 'provider-missing' | 'email-taken' | EmployerCode;

const rules: readonly Rule<InviteCommand, InviteCode>[] = [
  {
    name: 'a member of staff has a name',
    source: 'ours: it stands on what they do',
    refuses: ({ name }) => (name.trim() === '' ? refuse('name-missing', {}, 'name') : null),
  },
  {
    name: 'a member of staff has an e-mail address',
    source: 'ours: the invitation goes there',
    refuses: ({ email }) =>
      /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(email.trim()) ? null : refuse('email-not-an-address', {}, 'email'),
  },
  {
    name: 'a member of staff is invited for a role',
    source: 'ours: nobody signs in to nothing',
    refuses: ({ roles }) => (roles.length === 0 ? refuse('no-role', {}, 'roles') : null),
  },
];

/** Adds a member of staff and writes them a letter with the link at which they choose a password. */
@Injectable()
export class InviteStaff {
  constructor(
    private readonly database: Database,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(visitor: Visitor, command: InviteCommand): Promise<Result<{ staffId: string }, InviteCode>> {
    const refusal = firstRefusal(rules, command);
    if (refusal) return refusal;
    const name = command.name.trim().replace(/\s+/g, ' ');
    const email = command.email.trim();
    return this.database.transact(visitor.actor, async (tx) => {
      const employer = await findEmployer(tx, command);
      if (isRefusal(employer)) return employer;
      const [provider] = await tx.query(`select from provider where id::text = $1`, [command.providerId]);
      if (!provider) return refuse('provider-missing', {}, 'providerId');
      const [signIn] = await tx.query<{ id: string }>(
        `insert into sign_in (email) values ($1) on conflict (lower(email)) do nothing returning id`,
        [email],
      );
      if (!signIn) return refuse('email-taken', { email }, 'email');
      const [staff] = await tx.query<{ id: string }>(
        `insert into staff (sign_in_id, name, provider_id, managing_provider_id, employer_trust_id, employer_school_id)
         values ($1, $2, $3, nullif($4::uuid, $3::uuid), $5, $6) returning id`,
        [signIn.id, name, command.providerId, visitor.providerId, employer.trustId, employer.schoolId],
      );
      const staffId = staff?.id ?? '';
      await tx.query(`insert into staff_role (staff_id, role) select $1, unnest($2::text[])`, [staffId, command.roles]);
      await writeLink(tx, this.config, { signInId: signIn.id, email, name }, 'invitation');
      await tx.journal({ aggregate: 'staff', id: staffId, act: 'staff.invited', facts: { roles: command.roles } });
      return { staffId };
    });
  }

  /** Writes the letter again to somebody who has not chosen a password yet; nothing for anybody else. */
  async again(visitor: Visitor, staffId: string): Promise<void> {
    await this.database.transact(visitor.actor, async (tx) => {
      const [person] = await tx.query<{ id: string; email: string; name: string }>(
        `select p.id, p.email, s.name from staff s join sign_in p on p.id = s.sign_in_id
         where s.id = $1 and p.password_hash is null and p.disabled_at is null for update of p`,
        [staffId],
      );
      if (!person) return;
      await writeLink(tx, this.config, { signInId: person.id, ...person }, 'invitation');
      await tx.journal({ aggregate: 'staff', id: staffId, act: 'staff.invited-again' });
    });
  }
}
