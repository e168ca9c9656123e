import { Injectable } from '@nestjs/common';
import type { Refusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { makeCodeSecret } from '../sign-in/one-time-code.js';
import { confirmPassword, type ConfirmRefusal } from './confirm-password.js';

/** Begins to set up an authenticator, the first or another one: the old one counts until the new one's first code. */
@Injectable()
export class ReplaceCode {
  constructor(private readonly database: Database) {}

  async run(visitor: Visitor, password: string, address: string): Promise<Refusal<ConfirmRefusal> | null> {
    const refusal = await confirmPassword(this.database, visitor, password, address);
    if (refusal) return refusal;
    await this.database.transact(visitor.actor, async (tx) => {
      await tx.query(`update sign_in set totp_pending = $2 where id = $1`, [visitor.signInId, makeCodeSecret()]);
      await tx.journal({ aggregate: 'sign-in', id: visitor.signInId, act: 'second-factor.begun' });
    });
    return null;
  }
}
