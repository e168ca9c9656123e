import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

type Parameters = Readonly<Record<string, string>>;

/** Whose a quality sample is. */
@Injectable()
export class QualitySubjects {
  constructor(private readonly database: Database) {}

  /** The quality agent's, of every provider; a lead sees what was said of their own. */
  @Subject('quality sample')
  async mayReach({ roles, providerId }: Visitor, { id }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from qa_sample where id::text = $1 and ($2 or ($3 and provider_id = $4))`,
      [id, roles.includes('qa-agent'), roles.includes('lead'), providerId],
    );
    return rows.length > 0;
  }
}
