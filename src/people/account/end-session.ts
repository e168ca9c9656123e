import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { sessionName } from './account.queries.js';

/** Ends a person's own sessions, this one or others: the next request with them is nobody's, on every server. */
@Injectable()
export class EndSession {
  constructor(private readonly database: Database) {}

  /** `which`: one by its name, `this`, or all `others`. Gives how many ended: none where it was not theirs or is gone. */
  async run(visitor: Visitor, which: 'this' | 'others' | { readonly name: string }): Promise<number> {
    return this.database.transact(visitor.actor, async (tx) => {
      const all = await tx.query<{ token_hash: string }>(
        `select token_hash from web_session where sign_in_id = $1 for update`,
        [visitor.signInId],
      );
      const ending = all
        .map(({ token_hash }) => token_hash)
        .filter((hash) => {
          if (typeof which === 'object') return sessionName(hash) === which.name;
          return (hash === visitor.sessionHash) === (which === 'this');
        });
      if (ending.length === 0) return 0;
      await tx.query(`delete from web_session where token_hash = any($1)`, [ending]);
      await tx.journal({
        aggregate: 'sign-in',
        id: visitor.signInId,
        act: 'session.ended',
        facts: { sessions: ending.length },
      });
      return ending.length;
    });
  }
}
