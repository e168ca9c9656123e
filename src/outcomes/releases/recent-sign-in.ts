import { Injectable } from '@nestjs/common';
import { refuse, type Refusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';

const minutes = 15;

/**
 * Some acts ask for a second factor that was given just now, and not this morning on a machine left alone (OWASP ASVS
 * 7.5.1). By the server's real clock: sessions do not follow the demo clock.
 */
@Injectable()
export class RecentSignIn {
  constructor(private readonly database: Database) {}

  /** Null where the visitor's session gave its second factor within the last quarter of an hour. */
  async refuses(visitor: Pick<Visitor, 'sessionHash'>): Promise<Refusal<'sign-in-not-recent'> | null> {
    const rows = await this.database.query(
      `select from web_session where token_hash = $1 and second_factor_at > clock_timestamp() - interval '${minutes} minutes'`,
      [visitor.sessionHash],
    );
    return rows.length > 0 ? null : refuse('sign-in-not-recent', { minutes });
  }
}
