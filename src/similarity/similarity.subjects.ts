import { Injectable } from '@nestjs/common';
import { sayCount } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';
import { maySeeMatches } from './may-see.js';

/** Whose a match is, and who is told that some wait. */
@Injectable()
export class SimilaritySubjects {
  constructor(private readonly database: Database) {}

  @Subject('similarity')
  async mayReach(visitor: Visitor, { id }: Readonly<Record<string, string>>): Promise<boolean> {
    if (!maySeeMatches(visitor)) return false;
    const rows = await this.database.query(`select from similarity_match where id::text = $1 and provider_id = $2`, [
      id,
      visitor.providerId,
    ]);
    return rows.length > 0;
  }

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (!maySeeMatches(visitor)) return [];
    const { open } = await this.database.one<{ open: number }>(
      `select count(*)::int as open from similarity_match where provider_id = $1 and state = 'open'`,
      [visitor.providerId],
    );
    if (open === 0) return [];
    const detail = 'Parts of two accounts are the same. Nothing changes for anybody before you decide.';
    return [
      { text: `Look at ${sayCount(open, 'similar pair')} of accounts`, href: '/similarities', dueAt: null, detail },
    ];
  }
}
