import { Injectable } from '@nestjs/common';
import type { Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { openSession, type OpenedSession } from '../open-session.js';
import { hashPassword } from '../sign-in/password-hash.js';
import { refusePassword, type PasswordCode } from '../sign-in/password-rules.js';
import { confirmPassword, type ConfirmRefusal } from './confirm-password.js';

export interface ChangeCommand {
  readonly current: string;
  readonly password: string;
  readonly again: string;
  readonly address: string;
  readonly browser: string | null;
}

/** A new password for the old one. Every session ends, links in letters too; this browser goes on under a new one. */
@Injectable()
export class ChangePassword {
  constructor(private readonly database: Database) {}

  async run(visitor: Visitor, command: ChangeCommand): Promise<Result<OpenedSession, PasswordCode | ConfirmRefusal>> {
    const { email } = await this.database.one<{ email: string }>(`select email from sign_in where id = $1`, [
      visitor.signInId,
    ]);
    const refusal =
      refusePassword({ ...command, context: [visitor.name, email] }) ??
      (await confirmPassword(this.database, visitor, command.current, command.address));
    if (refusal) return refusal;
    const hash = await hashPassword(command.password);
    return this.database.transact(visitor.actor, async (tx) => {
      await tx.query(`update sign_in set password_hash = $2 where id = $1`, [visitor.signInId, hash]);
      await tx.query(`update invitation set used_at = clock_timestamp() where sign_in_id = $1 and used_at is null`, [
        visitor.signInId,
      ]);
      await tx.query(`delete from web_session where sign_in_id = $1`, [visitor.signInId]);
      await tx.journal({ aggregate: 'sign-in', id: visitor.signInId, act: 'password.set', facts: { by: 'change' } });
      return openSession(tx, { ...command, signInId: visitor.signInId, isSecondFactorGiven: true, replaces: null });
    });
  }
}
