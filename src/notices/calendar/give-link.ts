import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../platform/config/config.js';
import { configToken } from '../../platform/config/config.token.js';
import { publicAddress } from '../../platform/config/public-address.js';
import { Database } from '../../platform/database/database.js';
import { secretPlace, writeLetter } from '../../platform/mail/mail.js';

/** SHA-256 in hexadecimal of a link's token: all of it that is kept. */
export const hashOfLink = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * The secret address of a person's calendar: made, replaced by a new one, or ended. It is sent by letter, which forgets
 * it when it has left; one that was given before opens nothing from then on.
 */
@Injectable()
export class GiveLink {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly database: Database,
  ) {}

  async run(actor: string, signInId: string): Promise<void> {
    const token = randomBytes(24).toString('base64url');
    await this.database.transact(actor, async (tx) => {
      await tx.query(
        `insert into calendar_link (sign_in_id, token_hash, made_at) values ($1, $2, app_now())
         on conflict (sign_in_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at`,
        [signInId, hashOfLink(token)],
      );
      const [to] = await tx.query<{ email: string }>(`select email from sign_in where id = $1`, [signInId]);
      if (!to) throw new Error('Whoever is signed in has a sign-in');
      await writeLetter(tx, {
        key: `calendar-link:${hashOfLink(token)}`,
        to: to.email,
        subject: 'The address of your dates for your own calendar',
        body: `Hello,\n\nThis is the address of your assessment dates:\n\n${publicAddress(this.config)}/calendars/${secretPlace}\n\nIn your calendar choose to subscribe to, or add, a calendar from an address, and paste it there. Your calendar then follows your dates when they change.\n\nWhoever has this address can read your dates, so keep it to yourself. You can end it at any time under "Your time". An address that you had before does not work any more.\n\nThe assessment team\n`,
        secret: token,
      });
      await tx.journal({ aggregate: 'calendar-link', id: signInId, act: 'calendar-link.made' });
    });
  }

  async end(actor: string, signInId: string): Promise<void> {
    await this.database.transact(actor, async (tx) => {
      const ended = await tx.query(`delete from calendar_link where sign_in_id = $1 returning 1`, [signInId]);
      if (ended.length > 0) await tx.journal({ aggregate: 'calendar-link', id: signInId, act: 'calendar-link.ended' });
    });
  }
}
