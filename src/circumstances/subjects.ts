import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';
import { maySeeAdjustments } from './may-see.js';

type Parameters = Readonly<Record<string, string>>;

/** Who may reach a request: its participant, and leads of their provider; one for an adjustment no lead who marks. */
@Injectable()
export class CircumstancesSubjects {
  constructor(private readonly database: Database) {}

  @Subject('request')
  async request(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.mayReach(visitor, id, `r.id::text = $1`);
  }

  @Subject('request evidence')
  async evidence(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.mayReach(visitor, id, `r.id = (select request_id from request_evidence where id::text = $1)`);
  }

  private async mayReach(visitor: Visitor, id: string | undefined, which: string): Promise<boolean> {
    const isOwn = visitor.roles.includes('participant');
    const rows = await this.database.query(
      `select 1 from circumstance_request r join enrolment e on e.id = r.enrolment_id
       join participant p on p.id = e.participant_id
       where ${which} and p.provider_id = $2 and ($3::uuid is null or p.sign_in_id = $3)
         and ($4 or r.kind <> 'adjustment')`,
      [id ?? '', visitor.providerId, isOwn ? visitor.signInId : null, isOwn || maySeeAdjustments(visitor)],
    );
    return rows.length > 0;
  }
}
