import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

type Parameters = Readonly<Record<string, string>>;

/** Whose things of standardisation are: a provider's for its leads, a try for the person who makes it. */
@Injectable()
export class StandardisationSubjects {
  constructor(private readonly database: Database) {}

  /** A definitive script of the lead's provider; a document only where it is one of it. */
  @Subject('definitive script')
  async isOwnDefinitive({ providerId }: Visitor, { number, document }: Parameters): Promise<boolean> {
    return this.any(
      `select from definitive_script d where d.script_number = $1 and d.provider_id = $2 and ($3::text is null or exists (
         select from script_document c where c.script_number = d.script_number and c.id::text = $3))`,
      [number ?? '', providerId, document ?? null],
    );
  }

  @Subject('standardisation round')
  async isOwnRound({ providerId }: Visitor, { id }: Parameters): Promise<boolean> {
    return this.any(`select from standardisation_round where id::text = $1 and provider_id = $2`, [
      id ?? '',
      providerId,
    ]);
  }

  /** A round in which this person was asked to standardise. */
  @Subject('own place in a round')
  async hasPlace({ staffId }: Visitor, { id }: Parameters): Promise<boolean> {
    return this.any(`select from standardisation_place where round_id::text = $1 and staff_id = $2`, [
      id ?? '',
      staffId,
    ]);
  }

  /** A try of this person; a script only where it is one of the try, a document only where it is one of the script. */
  @Subject('own try')
  async isOwnTry({ staffId }: Visitor, { id, number, document }: Parameters): Promise<boolean> {
    return this.any(
      `select from standardisation_try t where t.id::text = $1 and t.staff_id = $2
         and ($3::text is null or exists (
           select from standardisation_try_script x where x.try_id = t.id and x.script_number = $3))
         and ($4::text is null or exists (
           select from script_document c where c.script_number = $3 and c.id::text = $4))`,
      [id ?? '', staffId, number ?? null, document ?? null],
    );
  }

  /** A try that is handed in: for the person who made it, and for leads of the provider. */
  @Subject('try that is handed in')
  async mayReadFeedback({ staffId, providerId, roles }: Visitor, { id, number }: Parameters): Promise<boolean> {
    return this.any(
      `select from standardisation_try t join standardisation_round r on r.id = t.round_id
       where t.id::text = $1 and t.state = 'handed-in' and (t.staff_id = $2 or ($3 and r.provider_id = $4))
         and ($5::text is null or exists (
           select from standardisation_try_script x where x.try_id = t.id and x.script_number = $5))`,
      [id ?? '', staffId, roles.includes('lead'), providerId, number ?? null],
    );
  }

  private async any(sql: string, parameters: readonly unknown[]): Promise<boolean> {
    return (await this.database.query(sql, parameters)).length > 0;
  }
}
