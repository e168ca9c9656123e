import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';

/** Takes a member of staff's way in, or gives it back. What they did stays theirs. Refuses `not-oneself`. */
@Injectable()
export class DisablePerson {
  constructor(private readonly database: Database) {}

  async run(visitor: Visitor, staffId: string, isDisabled: boolean): Promise<Result<object, 'not-oneself'>> {
    if (staffId === visitor.staffId) return refuse('not-oneself');
    return this.database.transact(visitor.actor, async (tx) => {
      const [changed] = await tx.query<{ id: string }>(
        `update sign_in p set disabled_at = case when $2 then clock_timestamp() end
         from staff s where s.id = $1 and p.id = s.sign_in_id and (p.disabled_at is not null) <> $2 returning p.id`,
        [staffId, isDisabled],
      );
      if (!changed) return {};
      await this.endEverySession(tx, changed.id);
      const act = isDisabled ? 'staff.disabled' : 'staff.enabled';
      await tx.journal({ aggregate: 'staff', id: staffId, act });
      return {};
    });
  }

  /** An administrator's help for a lost laptop: signs a member of staff out everywhere. */
  async signOut(visitor: Visitor, staffId: string): Promise<void> {
    await this.database.transact(visitor.actor, async (tx) => {
      const [person] = await tx.query<{ sign_in_id: string }>(`select sign_in_id from staff where id = $1`, [staffId]);
      if (!person) return;
      await this.endEverySession(tx, person.sign_in_id);
      await tx.journal({ aggregate: 'staff', id: staffId, act: 'staff.signed-out' });
    });
  }

  /** And for a lost telephone: the next sign-in sets up an authenticator anew. */
  async forgetCode(visitor: Visitor, staffId: string): Promise<void> {
    await this.database.transact(visitor.actor, async (tx) => {
      const [person] = await tx.query<{ id: string }>(
        `update sign_in p set totp_secret = null, totp_confirmed_at = null, totp_last_step = null, totp_pending = null
         from staff s where s.id = $1 and p.id = s.sign_in_id returning p.id`,
        [staffId],
      );
      if (!person) return;
      await this.endEverySession(tx, person.id);
      await tx.journal({ aggregate: 'staff', id: staffId, act: 'second-factor.forgotten' });
    });
  }

  private async endEverySession(tx: Pick<Database, 'query'>, signInId: string): Promise<void> {
    await tx.query(`delete from web_session where sign_in_id = $1`, [signInId]);
  }
}
