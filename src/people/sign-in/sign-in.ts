import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { openSession, type OpenedSession } from '../open-session.js';
import { makeCodeSecret } from './one-time-code.js';
import { hashPassword, isHashOutdated, isPassword } from './password-hash.js';
import { beginTry, noteSuccess } from './sign-in-tries.js';

export interface SignInCommand {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly browser: string | null;
  /** The session this browser has now, which ends. */
  readonly replaces: string | null;
}

export interface SignedIn {
  readonly session: OpenedSession;
  /** True where a code is asked for next: staff always, a participant who has set one up. */
  readonly needsCode: boolean;
}

interface Known {
  id: string;
  password_hash: string | null;
  totp_confirmed_at: Date | null;
  staff_id: string | null;
  participant_id: string | null;
}

/** Signs a person in by e-mail and password. An unknown person, a wrong password and a disabled account look the same. */
@Injectable()
export class SignIn {
  constructor(private readonly database: Database) {}

  async run(command: SignInCommand): Promise<Result<SignedIn, 'sign-in-refused' | 'too-many-tries'>> {
    const begun = await beginTry(this.database, { ...command, factor: 'password' });
    if (isRefusal(begun)) return begun;
    const [known] = await this.database.query<Known>(
      `select p.id, p.password_hash, p.totp_confirmed_at, s.id as staff_id, t.id as participant_id
       from sign_in p left join staff s on s.sign_in_id = p.id left join participant t on t.sign_in_id = p.id
       where lower(p.email) = lower($1) and p.disabled_at is null`,
      [command.email.trim()],
    );
    const isRight = await isPassword(command.password, known?.password_hash ?? null);
    if (!isRight || !known) return refuse('sign-in-refused', {}, 'email');
    const hash = isHashOutdated(known.password_hash ?? '') ? await hashPassword(command.password) : null;
    const actor = known.staff_id === null ? `participant:${known.participant_id}` : `staff:${known.staff_id}`;
    return this.database.transact(actor, async (tx) => {
      await noteSuccess(tx, begun);
      return open(tx, known, command, hash);
    });
  }
}

async function open(tx: Transaction, known: Known, command: SignInCommand, newHash: string | null): Promise<SignedIn> {
  const isStaff = known.staff_id !== null;
  const hasCode = known.totp_confirmed_at !== null;
  // Staff who have no authenticator yet find its secret on the page that comes next; reading a page makes nothing.
  await tx.query(
    `update sign_in set password_hash = coalesce($2, password_hash), totp_pending = coalesce($3, totp_pending) where id = $1`,
    [known.id, newHash, isStaff && !hasCode ? makeCodeSecret() : null],
  );
  const session = await openSession(tx, { ...command, signInId: known.id, isSecondFactorGiven: false });
  await tx.journal({ aggregate: 'sign-in', id: known.id, act: 'session.opened', facts: { by: 'password' } });
  return { session, needsCode: isStaff || hasCode };
}
